/// How the keys of a row fall into segments, and how many of each are kept.
///
/// A segment is a tile: n of them share the key tokens so that their lengths differ by one at most. A row keeps the
/// same fraction of what it sees in each segment: under a causal mask, of the visible part.
public struct SegmentPlan: Sendable, Hashable {
    /// The key tokens.
    public let tokens: Int
    /// The segments.
    public let segments: Int
    /// The fraction of the visible keys that is kept.
    public let keep: Double
    /// The first key that no row sees, less the row's number; `nil` where every row sees all keys.
    let causalOffset: Int?

    /// Divides key tokens.
    ///
    /// - Parameters:
    ///   - tokens: The key tokens.
    ///   - segments: The segments, at most the tokens.
    ///   - keep: The fraction kept, above 0 and at most 1.
    ///   - causalQueries: The query tokens under a causal mask, where the last query sees all keys; `nil` without one.
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    public init(
        tokens: Int, segments: Int, keep: Double, causalQueries: Int? = nil
    ) throws(SparseAttentionError) {
        guard keep > 0, keep <= 1 else {
            throw .option(name: "keep", found: "\(keep)", accepted: "above 0 and at most 1")
        }
        guard segments >= 1, segments <= tokens else {
            throw .option(
                name: "segments", found: "\(segments)", accepted: "1 to \(tokens), the number of key tokens")
        }
        if let causalQueries, causalQueries > tokens {
            throw .option(
                name: "causal", found: "\(causalQueries) queries for \(tokens) keys",
                accepted: "at most as many queries as keys")
        }
        self.tokens = tokens
        self.segments = segments
        self.keep = keep
        causalOffset = causalQueries.map { tokens - $0 + 1 }
    }

    /// The keys of a segment.
    public func range(_ segment: Int) -> Range<Int> {
        (segment * tokens / segments)..<((segment + 1) * tokens / segments)
    }

    /// The number of keys that a row sees; they are the first ones.
    public func visible(row: Int) -> Int {
        causalOffset.map { min(tokens, row + $0) } ?? tokens
    }

    /// The keys of a segment that a row sees.
    public func range(_ segment: Int, row: Int) -> Range<Int> {
        let whole = range(segment)
        return whole.clamped(to: 0..<max(0, visible(row: row)))
    }

    /// How many of a segment's visible keys are kept: the fraction, rounded to the nearest, and at least one.
    ///
    /// The paper keeps k / n of the tokens in each segment and names no rounding; this one is ours.
    public func quota(visible: Int) -> Int {
        visible == 0 ? 0 : min(visible, max(1, Int((keep * Double(visible)).rounded())))
    }

    /// How many keys a row keeps when nothing is clipped.
    public func quota(row: Int) -> Int {
        (0..<segments).reduce(0) { $0 + quota(visible: range($1, row: row).count) }
    }

    /// The segments in which a row sees a key.
    func visibleSegments(row: Int) -> Int {
        (0..<segments).reduce(0) { $0 + (range($1, row: row).isEmpty ? 0 : 1) }
    }
}
