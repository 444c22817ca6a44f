/// How the attempts of a campaign ended.
public struct AttemptCounts: Sendable, Hashable {
    /// How many attempts there are in each state; states without one are left out.
    public var byState: [AttemptState: Int] = [:]
    /// How many attempts beyond each trial's first were made, for whatever reason.
    public var repeated = 0
    /// How many attempts that failed or timed out were followed by another one.
    public var retries = 0
    /// How many answers came after their attempt had been given up; none of them counts.
    public var late = 0

    /// How many attempts were begun.
    public var total: Int { byState.values.reduce(0, +) }
}
