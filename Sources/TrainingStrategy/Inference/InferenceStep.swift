/// One prefill or one decode step of a batch of requests on the whole system.
public struct InferenceStep: Sendable, Hashable {
    /// Seconds by what they were spent on; handling of requests by the host counts as waiting.
    public var time = TrainingEvaluation.Time()
    /// Joules of all devices.
    public var energy = TrainingEvaluation.Energy()
    /// Operations of matrix products, over all devices.
    public var flops = 0.0
    /// Bytes to and from DRAM, over all devices.
    public var memoryBytes = 0.0

    /// Makes an empty account.
    public init() {}

    /// All seconds.
    public var seconds: Double { time.total }

    /// Adds another account some times.
    public mutating func add(_ other: InferenceStep, times: Double) {
        time.compute += times * other.time.compute
        time.memory += times * other.time.memory
        time.communication += times * other.time.communication
        time.bubble += times * other.time.bubble
        energy.compute += times * other.energy.compute
        energy.sram += times * other.energy.sram
        energy.noc += times * other.energy.noc
        energy.dieToDie += times * other.energy.dieToDie
        energy.dram += times * other.energy.dram
        energy.idle += times * other.energy.idle
        flops += times * other.flops
        memoryBytes += times * other.memoryBytes
    }
}
