package import LanguageModel
package import TrainingStrategy
import WaferArchitecture

/// Seeded random training designs of one model; legal in shape, not necessarily inside memory, power or geometry.
package struct DesignGenerator {
    private var random: SplitMix
    package let model: ModelShape

    package init(seed: UInt64, model: ModelShape) {
        random = SplitMix(seed)
        self.model = model
    }

    package mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(random.next() % UInt64(values.count))]
    }

    mutating func hardware() -> Hardware {
        Hardware(
            wafer: Wafer(
                widthMetres: 215e-3, heightMetres: 215e-3, diesX: pick([4, 5, 6, 7, 8]), diesY: pick([4, 5, 6, 7, 8]),
                integration: pick(Integration.allCases), count: 1, interWaferBytesPerSecond: 1.8e12, spareCoreRows: 1),
            die: Die(
                coresX: pick([8, 12, 16, 18]), coresY: pick([8, 12, 16, 18]),
                dieToDieBytesPerSecondPerEdge: pick([0.25e12, 0.5e12, 1e12, 2e12]), dieToDieLatencySeconds: 200e-9),
            core: Core(
                macs: pick([128, 256, 512, 1024]), frequencyHertz: pick([1e9, 1.5e9, 2e9]),
                dataflow: pick(Dataflow.allCases), sramBytes: pick([512, 1024, 1280, 2048]) * 1024,
                sramBitsPerCycle: pick([1024, 2048, 4096]), nocBitsPerCycle: pick([128, 256, 512, 1024]),
                virtualChannels: 4, bufferFlits: 8),
            memory: Memory(
                kind: pick(MemoryKind.allCases), stacksPerDie: pick([1, 2, 4, 6]), bytesPerStack: 16e9,
                bytesPerSecondPerStack: 500e9),
            technology: .n7,
            limits: Limits(powerWatts: 30_000, reticleWidthMetres: 26e-3, reticleHeightMetres: 33e-3))
    }

    /// The next legal design.
    package mutating func next(globalBatch: Int = 256) -> TrainingDesign {
        while true {
            let hardware = hardware()
            let dies = hardware.deviceCount
            let tensor = pick([1, 2, 4, 8, 10, 16])
            let pipeline = pick(Array(1...40))
            guard dies % (tensor * pipeline) == 0 else { continue }
            let schedule = pick([Schedule.oneForwardOneBackward, .interleaved, .gpipe, .oneForwardOneBackward])
            let design = TrainingDesign(
                hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: globalBatch),
                strategy: Strategy(
                    tensor: tensor, sequenceParallel: pick([true, false]), pipeline: pipeline,
                    data: dies / (tensor * pipeline), microBatchSequences: pick([1, 2, 4]), schedule: schedule,
                    chunks: schedule == .interleaved ? pick([2, 3, 4]) : 1, recompute: pick(Recompute.allCases),
                    zeroStage: pick([0, 0, 1, 2, 3])))
            if design.strategyViolations().isEmpty { return design }
        }
    }
}
