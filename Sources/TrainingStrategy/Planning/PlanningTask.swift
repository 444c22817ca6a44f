public import LanguageModel
public import WaferArchitecture

/// What a planner is given: everything of a design but its strategy.
public struct PlanningTask: Sendable, Hashable {
    /// The machine.
    public var hardware: Hardware
    /// The model.
    public var model: ModelShape
    /// The batch and the number formats.
    public var job: TrainingJob

    /// Makes a task of its parts.
    public init(hardware: Hardware, model: ModelShape, job: TrainingJob) {
        self.hardware = hardware
        self.model = model
        self.job = job
    }

    /// The task of a design.
    public init(_ design: TrainingDesign) {
        self.init(hardware: design.hardware, model: design.model, job: design.job)
    }

    /// The design that a strategy makes of it.
    public func design(_ strategy: Strategy) -> TrainingDesign {
        TrainingDesign(hardware: hardware, model: model, job: job, strategy: strategy)
    }
}
