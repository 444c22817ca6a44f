/// Sorted-updating FlashAttention (SU-FA): how the online softmax of a row uses the order of its keys.
///
/// SOFA (arXiv 2407.10416, Fig. 10). The keys of a tile come in the order of their predicted scores. Descending, the
/// first is the maximum, so that a key costs one exponential and one addition; ascending, each new key is the maximum
/// and also rescales what was summed. Prediction errs, so the maximum is assured by comparing formal scores, and what
/// still exceeds it by more than the exponential unit takes goes a rescue path that is counted. The result is the
/// softmax over the selected keys, whatever the order.
public struct SortedUpdate: Sendable, Hashable {
    /// The order of a tile's keys.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// The predicted best first; the others in any order.
        case descending
        /// The predicted best last, all in order.
        case ascending
    }

    /// How tiles come together.
    public enum Merge: String, Sendable, Hashable, CaseIterable {
        /// One maximum is registered and replaced only when a tile's is larger, which then rescales what was summed.
        case registered
        /// Each tile has sums of its own, brought to the largest maximum at the end, as the paper's figure has it.
        case synchronised
    }

    /// Which predicted keys' formal scores are compared for the maximum of a tile in descending order.
    public enum Assurance: String, Sendable, Hashable, CaseIterable {
        /// The predicted best only.
        case best
        /// The predicted best and second best, which enter the array together.
        case bestTwo = "best-two"
    }

    /// What becomes of a score that exceeds the maximum by more than the exponential unit takes.
    public enum Overflow: String, Sendable, Hashable, CaseIterable {
        /// The maximum is replaced and what was summed is rescaled: exact. Ours.
        case rescue
        /// The exponent saturates, which errs.
        case saturate
    }

    /// The order of a tile's keys.
    public var order: Order
    /// How tiles come together.
    public var merge: Merge
    /// Which formal scores are compared for a tile's maximum.
    public var assurance: Assurance
    /// The largest exponent that the exponential unit takes; the paper names none, 3 is ours.
    public var exponentRange: Double
    /// What becomes of a larger exponent.
    public var overflow: Overflow

    /// Takes over choices; the defaults are the paper's order and its max assurance by a registered maximum.
    public init(
        order: Order = .descending, merge: Merge = .registered, assurance: Assurance = .bestTwo,
        exponentRange: Double = 3, overflow: Overflow = .rescue
    ) {
        self.order = order
        self.merge = merge
        self.assurance = assurance
        self.exponentRange = exponentRange
        self.overflow = overflow
    }

    /// What a computation did.
    public struct Events: Sendable, Hashable {
        /// The operations of the softmax.
        public var operations = OperationCounts()
        /// Tiles whose maximum was not among the keys that were compared for it.
        public var mispredictedTiles = 0
        /// Scores that took the rescue path, or saturated.
        public var overflows = 0
        /// Tiles with a key.
        public var tiles = 0

        /// Starts from nothing.
        public init() {}

        /// Adds what another computation did.
        public static func += (left: inout Events, right: Events) {
            left.operations += right.operations
            left.mispredictedTiles += right.mispredictedTiles
            left.overflows += right.overflows
            left.tiles += right.tiles
        }
    }

    /// - Throws: `SparseAttentionError.option` for an exponent range outside 0 to 80.
    func validate() throws(SparseAttentionError) {
        guard exponentRange >= 0, exponentRange <= 80 else {
            throw .option(name: "exponent range", found: "\(exponentRange)", accepted: "0 to 80")
        }
    }
}
