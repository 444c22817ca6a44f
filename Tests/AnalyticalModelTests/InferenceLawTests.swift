import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// What holds for every model, dense, with experts or with latent attention, on wafers and on clusters.
@Suite struct InferenceLawTests {
    private static let model = InferenceModel()

    private static let names: [(seed: UInt64, name: String)] = [
        (10, "gpt3-13b"), (11, "llama2-70b"), (12, "gshard-137b"), (13, "deepseek-v3"),
    ]

    private static func forEachDesign(_ count: Int = 80, _ body: (InferenceDesign) throws -> Void) throws {
        for (seed, name) in names {
            var designs = InferenceDesigns(seed: seed, model: try ModelShape.preset(name))
            for _ in 0..<count {
                try body(designs.next())
                try body(designs.nextOnCluster())
            }
        }
    }

    @Test func moreOfAnyRateNeverSlows() throws {
        let changes: [(inout Hardware) -> Void] = [
            { $0.core.frequencyHertz *= 1.5 }, { $0.core.nocBitsPerCycle *= 2 }, { $0.core.sramBitsPerCycle *= 2 },
            { $0.memory.bytesPerSecondPerStack *= 1.7 }, { $0.die.dieToDieBytesPerSecondPerEdge *= 3 },
            { $0.die.dieToDieLatencySeconds /= 2 }, { $0.cluster?.device.memoryBytesPerSecond *= 1.5 },
            {
                $0.cluster?.device.matrixFlopsPerSecond *= 1.5
                $0.cluster?.device.eightBitFlopsPerSecond *= 1.5
            }, { $0.cluster?.nodeBytesPerSecond *= 2 }, { $0.cluster?.networkBytesPerSecond *= 2 },
        ]
        try Self.forEachDesign(60) { design in
            let before = Self.model.evaluate(design)
            for change in changes {
                var better = design
                change(&better.hardware)
                let after = Self.model.evaluate(better)
                let seconds = (before.figures.iterationSeconds, after.figures.iterationSeconds)
                #expect(seconds.1 <= seconds.0 * (1 + 1e-12), "\(design)")
                // A whole wafer may change between its mesh and its dies for the sake of the batch.
                guard !design.isWholeWafer else { continue }
                #expect(after.firstTokenSeconds <= before.firstTokenSeconds * (1 + 1e-12), "\(design)")
                #expect(after.tokenSeconds <= before.tokenSeconds * (1 + 1e-12), "\(design)")
            }
        }
    }

    @Test func longerPromptsAreNeverFaster() throws {
        try Self.forEachDesign { design in
            let before = Self.model.evaluate(design)
            for more in [design.job.promptTokens, 1, 37] {
                var longer = design
                longer.job.promptTokens += more
                let after = Self.model.evaluate(longer)
                #expect(after.cacheBytes > before.cacheBytes)
                let seconds = (before.figures.iterationSeconds, after.figures.iterationSeconds)
                #expect(seconds.1 >= seconds.0 * (1 - 1e-12), "\(more) \(design)")
                // A whole wafer may change between its mesh and its dies for the sake of the batch.
                guard !design.isWholeWafer else { continue }
                #expect(after.firstTokenSeconds >= before.firstTokenSeconds * (1 - 1e-12), "\(more) \(design)")
                #expect(after.tokenSeconds >= before.tokenSeconds * (1 - 1e-12), "\(more) \(design)")
            }
        }
    }

    @Test func halfTheBatchNeverTakesMoreMemory() throws {
        try Self.forEachDesign { design in
            guard design.job.batch % (2 * design.strategy.data) == 0 else { return }
            var half = design
            half.job.batch /= 2
            let (large, small) = (Self.model.evaluate(design), Self.model.evaluate(half))
            #expect(small.figures.memory.total < large.figures.memory.total)
            // With fewer keys and values, the stage with the most weights may be the fullest.
            #expect(small.figures.memory.weights >= large.figures.memory.weights)
            if design.strategy.pipeline == 1 {
                #expect(small.figures.memory.weights == large.figures.memory.weights)
            }
            #expect(small.cacheBytes * 2 == large.cacheBytes)
        }
    }

