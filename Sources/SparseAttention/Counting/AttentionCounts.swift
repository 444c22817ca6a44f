/// What one way of computing attention does, by stage.
public struct AttentionCounts: Sendable, Hashable {
    /// The prediction of keys from tokens.
    public var keyPrediction = OperationCounts()
    /// The prediction of scores.
    public var scorePrediction = OperationCounts()
    /// The choice of keys.
    public var sorting = OperationCounts()
    /// The making of keys and values from tokens; zero where they are given.
    public var generation = OperationCounts()
    /// The two matrix products of attention: scores, and weighted values.
    public var products = OperationCounts()
    /// All of the softmax: maxima, exponentials, sums, rescaling and division.
    public var softmax = OperationCounts()
    /// Bytes between the core and its memory outside.
    public var bytesMoved = 0

    /// Starts from nothing.
    public init() {}

    /// All stages together.
    public var total: OperationCounts {
        keyPrediction + scorePrediction + sorting + generation + products + softmax
    }

    /// Adds stage by stage.
    public static func += (left: inout AttentionCounts, right: AttentionCounts) {
        left.keyPrediction += right.keyPrediction
        left.scorePrediction += right.scorePrediction
        left.sorting += right.sorting
        left.generation += right.generation
        left.products += right.products
        left.softmax += right.softmax
        left.bytesMoved += right.bytesMoved
    }
}
