/// What is served, beside the model: a batch of requests of one length, and the number formats.
public struct InferenceJob: Sendable, Hashable {
    /// `inference.batch`: requests that run together, over all replicas.
    public var batch: Int
    /// `inference.prompt_tokens`: tokens of each prompt.
    public var promptTokens: Int
    /// `inference.output_tokens`: tokens that each request makes, the first of them with the prefill.
    public var outputTokens: Int
    /// `inference.precision`.
    public var precision: Precision
    /// `inference.attention`.
    public var attention: Attention

    /// The format of weights and of the operands of products.
    public enum Precision: String, Sendable, Hashable, CaseIterable {
        /// IEEE half precision.
        case fp16
        /// bfloat16.
        case bf16
        /// Eight bits, with keys and values in sixteen.
        case fp8

        /// Bytes of a weight.
        public var weightBytes: Double { self == .fp8 ? 1 : 2 }
    }

    /// How attention is computed.
    public enum Attention: String, Sendable, Hashable, CaseIterable {
        /// Every query with every earlier key, in one fused kernel.
        case dense
    }

    /// Makes a job.
    public init(
        batch: Int, promptTokens: Int, outputTokens: Int, precision: Precision = .fp16, attention: Attention = .dense
    ) {
        self.batch = batch
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
        self.precision = precision
        self.attention = attention
    }
}
