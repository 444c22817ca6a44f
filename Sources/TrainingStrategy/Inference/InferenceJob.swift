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
    /// `inference.kv_precision`: the format of keys and values; nil for that which the precision brings along.
    public var keyValuePrecision: Precision?
    /// `inference.attention`.
    public var attention: Attention
    /// What sparse attention keeps and costs; plays no part in the other kinds.
    public var selection: SparseSelection

    /// The format of weights and of the operands of products.
    public enum Precision: String, Sendable, Hashable, CaseIterable {
        /// IEEE half precision.
        case fp16
        /// bfloat16.
        case bf16
        /// Eight bits floating, weights and operands of products; keys and values too, as TensorRT-LLM has them.
        case fp8
        /// Eight-bit integer weights with operands of sixteen bits: half the bytes, at the 16-bit rate.
        case int8

        /// Bytes of a weight, or of a key or value in this format.
        public var weightBytes: Double { self == .fp8 || self == .int8 ? 1 : 2 }
        /// Bytes of an operand of a product that is no weight.
        public var operandBytes: Double { self == .fp8 ? 1 : 2 }
        /// The format that keys and values have where none is asked for.
        public var keyValuePrecision: Precision { self == .fp8 ? .fp8 : .fp16 }
    }

    /// How attention is computed.
    public enum Attention: String, Sendable, Hashable, CaseIterable {
        /// Every query with every earlier key, operator by operator: on the dies of a wafer, scores that do not fit go
        /// through DRAM. A cluster has one fused kernel for it, as serving software does.
        case dense
        /// The same in one fused kernel, whose scores stay on the chip (Dao 2024, FlashAttention-2).
        case flash
        /// Sparse attention as STAR has it, on wafers: predicted scores choose the keys of each row.
        case star
    }

    /// Bytes of one element of a key or a value.
    public var keyValueBytes: Double { (keyValuePrecision ?? precision.keyValuePrecision).weightBytes }

    /// What is kept where attention is sparse, nil where it is not.
    public var sparseSelection: SparseSelection? { attention == .star ? selection : nil }

    /// Tokens that the decode step in the middle of the output sees, which stands for all of them.
    public var decodeContext: Int { promptTokens + outputTokens / 2 }

    /// Makes a job.
    public init(
        batch: Int, promptTokens: Int, outputTokens: Int, precision: Precision = .fp16,
        keyValuePrecision: Precision? = nil, attention: Attention = .flash, selection: SparseSelection = .init()
    ) {
        self.batch = batch
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
        self.precision = precision
        self.keyValuePrecision = keyValuePrecision
        self.attention = attention
        self.selection = selection
    }
}
