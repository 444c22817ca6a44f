/// What a campaign has taken so far, over all processes that have worked on it: for people, nothing of it enters a
/// decision.
///
/// It is stored with each proposal and at the end; a process that is killed leaves out what came after its latest
/// proposal.
public struct CampaignMetrics: Sendable, Hashable, Codable {
    /// How many processes have worked on the campaign.
    public var processes = 0
    /// How long they have.
    public var elapsedSeconds = 0.0
    /// The same times the number of evaluations that they could have had side by side.
    public var workerSeconds = 0.0
    /// How long attempts ran, over all workers, those among them that failed or were cancelled.
    public var attemptSeconds = 0.0
    /// How long models took to be made for proposals.
    public var modelSeconds = 0.0
    /// How long the rest of the proposals took: for most methods the search for the best acquisition.
    public var searchSeconds = 0.0
    /// How long the checkpoint took to be written.
    public var storeSeconds = 0.0
    /// How long attempts took to be handed to the executor.
    public var submitSeconds = 0.0
    /// What the executor of the latest process counted, by name; a local one counts nothing.
    public var executor: [String: Int] = [:]

    /// The share of the workers' time in which they had no evaluation, from 0 to 1; `nil` before there is any.
    public var idleShare: Double? {
        workerSeconds > 0 ? max(0, 1 - attemptSeconds / workerSeconds) : nil
    }

    /// Whether these may be counts and times of a campaign: what comes from a file may be anything.
    var isPossible: Bool {
        let seconds = [
            elapsedSeconds, workerSeconds, attemptSeconds, modelSeconds, searchSeconds, storeSeconds, submitSeconds,
        ]
        return seconds.allSatisfy { (0...Self.mostSeconds).contains($0) }
            && ([processes] + executor.values).allSatisfy { (0...Self.mostEvents).contains($0) }
    }

    private static let mostSeconds = 0x1p60
    private static let mostEvents = 1_000_000_000_000_000

    /// Nothing yet.
    public init() {}
}
