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
    /// - Throws: `SparseAttentionError.option` for an unknown name. Numbers are checked where they are used.
    public static func options(
        keep: Double, segments: Int, prediction: String, radius: Double, isCausal: Bool
    ) throws(SparseAttentionError) -> StarOptions {
        guard let scheme = PredictionScheme(rawValue: prediction) else {
            throw .option(
                name: "--prediction", found: "'\(prediction)'",
                accepted: PredictionScheme.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return StarOptions(
            keep: keep, segments: segments, isCausal: isCausal, prediction: PredictionOptions(scheme: scheme),
            radius: radius == .infinity ? nil : radius)
    }

    /// The radius that is used where none is given, in logits.
    public static var defaultRadius: Double { StarOptions.defaultRadius }
}
