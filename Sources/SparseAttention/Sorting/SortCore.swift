/// The 16-to-4 sorting core: the four largest of sixteen inputs, the first two in order.
///
/// A bitonic network of merge stages as SOFA has it (arXiv 2407.10416, section 4): eight comparators sort pairs, four
/// merges of 4 comparators sort quadruples, and three steps each take the larger half of two quadruples (4 comparators)
/// and sort it again (4 comparators). The last one leaves ranks 3 and 4 in any order and saves a comparator, 47 in all.
/// The arrangement within the stages is ours.
public enum SortCore {
    /// The comparators of the network, each of which works once a pass.
    public static let comparators = 47
    /// The inputs of a pass that are new; the others are the outputs of the pass before.
    public static let newInputs = 12
    /// The outputs of a pass.
    public static let outputs = 4

    /// An input: a score and the key it belongs to, or nothing.
    public struct Entry: Sendable, Hashable {
        /// The predicted score; an empty input has the least one.
        public var score: Double
        /// The key, or -1.
        public var key: Int32

        /// An entry of a key.
        public init(score: Double, key: Int32) {
            self.score = score
            self.key = key
        }

        /// An input without a key, below every other.
        public static let empty = Entry(score: -.infinity, key: -1)

        /// Whether this entry goes before another: the larger score, and of equal ones the key that comes first.
        func precedes(_ other: Entry) -> Bool {
            score > other.score || (score == other.score && UInt32(bitPattern: key) < UInt32(bitPattern: other.key))
        }
    }

    /// The passes that choose keys of a segment: sweeps of up to four keys, each over what the ones before left.
    ///
    /// - Parameters:
    ///   - keys: The keys of the segment, a mean where segments differ.
    ///   - kept: The keys to choose.
    /// - Complexity: O(kept).
    static func passes(keys: Double, kept: Double) -> Double {
        var passes = 0.0
        for sweep in 0..<Int((kept / Double(outputs)).rounded(.up)) {
            passes += max(0, (keys - Double(sweep &* outputs)) / Double(newInputs)).rounded(.up)
        }
        return passes
    }

    /// Moves the four largest of sixteen entries to the front, the largest first and the second largest next to it.
    ///
    /// - Returns: How many comparisons were made, always ``comparators``.
    @discardableResult
    public static func sort(_ entries: inout [Entry]) -> Int {
        while entries.count < 16 { entries.append(.empty) }
        var count = 0
        func compare(_ first: Int, _ second: Int, _ entries: inout [Entry]) {
            count += 1
            if entries[second].precedes(entries[first]) { entries.swapAt(first, second) }
        }
        // A bitonic quadruple becomes a falling one.
        func order(_ start: Int, _ entries: inout [Entry], isLast: Bool = false) {
            compare(start, start + 2, &entries)
            compare(start + 1, start + 3, &entries)
            compare(start, start + 1, &entries)
            if !isLast { compare(start + 2, start + 3, &entries) }
        }
        for pair in 0..<8 { compare(2 * pair, 2 * pair + 1, &entries) }
        for quadruple in 0..<4 {
            let start = 4 * quadruple
            entries.swapAt(start + 2, start + 3)
            order(start, &entries)
        }
        // The larger half of two falling quadruples, each met by the other's mirror image, is bitonic.
        func merge(_ first: Int, _ second: Int, _ entries: inout [Entry], isLast: Bool = false) {
            for place in 0..<4 { compare(first + place, second + 3 - place, &entries) }
            order(first, &entries, isLast: isLast)
        }
        merge(0, 4, &entries)
        merge(8, 12, &entries)
        merge(0, 8, &entries, isLast: true)
        return count
    }
}
