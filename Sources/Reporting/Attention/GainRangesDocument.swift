public import SparseAttention

/// What `ingot attention ranges` prints: the published gains inside the ranges of what they may assume.
public struct GainRangesDocument: Sendable, Encodable {
    private let entries: [Entry]
    private let cpuSeconds: Double

    private struct Entry: Sendable {
        let name: String
        let published: Double
        let range: GainRange
    }

    /// Climbs all ladders over all combinations, in about a second.
    ///
    /// - Throws: `SparseAttentionError` where a combination cannot be estimated.
    public init() throws(SparseAttentionError) {
        let begin = ThreadClock.now
        let processor = try GainRange.overProcessor()
        entries = [
            Entry(name: "rate over an A100", published: PublishedGains.starSpeed, range: processor.speed),
            Entry(name: "OP/J over an A100", published: PublishedGains.starEnergy, range: processor.efficiency),
            Entry(
                name: "mesh over dense, scores in memory", published: PublishedGains.spatialThroughput,
                range: try .overDenseMesh(reference: 0)),
            Entry(
                name: "mesh over dense, scores on the chip", published: PublishedGains.spatialThroughput,
                range: try .overDenseMesh(reference: 1)),
        ]
        cpuSeconds = ThreadClock.now - begin
    }

    private enum CodingKeys: String, CodingKey {
        case gains
        case cpuSeconds = "cpu_seconds"
    }

    private struct Gain: Encodable {
        let name: String
        let published: Double
        let least: Double
        let median: Double
        let largest: Double
        let share: Double
        let decisive: String
        let largestAt: [String: String]
        let assumptions: [Assumption]

        struct Assumption: Encodable {
            let name: String
            let means: [String: Double]
            let swing: Double
            let reached: [String: Int]
        }

        enum CodingKeys: String, CodingKey {
            case name, published, median, decisive, assumptions
            case largestAt = "max_at"
            case least = "min"
            case largest = "max"
            case share = "share_at_least_published"
        }
    }

    /// Encodes the figures.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            entries.map { entry in
                let sorted = entry.range.sorted
                return Gain(
                    name: entry.name, published: entry.published, least: sorted.first ?? 0,
                    median: sorted.isEmpty ? 0 : sorted[sorted.count / 2], largest: sorted.last ?? 0,
                    share: entry.range.share(atLeast: entry.published), decisive: entry.range.decisive?.name ?? "",
                    largestAt: Dictionary(uniqueKeysWithValues: entry.range.largestConditions),
                    assumptions: zip(entry.range.axes.indices, entry.range.swings).map { index, swing in
                        let axis = entry.range.axes[index]
                        return Gain.Assumption(
                            name: axis.name,
                            means: Dictionary(uniqueKeysWithValues: zip(axis.values, entry.range.means(index))),
                            swing: swing,
                            reached: Dictionary(
                                uniqueKeysWithValues: zip(
                                    axis.values, entry.range.reached(entry.published, axis: index).map(\.count))))
                    })
            }, forKey: .gains)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
    }

    /// The same for people.
    public var table: String {
        let summary = TextTable.text(
            header: ["gain", "published", "least", "median", "largest", "at least published", "decisive assumption"],
            rows: entries.map { entry in
                let sorted = entry.range.sorted
                return [
                    entry.name, Quantity.significant(entry.published), Quantity.significant(sorted.first ?? 0),
                    Quantity.significant(sorted.isEmpty ? 0 : sorted[sorted.count / 2]),
                    Quantity.significant(sorted.last ?? 0),
                    Quantity.percent(entry.range.share(atLeast: entry.published)), entry.range.decisive?.name ?? "",
                ]
            })
        let details = entries.map { entry in
            let swings = entry.range.swings
            let most = entry.range.largestConditions.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            return entry.name + ": geometric means, and of all combinations those with at least the published gain\n"
                + TextTable.text(
                    header: ["assumption", "means", "swing", "at least \(entry.published)"],
                    rows: entry.range.axes.indices.map { axis in
                        let names = entry.range.axes[axis].values
                        let reached = entry.range.reached(entry.published, axis: axis)
                        return [
                            entry.range.axes[axis].name,
                            zip(names, entry.range.means(axis)).map { "\($0): \(Quantity.significant($1))" }
                                .joined(separator: ", "), Quantity.significant(swings[axis]),
                            zip(names, reached).map { "\($0): \($1.count) of \($1.all)" }.joined(separator: ", "),
                        ]
                    }) + "\nlargest at: " + most
        }
        return ([summary] + details).joined(separator: "\n\n")
    }
}

extension GainRange {
    /// By axis, its name and its value where the gain is largest.
    fileprivate var largestConditions: [(String, String)] {
        zip(axes, largestPlaces ?? []).map { ($0.name, $0.values[$1]) }
    }
}
