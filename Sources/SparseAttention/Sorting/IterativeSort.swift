/// The choice of a segment's keys as the hardware makes it: sweeps of passes through the sorting core.
///
/// A sweep runs a segment's live entries through the core, 12 a pass beside the 4 kept, and yields the next 4 keys; the
/// clipping unit before it lets through what is at or above the larger of two thresholds: the top margin, which is the
/// largest score so far less the radius, and the low bound, the smallest score in the output buffer. Both are refreshed
/// after each pass and clip nothing in the first. A clipped entry leaves its input empty and does not save the pass.
///
/// The paper starts both thresholds at 0 and replaces clipped entries by 0, which needs scores without sign; here an
/// empty input lies below every score. Ours as well: an entry that a sweep has chosen is not shown to the next, and
/// sweeps from the second on hold the top margin of the first.
public struct IterativeSort: Sendable, Hashable {
    /// The keys chosen, by sweep; the first two are the segment's best and second best.
    public let keys: [Int32]
    /// The passes through the core.
    public let passes: Int
    /// The inputs that the top margin or the low bound kept out, over all passes.
    public let clippedInputs: Int

    /// Chooses keys.
    ///
    /// - Parameters:
    ///   - scores: The predicted scores of the segment's keys.
    ///   - firstKey: The number of the first of them.
    ///   - quota: How many to choose at most.
    ///   - radius: How far below the largest score an entry may lie, in units of the scores; `nil` for no limit.
    public init(scores: [Double], firstKey: Int = 0, quota: Int, radius: Double? = nil) {
        var live = scores.enumerated().map { SortCore.Entry(score: $1, key: Int32(firstKey + $0)) }
        var keys: [Int32] = []
        var (passes, clipped) = (0, 0)
        var largest = -Double.infinity
        while keys.count < quota, !live.isEmpty {
            var kept: [SortCore.Entry] = []
            var next = 0
            while next < live.count {
                let topMargin = radius.map { largest - $0 } ?? -.infinity
                let lowBound =
                    kept.count == SortCore.outputs ? kept.reduce(.infinity) { min($0, $1.score) } : -.infinity
                let threshold = max(topMargin, lowBound)
                var inputs = kept
                for entry in live[next..<min(next + SortCore.newInputs, live.count)] {
                    if entry.score >= threshold { inputs.append(entry) } else { clipped += 1 }
                }
                next += SortCore.newInputs
                SortCore.sort(&inputs)
                passes += 1
                kept = inputs.prefix(SortCore.outputs).filter { $0.key >= 0 }
                largest = max(largest, kept.first?.score ?? largest)
            }
            guard !kept.isEmpty else { break }
            // Ranks 3 and 4 leave the core in any order, so the last sweep of an uneven quota settles them.
            kept.sort { $0.precedes($1) }
            kept = Array(kept.prefix(quota - keys.count))
            keys += kept.map(\.key)
            let chosen = Set(kept.map(\.key))
            live.removeAll { chosen.contains($0.key) }
        }
        self.keys = keys
        self.passes = passes
        clippedInputs = clipped
    }
}
