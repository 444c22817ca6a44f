/// One operator of a transformer as one of `t` tensor-parallel devices runs it, for one micro-batch.
///
/// Element counts are of the operands in their working precision; multiply by the bytes of an element for traffic.
/// Operations of the backward pass are twice those of the forward pass: a matrix product needs the gradient of its
/// input and of its other operand, and an element-wise operator reads and writes twice as much.
public struct LayerOperator: Sendable, Hashable {
    /// What an operator does.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Token table look-up, with positions where the model has them.
        case embedding
        /// Norm before attention.
        case attentionNorm = "attention_norm"
        /// Query, key and value projections, as one product.
        case queryKeyValue = "qkv"
        /// Queries times keys.
        case scores
        /// Scaling, mask, softmax and dropout of the scores.
        case softmax
        /// Softmax times values.
        case values
        /// Output projection of attention.
        case projection
        /// Dropout where the model has it, and the residual sum after attention.
        case attentionResidual = "attention_residual"
        /// Norm before the feed-forward block.
        case feedForwardNorm = "feed_forward_norm"
        /// Up projection, with the gate's in the same product where there is one.
        case up
        /// GELU, or SiLU times the up projection.
        case activation
        /// Down projection.
        case down
        /// Dropout where the model has it, and the residual sum after the feed-forward block.
        case feedForwardResidual = "feed_forward_residual"
        /// Norm after the last layer.
        case finalNorm = "final_norm"
        /// Product with the token table that gives the logits.
        case logits
        /// Softmax and cross-entropy over the vocabulary.
        case loss
    }

    /// What it does.
    public var kind: Kind
    /// Matrix product: how many independent products; 0 for other operators.
    public var batch: Int
    /// Matrix product: rows of the left operand and of the result; 0 for other operators.
    public var m: Int
    /// Matrix product: columns of the right operand and of the result; 0 for other operators.
    public var n: Int
    /// Matrix product: the inner dimension; 0 for other operators.
    public var k: Int
    /// Operations of the matrix product in the forward pass: `2 * batch * m * n * k`.
    public var matrixFlops: Double
    /// Element-wise operations in the forward pass, outside matrix products.
    public var vectorFlops: Double
    /// Parameters that the operator reads.
    public var weightElements: Double
    /// Activation elements that the operator reads.
    public var inputElements: Double
    /// Activation elements that the operator writes.
    public var outputElements: Double

    /// Makes an operator of all its figures.
    @inlinable
    public init(
        kind: Kind, batch: Int, m: Int, n: Int, k: Int, matrixFlops: Double, vectorFlops: Double,
        weightElements: Double, inputElements: Double, outputElements: Double
    ) {
        self.kind = kind
        self.batch = batch
        self.m = m
        self.n = n
        self.k = k
        self.matrixFlops = matrixFlops
        self.vectorFlops = vectorFlops
        self.weightElements = weightElements
        self.inputElements = inputElements
        self.outputElements = outputElements
    }

    /// Makes a matrix product whose right operand is a weight.
    @inlinable
    static func projection(_ kind: Kind, m: Int, n: Int, k: Int, bias: Bool) -> LayerOperator {
        let rows = Double(m)
        let columns = Double(n)
        let inner = Double(k)
        return LayerOperator(
            kind: kind, batch: 1, m: m, n: n, k: k, matrixFlops: 2 * rows * columns * inner,
            vectorFlops: bias ? rows * columns : 0, weightElements: inner * columns + (bias ? columns : 0),
            inputElements: rows * inner, outputElements: rows * columns)
    }

    /// Makes an element-wise operator.
    @inlinable
    static func elementwise(
        _ kind: Kind, elements: Double, flopsPerElement: Double, weights: Double = 0, operands: Double = 1
    ) -> LayerOperator {
        LayerOperator(
            kind: kind, batch: 0, m: 0, n: 0, k: 0, matrixFlops: 0, vectorFlops: elements * flopsPerElement,
            weightElements: weights, inputElements: elements * operands, outputElements: elements)
    }

    /// Whether it is a matrix product.
    @inlinable public var isMatrixProduct: Bool { batch > 0 }

    /// All operations of the forward pass.
    @inlinable public var forwardFlops: Double { matrixFlops + vectorFlops }

    /// All operations of the backward pass: twice the forward ones.
    @inlinable public var backwardFlops: Double { 2 * forwardFlops }
}
