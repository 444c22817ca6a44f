import TrainingStrategy

/// One prefill or decode step through all stages of one replica on a wafer: seconds by part, and what it moves.
struct WaferPass {
    /// Seconds in which multipliers and vector units are the limit.
    var compute = 0.0
    /// Seconds in which SRAM, the network between cores, or DRAM is the limit.
    var memory = 0.0
    /// Seconds of collectives and transfers.
    var communication = 0.0
    /// What the dies of the replica do, all together.
    var work = PassCost()
    /// Bytes times links between dies.
    var linkByteHops = 0.0

    /// All seconds.
    var seconds: Double { compute + memory + communication }
}
