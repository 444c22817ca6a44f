public import LanguageModel

/// STAR's sparse attention in inference: the keys that a row keeps, and what finding them takes.
///
/// Scores are predicted by shift-and-adds of few bits, the largest of each tile are sorted out, and attention is
/// computed for those alone. Work is in multiply-accumulates of 16 bits by the weights of SOFA's complexity model
/// (arXiv 2407.10416): an addition, a shift and a comparison 1 each; a multiplication 16, which is ours. So a die has
/// shifters and comparators for as much silicon as the multipliers whose time they take here.
public struct SparseSelection: Sendable, Hashable {
    /// `inference.keep_ratio`: the share of the keys that a row keeps, above 0 and at most 1.
    public let keepRatio: Double
    /// Multiply-accumulates of one shift-and-add: 2 / 17, a shift and an addition over a multiplication and an addition.
    public let predictionShare: Double
    /// Multiply-accumulates that the choice takes for each predicted score.
    ///
    /// Each pass of a 16-to-4 sorting core has 47 comparators at work, takes in 12 keys beside the 4 found before, and
    /// gives 4 (SOFA, section 4). A tile of 16 keys of which 4 are kept needs two passes, 94 comparisons of weight
    /// 1 / 17.
    public let sortingShare: Double
    /// Bits of an element of a key as the prediction reads it.
    ///
    /// 8 is the operand that differential products leave whole, 4 its leading-zero code without the sign where both
    /// operands are coded. They are kept beside the keys, which is ours.
    public let codeBits: Double

    /// Keys of a tile, out of which a row chooses its share: with a quarter kept, one sweep of the sorting core.
    public static let tileKeys = 16

    /// STAR's prediction and choice.
    ///
    /// - Parameters:
    ///   - keepRatio: The share of the keys that a row keeps; a design with one outside its range breaks a rule.
    ///   - codeBits: Bits of an element of a key as the prediction reads it.
    public init(keepRatio: Double = 0.25, codeBits: Int = 8) {
        self.init(
            keepRatio: keepRatio, predictionShare: 2.0 / 17, sortingShare: Self.comparisonsPerKey(keepRatio) / 17,
            codeBits: Double(codeBits))
    }

    private init(keepRatio: Double, predictionShare: Double, sortingShare: Double, codeBits: Double) {
        self.keepRatio = keepRatio
        self.predictionShare = predictionShare
        self.sortingShare = sortingShare
        self.codeBits = codeBits
    }

    /// A choice that costs nothing, which bounds what any prediction can give.
    public static func free(keepRatio: Double) -> SparseSelection {
        SparseSelection(keepRatio: keepRatio, predictionShare: 0, sortingShare: 0, codeBits: 0)
    }

    /// Whether the share of keys is one.
    public var isLegal: Bool { keepRatio > 0 && keepRatio <= 1 }

    /// Keys that a row keeps of those that it sees, rounded up.
    public func kept(of seen: Int) -> Int {
        // The product may lie a rounding error above a whole number.
        guard isLegal else { return seen }
        return min(seen, max(1, Int((keepRatio * Double(seen) * (1 - 1e-12)).rounded(.up))))
    }

    /// The share of the keys that at least one of some rows keeps.
    ///
    /// `1 - (1 - keep)^rows`: rows that choose independently, the most that is to be expected of rows that are alike.
    /// One row has its own share, query heads that share keys have more. That independence is ours.
    public func unionShare(rows: Int) -> Double {
        guard isLegal, keepRatio < 1 else { return 1 }
        var missed = 1.0
        var (base, left) = (1 - keepRatio, max(1, rows))
        while left > 0 {
            if left & 1 == 1 { missed *= base }
            base *= base
            left >>= 1
        }
        return 1 - missed
    }

    /// Bytes that the prediction reads of a token in one layer, on the fullest of `tensor` devices.
    ///
    /// With latent attention the whole cached vector serves as a key.
    public func codeBytesPerToken(of model: ModelShape, tensor: Int) -> Double {
        let elements = model.cacheElementsPerToken(tensor: tensor)
        return codeBits / 8 * (model.latentAttention == nil ? elements / 2 : elements)
    }

    /// Comparisons of the sorting cores for each key of a tile.
    private static func comparisonsPerKey(_ keepRatio: Double) -> Double {
        guard keepRatio > 0, keepRatio <= 1 else { return 0 }
        let kept = max(1, Int((keepRatio * Double(tileKeys)).rounded()))
        var (passes, sorted) = (0, 0)
        while sorted < kept {
            passes += (tileKeys - sorted + 11) / 12
            sorted += 4
        }
        return Double(47 * passes) / Double(tileKeys)
    }
}
