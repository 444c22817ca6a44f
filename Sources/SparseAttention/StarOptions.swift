import Glibc

/// How STAR computes a head.
public struct StarOptions: Sendable, Hashable {
    /// The fraction of the visible keys that a row keeps.
    public var keep: Double
    /// The segments of a row, which are the tiles of the formal computation too.
    public var segments: Int
    /// Whether a row sees only the keys up to its own; the last query stands at the last key.
    ///
    /// The paper has no mask;
    /// ours keeps the fraction of what a row sees.
    public var isCausal: Bool
    /// A rotary embedding of queries and keys that still has to happen.
    public var rotary: RotaryEmbedding?
    /// How scores are predicted.
    public var prediction: PredictionOptions
    /// How far below a segment's largest predicted score, in logits, a kept key may lie; `nil` for no limit.
    ///
    /// The paper gives no number. Ours is ln 2^8: what lies below has less than 1/256 of the largest weight.
    public var radius: Double?
    /// How the order of the keys is used.
    public var update: SortedUpdate
    /// The numbers of the formal computation.
    public var arithmetic: FormalArithmetic
    /// The rows that the accelerator works on together.
    public var rowGroup: Int

    /// ln 2^8.
    public static let defaultRadius = 8 * M_LN2

    /// Takes over choices.
    public init(
        keep: Double = 0.25, segments: Int = 4, isCausal: Bool = false, rotary: RotaryEmbedding? = nil,
        prediction: PredictionOptions = .init(), radius: Double? = StarOptions.defaultRadius,
        update: SortedUpdate = .init(), arithmetic: FormalArithmetic = .float32, rowGroup: Int = 128
    ) {
        self.keep = keep
        self.segments = segments
        self.isCausal = isCausal
        self.rotary = rotary
        self.prediction = prediction
        self.radius = radius
        self.update = update
        self.arithmetic = arithmetic
        self.rowGroup = rowGroup
    }

    /// - Throws: `SparseAttentionError.option` for a number outside its range.
    func validate() throws(SparseAttentionError) {
        try prediction.validate()
        try update.validate()
        if let radius, !(radius >= 0 && radius.isFinite) {
            throw .option(name: "radius", found: "\(radius)", accepted: "a finite number, at least 0")
        }
        guard (1...128).contains(rowGroup) else {
            throw .option(name: "row group", found: "\(rowGroup)", accepted: "1 to 128 rows")
        }
    }
}