    @Test func partsOfTheStepsAddUp() throws {
        try Self.forEachDesign { design in
            let result = Self.model.evaluate(design)
            let figures = result.figures
            let steps = Double(design.job.outputTokens - 1)
            for step in [result.prefill, result.decode] {
                let (time, energy) = (step.time, step.energy)
                #expect([time.compute, time.memory, time.communication].allSatisfy { $0 >= -1e-12 * time.total })
                #expect(
                    [energy.compute, energy.sram, energy.noc, energy.dieToDie, energy.dram, energy.idle]
                        .allSatisfy { $0 >= 0 && $0.isFinite })
            }
            #expect(result.firstTokenSeconds == result.prefill.seconds)
            #expect(result.tokenSeconds == result.decode.seconds)
            let seconds = result.firstTokenSeconds + steps * result.tokenSeconds
            #expect(abs(figures.iterationSeconds / seconds - 1) < 1e-9)
            #expect(figures.time.total == figures.iterationSeconds)
            let joules = result.prefill.energy.total + steps * result.decode.energy.total
            #expect(abs(figures.energyJoules / joules - 1) < 1e-9)
            #expect(figures.energy.total == figures.energyJoules)
            #expect(figures.memory.total == figures.memoryLimit.value)
            #expect(figures.hardwareUtilisation > 0 && figures.hardwareUtilisation <= 1, "\(design)")
            #expect(figures.modelUtilisation > 0)
            #expect(figures.modelUtilisation <= figures.hardwareUtilisation * (1 + 1e-9), "\(design)")
        }
    }

    @Test func whatDoesNotFitSaysByHowMuch() throws {
        var found = 0
        try Self.forEachDesign { design in
            let figures = Self.model.evaluate(design).figures
            #expect(figures.isFeasible == figures.violations.isEmpty)
            for check in figures.violations {
                #expect(check.value > check.allowed, "\(check)")
                found += 1
            }
            let isOver = figures.memory.total > figures.memoryLimit.allowed
            #expect(figures.violations.contains { $0.limit == .memoryBytesPerDevice } == isOver)
        }
        #expect(found > 100)
    }

    /// Points of a roofline lie under the roofs; on graphics processors, where kernels follow each other, they are the
    /// whole step.
    @Test func operatorsLieUnderTheRoofsAndAddUp() throws {
        try Self.forEachDesign(40) { design in
            let points = Self.model.rooflinePoints(of: design)
            let roofs = RooflineLimits(design)
            let result = Self.model.evaluate(design)
            for point in points {
                let memoryRoof = point.intensity.map { $0 * roofs.memoryBytesPerSecond } ?? .infinity
                let roof = min(roofs.flopsPerSecond, memoryRoof)
                #expect(point.flopsPerSecond <= roof * (1 + 1e-9), "\(point) \(design)")
            }
            let groups = Double(design.strategy.tensor * design.strategy.data)
            for (pass, step) in [(RooflinePoint.Pass.prefill, result.prefill), (.decode, result.decode)] {
                let own = points.filter { $0.pass == pass }
                #expect(own.isEmpty == (step.seconds == 0))
                guard !own.isEmpty else { continue }
                var (seconds, bytes) = (0.0, 0.0)
                for point in own {
                    let count = Double(point.count)
                    seconds += count * point.seconds
                    bytes += count * point.memoryBytes
                }
                let onDevice = step.time.compute + step.time.memory
                if design.hardware.cluster != nil {
                    #expect(abs(seconds / onDevice - 1) < 1e-9)
                } else {
                    #expect(seconds >= onDevice * (1 - 1e-9))
                }
                // Points are those of the fullest die: columns of the vocabulary may not divide.
                if step.memoryBytes > 0 {
                    let ratio = bytes * groups / step.memoryBytes
                    #expect(ratio > 1 - 1e-9 && ratio < 1.01, "\(ratio) \(design)")
                }
            }
        }
    }
}
