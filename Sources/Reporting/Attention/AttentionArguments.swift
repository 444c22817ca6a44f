public import SparseAttention

/// What `ingot attention` is told, as options.
public enum AttentionArguments {
    /// Reads the options.
    ///
    /// - Parameters:
    ///   - keep: The fraction of the keys that a row keeps.
    ///   - segments: The segments of a row.
    ///   - prediction: The name of a way to predict products.
    ///   - radius: In logits; infinite for no limit.
    ///   - isCausal: Whether a row sees only the keys up to its own.
    ///   - rotaryBase: The base of a rotary embedding that still has to happen; nil for none.
    ///   - tokenBits: The width of tokens and weights in the prediction of keys.
    ///   - queryBits: The width of queries in the prediction of scores.
    ///   - truncation: The bits cut from predicted keys, which then saturate; nil for as few as saturate none.
    /// - Throws: `SparseAttentionError.option` for an unknown name, width or base. Numbers are checked where they are
    ///   used.
    public static func options(
        keep: Double, segments: Int, prediction: String, radius: Double, isCausal: Bool, rotaryBase: Double? = nil,
        tokenBits: Int = 8, queryBits: Int = 16, truncation: Int? = nil
    ) throws(SparseAttentionError) -> StarOptions {
        guard let scheme = PredictionScheme(rawValue: prediction) else {
            throw .option(
                name: "--prediction", found: "'\(prediction)'",
                accepted: PredictionScheme.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var rotary: RotaryEmbedding?
        if let rotaryBase { rotary = try RotaryEmbedding(base: rotaryBase) }
        return StarOptions(
            keep: keep, segments: segments, isCausal: isCausal, rotary: rotary,
            prediction: PredictionOptions(
                scheme: scheme, truncation: truncation.map { .bits($0) } ?? .calibrated,
                tokenWidth: try width(tokenBits, named: "--token-bits"),
                queryWidth: try width(queryBits, named: "--query-bits")),
            radius: radius == .infinity ? nil : radius)
    }

    private static func width(_ bits: Int, named name: String) throws(SparseAttentionError) -> OperandWidth {
        guard let width = OperandWidth(rawValue: bits) else {
            throw .option(name: name, found: "\(bits)", accepted: "8 or 16")
        }
        return width
    }

    /// The radius that is used where none is given, in logits.
    public static var defaultRadius: Double { StarOptions.defaultRadius }
}
