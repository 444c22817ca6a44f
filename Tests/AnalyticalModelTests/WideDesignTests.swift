import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// What must hold of every design, over thousands with all degrees of freedom.
@Suite struct WideDesignTests {
    private static let model = AnalyticalModel()

    private static func change(_ hardware: inout Hardware, _ body: (inout GPUCluster) -> Void) {
        guard var cluster = hardware.cluster else { return }
        body(&cluster)
        hardware.cluster = cluster
    }

    @Test(arguments: [UInt64(41), 42]) func fasterPartsNeverSlowWafers(seed: UInt64) throws {
        var generator = try WideDesignGenerator(seed: seed)
        let changes: [(name: String, apply: (inout Hardware) -> Void)] = [
            ("clock", { $0.core.frequencyHertz *= 1.5 }), ("links", { $0.die.dieToDieBytesPerSecondPerEdge *= 2 }),
            ("latency", { $0.die.dieToDieLatencySeconds /= 2 }), ("DRAM", { $0.memory.bytesPerSecondPerStack *= 2 }),
            ("SRAM", { $0.core.sramBitsPerCycle *= 2 }), ("network", { $0.core.nocBitsPerCycle *= 2 }),
            ("wafers", { $0.wafer.interWaferBytesPerSecond *= 2 }),
        ]
        var slowed = 0
        for _ in 0..<1500 {
            let design = generator.next()
            let before = Self.model.evaluate(design).iterationSeconds
            for change in changes {
                var faster = design
                change.apply(&faster.hardware)
                let after = Self.model.evaluate(faster).iterationSeconds
                #expect(after <= before * (1 + 1e-12), "\(change.name) \(after / before - 1) \(design.strategy)")
                if after > before * (1 + 1e-12) { slowed += 1 }
                if slowed > 5 { return }
            }
        }
    }

    @Test func fasterPartsNeverSlowClusters() throws {
        var generator = try WideDesignGenerator(seed: 43)
        let changes: [(name: String, apply: (inout GPUCluster) -> Void)] = [
            ("clock", { $0.device.matrixFlopsPerSecond *= 1.5 }), ("DRAM", { $0.device.memoryBytesPerSecond *= 2 }),
            ("node", { $0.nodeBytesPerSecond *= 2 }), ("network", { $0.networkBytesPerSecond *= 2 }),
        ]
        var slowed = 0
        for _ in 0..<1500 {
            let design = generator.next(onCluster: true)
            let before = Self.model.evaluate(design).iterationSeconds
            for change in changes {
                var faster = design
                Self.change(&faster.hardware, change.apply)
                let after = Self.model.evaluate(faster).iterationSeconds
                #expect(after <= before * (1 + 1e-12), "\(change.name) \(after / before - 1) \(design.strategy)")
                if after > before * (1 + 1e-12) { slowed += 1 }
                if slowed > 5 { return }
            }
        }
    }

    /// Each total is the sum of its parts, none of which is negative; broken limits have more than they are allowed.
    @Test(arguments: [false, true]) func partsAddUp(onCluster: Bool) throws {
        var generator = try WideDesignGenerator(seed: 44)
        for _ in 0..<2000 {
            let design = generator.next(onCluster: onCluster)
            let result = Self.model.evaluate(design)
            let (time, energy, memory) = (result.time, result.energy, result.memory)
            let times = [time.compute, time.memory, time.communication, time.bubble, time.recompute, time.optimizer]
            let energies = [energy.compute, energy.sram, energy.noc, energy.dieToDie, energy.dram, energy.idle]
            let bytes = [memory.weights, memory.gradients, memory.optimizer, memory.activations]
            for (parts, total) in [
                (times, result.iterationSeconds), (energies, result.energyJoules), (bytes, result.memoryLimit.value),
            ] {
                #expect(parts.allSatisfy { $0 >= -1e-12 * total && $0.isFinite }, "\(parts) \(design.strategy)")
                #expect(total > 0 && abs(parts.reduce(0, +) / total - 1) < 1e-12)
            }
            let passes = result.flopsPerSecondPerDevice * result.iterationSeconds * Double(design.hardware.deviceCount)
            #expect(result.modelUtilisation <= result.hardwareUtilisation * (1 + 1e-12) && passes > 0)
            #expect(result.violations.allSatisfy { $0.value > $0.allowed })
            #expect(result.isFeasible == result.violations.isEmpty)
        }
    }

    @Test(arguments: [false, true]) func halvingTheBatchNeverRaisesMemory(onCluster: Bool) throws {
        var generator = try WideDesignGenerator(seed: 45)
        var compared = 0
        for _ in 0..<2000 {
            let design = generator.next(onCluster: onCluster)
            let whole = Self.model.evaluate(design).memory.total
            var half = design
            half.job.globalBatchSequences /= 2
            if half.strategyViolations().isEmpty {
                #expect(Self.model.evaluate(half).memory.total <= whole)
                compared += 1
            }
            half = design
            half.strategy.microBatchSequences /= 2
            if half.strategyViolations().isEmpty {
                #expect(Self.model.evaluate(half).memory.total <= whole * (1 + 1e-12))
                compared += 1
            }
        }
        #expect(compared > 1000)
    }
}
