public import LanguageModel
public import WaferArchitecture

/// Everything that an evaluator needs to know of an inference design.
public struct InferenceDesign: Sendable, Hashable {
    /// The machine.
    public var hardware: Hardware
    /// The model; its sequence length plays no part.
    public var model: ModelShape
    /// The requests and the number formats.
    public var job: InferenceJob
    /// How the model is spread over the machine: tensor, pipeline and data count, the rest plays no part.
    public var strategy: Strategy

    /// Makes a design of its parts.
    public init(hardware: Hardware, model: ModelShape, job: InferenceJob, strategy: Strategy) {
        self.hardware = hardware
        self.model = model
        self.job = job
        self.strategy = strategy
    }

    /// The rules of shape that the design breaks; empty for a legal one.
    public func strategyViolations() -> [StrategyViolation] {
        var plain = strategy
        plain.schedule = .oneForwardOneBackward
        plain.chunks = 1
        plain.sequenceParallel = false
        plain.zeroStage = 0
        plain.microBatchSequences = 1
        return TrainingDesign(
            hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: job.batch), strategy: plain
        ).strategyViolations()
    }
}
