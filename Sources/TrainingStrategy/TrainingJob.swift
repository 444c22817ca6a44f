/// What is trained, beside the model: the batch and the number formats.
public struct TrainingJob: Sendable, Hashable {
    /// `training.global_batch_sequences`: sequences in one iteration.
    public var globalBatchSequences: Int
    /// `training.precision`.
    public var precision: Precision
    /// `training.optimizer`.
    public var optimizer: Optimizer

    /// The format of weights and activations.
    public enum Precision: String, Sendable, Hashable, CaseIterable {
        /// IEEE half precision, with master weights in single precision.
        case fp16
        /// bfloat16, with master weights in single precision.
        case bf16
    }

    /// The optimiser of the model's weights.
    public enum Optimizer: String, Sendable, Hashable, CaseIterable {
        /// Adam: two moments in single precision.
        case adam
    }

    /// Makes a job.
    public init(globalBatchSequences: Int, precision: Precision = .fp16, optimizer: Optimizer = .adam) {
        self.globalBatchSequences = globalBatchSequences
        self.precision = precision
        self.optimizer = optimizer
    }
}
