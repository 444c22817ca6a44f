/// How scores are predicted.
public struct PredictionOptions: Sendable, Hashable {
    /// How far the sums of the key prediction are shifted to the right to fit into 16 bits.
    ///
    /// The paper says only that they are cut to 16 bits.
    public enum Truncation: Sendable, Hashable {
        /// As little as keeps every sum of this head, as a calibration offline would find it. Ours.
        case calibrated
        /// A fixed number of bits; what does not fit then saturates and is counted.
        case bits(Int)
    }

    /// What becomes of the bits that are shifted out.
    public enum Rounding: String, Sendable, Hashable, CaseIterable {
        /// An arithmetic shift, which rounds down. Ours.
        case down
        /// Half of the last kept bit is added first.
        case nearest
    }

    /// How predicted keys are turned under a rotary embedding, which the paper leaves open.
    public enum Rotation: String, Sendable, Hashable, CaseIterable {
        /// By sines and cosines of 16 bits, 4 multiplications a pair.
        case multiplied
        /// By leading-zero codes of the sines and cosines, 4 shifts a pair.
        case shifted
    }

    /// The width of tokens and weights in the prediction of keys, 8 bits in the paper; 16 is ours.
    public var tokenWidth: OperandWidth
    /// The width of queries in the prediction of scores, 16 bits in the paper; 8 is ours.
    public var queryWidth: OperandWidth
    /// How products are made.
    public var scheme: PredictionScheme
    /// How sums of the key prediction are cut to 16 bits.
    public var truncation: Truncation
    /// What becomes of the bits that are cut.
    public var rounding: Rounding
    /// How predicted keys are turned.
    public var rotation: Rotation

    /// Takes over choices; the defaults are differential products of the paper's widths and calibrated truncation that
    /// rounds down.
    public init(
        scheme: PredictionScheme = .differential, truncation: Truncation = .calibrated, rounding: Rounding = .down,
        rotation: Rotation = .multiplied, tokenWidth: OperandWidth = .eight, queryWidth: OperandWidth = .sixteen
    ) {
        self.tokenWidth = tokenWidth
        self.queryWidth = queryWidth
        self.scheme = scheme
        self.truncation = truncation
        self.rounding = rounding
        self.rotation = rotation
    }

    /// - Throws: `SparseAttentionError.option` for a truncation outside 0 to 52 bits.
    func validate() throws(SparseAttentionError) {
        guard case .bits(let bits) = truncation, !(0...52).contains(bits) else { return }
        throw .option(name: "truncation", found: "\(bits) bits", accepted: "0 to 52 bits")
    }
}
