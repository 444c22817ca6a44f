public import LanguageModel

/// How one operator of a layer is spread over the dies of its group.
///
/// An entry may be of one of ``OperatorSpread/kinds`` and speaks for others too: that of the norm before attention for
/// all norms and residual sums, that of the scores for the whole attention core, that of an up projection for its
/// activation function. The product of the parts is the number of dies of the group, but for norms, where it may be a
/// divisor. Parts need not divide their dimension: the fullest die counts.
///
/// A product of the tokens of a micro-batch with a weight has three dimensions that may be cut: tokens (sequences, or
/// parts of each sequence), output features and input features. Cutting tokens copies the weight, whose gradients are
/// then added up; cutting inputs leaves parts of sums, which are added up in the forward pass; cutting outputs leaves
/// them in the backward pass. These are the three types of L. Song et al., "AccPar" (HPCA 2020).
public struct OperatorPlan: Sendable, Hashable {
    /// The operator.
    public var kind: LayerOperator.Kind
    /// Parts of the sequences of a micro-batch.
    public var batch: Int
    /// Parts of each sequence.
    public var sequence: Int
    /// Parts of the output features; of the heads in the attention core.
    public var output: Int
    /// Parts of the input features.
    public var input: Int
    /// How a die works through its part.
    public var mapping: DieMapping

    /// Makes a spread; parts that are not named are 1.
    public init(
        _ kind: LayerOperator.Kind, batch: Int = 1, sequence: Int = 1, output: Int = 1, input: Int = 1,
        mapping: DieMapping = DieMapping()
    ) {
        self.kind = kind
        self.batch = batch
        self.sequence = sequence
        self.output = output
        self.input = input
        self.mapping = mapping
    }

    /// The dies that it uses: the product of all parts.
    public var parts: Int { batch &* sequence &* output &* input }
}
