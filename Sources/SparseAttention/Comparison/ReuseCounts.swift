/// How the rows of a group share keys, summed over groups.
public struct ReuseCounts: Sendable, Hashable {
    /// The groups of rows.
    public internal(set) var groups = 0
    var unionSum = 0.0
    /// Keys in the union of all rows of a head, over all heads.
    public internal(set) var headUnionKeys = 0
    /// Key tokens over all heads.
    public internal(set) var headKeys = 0
    /// Vectors of keys and values loaded by the reuse-aware schedule.
    public internal(set) var scheduledLoads = 0
    /// Vectors loaded by the naive order that loads exactly what a phase needs.
    public internal(set) var exactLoads = 0
    /// Vectors loaded by the naive order that loads the contiguous range of what a phase needs.
    public internal(set) var rangeLoads = 0

    /// Starts from nothing.
    public init() {}

    /// The share of the visible keys that at least one row of a group has chosen, the mean over groups.
    public var unionRatio: Double { groups == 0 ? 0 : unionSum / Double(groups) }

    /// The share of the key tokens that at least one row of the head has chosen.
    public var headUnionRatio: Double { headKeys == 0 ? 0 : Double(headUnionKeys) / Double(headKeys) }

    /// Joins two.
    public static func += (left: inout ReuseCounts, right: ReuseCounts) {
        left.groups += right.groups
        left.unionSum += right.unionSum
        left.headUnionKeys += right.headUnionKeys
        left.headKeys += right.headKeys
        left.scheduledLoads += right.scheduledLoads
        left.exactLoads += right.exactLoads
        left.rangeLoads += right.rangeLoads
    }
}
