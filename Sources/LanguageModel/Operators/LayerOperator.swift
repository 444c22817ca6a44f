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
        /// Projection to the small vector that queries are made from, of latent attention.
        case queryDown = "query_down"
        /// Queries of all heads from that vector.
        case queryUp = "query_up"
        /// Projection to the small vector that keys and values are made from, with the shared rotary key.
        case keyValueDown = "key_value_down"
        /// Keys and values of all heads from that vector.
        case keyValueUp = "key_value_up"
        /// Norms of the two small vectors.
        case latentNorm = "latent_norm"
        /// Scores of the experts for each token, and their softmax.
        case router
        /// Copies of tokens in the order of their experts.
        case dispatch
        /// Up projection of routed experts, with the gate's.
        case expertUp = "expert_up"
        /// Activation function of routed experts.
        case expertActivation = "expert_activation"
        /// Down projection of routed experts.
        case expertDown = "expert_down"
        /// Weighted sum of what the experts of a token give back.
        case combine
        /// Up projection of shared experts, with the gate's.
        case sharedUp = "shared_up"
        /// Activation function of shared experts.
        case sharedActivation = "shared_activation"
        /// Down projection of shared experts.
        case sharedDown = "shared_down"
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
    /// Matrix product: whether the left operand never leaves the chip, so that ``inputElements`` has none of it: the
    /// scores of fused attention.
    public var leftStaysOnChip: Bool

    /// Makes an operator of all its figures; without the last one its left operand is among what it reads.
    @inlinable
    public init(
        kind: Kind, batch: Int, m: Int, n: Int, k: Int, matrixFlops: Double, vectorFlops: Double,
        weightElements: Double, inputElements: Double, outputElements: Double, leftStaysOnChip: Bool = false
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
        self.leftStaysOnChip = leftStaysOnChip
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

    /// Makes the products of experts with as many rows each, whose right operands are weights of their own.
    @inlinable
    static func experts(_ kind: Kind, count: Int, m: Int, n: Int, k: Int, bias: Bool) -> LayerOperator {
        let one = projection(kind, m: m, n: n, k: k, bias: bias)
        let products = Double(count)
        return LayerOperator(
            kind: kind, batch: count, m: m, n: n, k: k, matrixFlops: products * one.matrixFlops,
            vectorFlops: products * one.vectorFlops, weightElements: products * one.weightElements,
            inputElements: products * one.inputElements, outputElements: products * one.outputElements)
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
