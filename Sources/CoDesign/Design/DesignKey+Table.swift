import SearchSpace
import TrainingStrategy
import WaferArchitecture

extension DesignKey {
    private static let millimetre = -3
    private static let nanosecond = -9
    private static let giga = 9

    /// Every key of the hardware, in the order of a design file.
    static let hardware: [DesignKey] = [
        .real("wafer.width_mm", exponent: millimetre, \.hardware.wafer.widthMetres),
        .real("wafer.height_mm", exponent: millimetre, \.hardware.wafer.heightMetres),
        .integer("wafer.dies_x", 1...128, \.hardware.wafer.diesX),
        .integer("wafer.dies_y", 1...128, \.hardware.wafer.diesY),
        .choice("wafer.integration", \.hardware.wafer.integration),
        .integer("wafer.count", 1...1024, \.hardware.wafer.count),
        .real("wafer.inter_wafer_gb_per_s", exponent: giga, \.hardware.wafer.interWaferBytesPerSecond),
        .integer("wafer.spare_core_rows", 0...1024, \.hardware.wafer.spareCoreRows),
        .choice("wafer.yield_model", \.hardware.wafer.yieldLaw).optional,
        .integer("die.cores_x", 1...4096, \.hardware.die.coresX),
        .integer("die.cores_y", 1...4096, \.hardware.die.coresY),
        .real("die.d2d_gb_per_s_per_edge", exponent: giga, \.hardware.die.dieToDieBytesPerSecondPerEdge),
        .real("die.d2d_latency_ns", exponent: nanosecond, \.hardware.die.dieToDieLatencySeconds),
        .integer("core.macs", 1...1_048_576, \.hardware.core.macs),
        .real("core.frequency_ghz", exponent: giga, \.hardware.core.frequencyHertz),
        .choice("core.dataflow", \.hardware.core.dataflow),
        .integer("core.sram_kb", 1...1_048_576, \.hardware.core.sramBytes, times: 1024),
        .integer("core.sram_bits_per_cycle", 1...16_777_216, \.hardware.core.sramBitsPerCycle),
        .integer("core.noc_bits_per_cycle", 1...1_048_576, \.hardware.core.nocBitsPerCycle),
        .integer("core.vcs", 1...1024, \.hardware.core.virtualChannels),
        .integer("core.buffer_flits", 1...65_536, \.hardware.core.bufferFlits),
        .choice("memory.kind", \.hardware.memory.kind),
        .integer("memory.stacks_per_die", 1...1024, \.hardware.memory.stacksPerDie),
        .real("memory.gb_per_stack", exponent: giga, \.hardware.memory.bytesPerStack),
        .real("memory.gb_per_s_per_stack", exponent: giga, \.hardware.memory.bytesPerSecondPerStack),
        .choice("technology", \.hardware.technology),
        .real("limits.power_w", exponent: 0, \.hardware.limits.powerWatts),
        .real("limits.reticle_width_mm", exponent: millimetre, \.hardware.limits.reticleWidthMetres),
        .real("limits.reticle_height_mm", exponent: millimetre, \.hardware.limits.reticleHeightMetres),
    ]

    /// Every key of the strategy, in the order of a design file.
    static let strategy: [DesignKey] = [
        .integer("strategy.tensor", 1...65_536, \.strategy.tensor),
        .boolean("strategy.sequence_parallel", \.strategy.sequenceParallel),
        .integer("strategy.pipeline", 1...4096, \.strategy.pipeline),
        .integer("strategy.data", 1...65_536, \.strategy.data),
        .integer("strategy.expert", 1...65_536, \.strategy.expert),
        .integer("strategy.context", 1...65_536, \.strategy.context),
        .integer("strategy.micro_batch_sequences", 1...65_536, \.strategy.microBatchSequences),
        .choice("strategy.schedule", \.strategy.schedule),
        .integer("strategy.chunks", 1...256, \.strategy.chunks),
        .choice("strategy.recompute", \.strategy.recompute),
        .integer("strategy.zero", 0...3, \.strategy.zeroStage),
    ]

    /// Every key that a joint space may hold.
    static let all: [DesignKey] = hardware + strategy

    /// The key of a dotted path.
    static func named(_ path: String) -> DesignKey? {
        all.first { $0.path == path }
    }
}
