/// How a run of a campaign ended.
public struct CampaignOutcome: Sendable, Hashable {
    /// Why it ended.
    public enum End: Sendable, Hashable {
        /// The budget is used up, or no candidate is left; one line says which.
        case finished(reason: String)
        /// It was stopped; the checkpoint goes on from here.
        case interrupted
    }

    /// Why it ended.
    public var end: End
    /// Where it stood then.
    public var progress: CampaignProgress
}
