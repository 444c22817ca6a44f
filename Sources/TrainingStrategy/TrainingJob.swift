public import LanguageModel

/// What is trained, beside the model: the batch and the number formats.
public struct TrainingJob: Sendable, Hashable {
    /// `training.global_batch_sequences`: sequences in one iteration.
    public var globalBatchSequences: Int
    /// `training.precision`.
    public var precision: Precision
    /// `training.optimizer`.
    public var optimizer: Optimizer

    /// `training.optimizer_state`: the format of the optimiser's moments.
    public var optimizerState: OptimizerState

    /// `training.attention`.
    public var attention: Attention

    /// How the attention core runs.
    public enum Attention: String, Sendable, Hashable, CaseIterable {
        /// Scores, softmax and values one after the other, with the scores in memory: as the published runs of 2021 and
        /// 2022 did.
        case unfused
        /// One kernel that keeps no scores and makes them again in the backward pass (T. Dao et al., "FlashAttention",
        /// NeurIPS 2022).
        case fused
    }

    /// The format of weights and activations.
    public enum Precision: String, Sendable, Hashable, CaseIterable {
        /// IEEE half precision, with master weights in single precision.
        case fp16
        /// bfloat16, with master weights in single precision.
        case bf16
    }

    /// Bytes that training stores for each parameter.
    public var stateBytes: TrainingStateBytes {
        var state = TrainingStateBytes.singlePrecisionGradients
        state.optimizer = 4 + optimizerState.momentBytes
        return state
    }

    /// Bytes of one gradient on its way between replicas, on all hardware.
    ///
    /// Half precision goes as it is made: two bytes; bfloat16 has too few digits to be added up, so that its gradients
    /// go in the single precision in which micro-batches are added up: four. These are Megatron-LM's settings: it adds
    /// up and exchanges in single precision by `--accumulate-allreduce-grads-in-fp32`, which `--bf16` turns on. Four
    /// bytes in either case would put the published iterations of Narayanan et al. (SC 2021), Table 1, off their bound.
    /// What is stored are four bytes in either case.
    public var exchangedGradientBytes: Double { precision == .fp16 ? 2 : 4 }

    /// The optimiser of the model's weights.
    public enum Optimizer: String, Sendable, Hashable, CaseIterable {
        /// Adam: two moments in single precision.
        case adam
    }

    /// The format of the two moments; master weights are in single precision in any case.
    public enum OptimizerState: String, Sendable, Hashable, CaseIterable {
        /// Single precision: 8 bytes a parameter.
        case fp32
        /// bfloat16: 4 bytes a parameter (DeepSeek-AI 2024, DeepSeek-V3, section 3.3).
        case bf16

        /// Bytes of both moments of a parameter.
        public var momentBytes: Double { self == .fp32 ? 8 : 4 }
    }

    /// Makes a job.
    public init(
        globalBatchSequences: Int, precision: Precision = .fp16, optimizer: Optimizer = .adam,
        optimizerState: OptimizerState = .fp32, attention: Attention = .unfused
    ) {
        self.globalBatchSequences = globalBatchSequences
        self.precision = precision
        self.optimizer = optimizer
        self.optimizerState = optimizerState
        self.attention = attention
    }
}
