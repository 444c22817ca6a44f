import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// What counts as work of the model, and who shares memory and links.
@Suite struct AccountingTests {
    private static let model = AnalyticalModel()

    private static func modelFlops(_ result: TrainingEvaluation) -> Double {
        result.modelUtilisation * result.iterationSeconds
    }

    /// Empty places of experts are executed, but are no work of the model.
    @Test func capacityIsNoWorkOfTheModel() throws {
        var dense = try ModelShape.preset("gpt3-13b")
        dense.mixture = Mixture(experts: 16, expertsPerToken: 2, expertFeedForward: 5120)
        for hardware in [try Hardware.preset("watos-config3"), try Hardware.cluster("a100-80gb-cluster", devices: 56)] {
            var design = TrainingDesign(
                hardware: hardware, model: dense, job: TrainingJob(globalBatchSequences: 56),
                strategy: Strategy(
                    tensor: 1, sequenceParallel: false, pipeline: 7, data: 8, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .none, expert: 8))
            let even = Self.model.evaluate(design)
            design.model.mixture?.capacityFactor = 2
            let spare = Self.model.evaluate(design)
            #expect(abs(Self.modelFlops(spare) / Self.modelFlops(even) - 1) < 1e-12)
            let executed = { (result: TrainingEvaluation) in result.flopsPerSecondPerDevice * result.iterationSeconds }
            // Forward and backward, 40 layers, 2 more copies of 56 x 2048 tokens through two products.
            let more = 3.0 * 40 * 2 * 56 * 2048 * 2 * 2 * 5120 * 5120
            #expect(abs((executed(spare) - executed(even)) * 56 / more - 1) < 1e-9)
        }
    }

    /// A fused kernel keeps no scores, so that making the core again frees nothing and is not done.
    @Test func fusedAttentionIsNotMadeAgainForNothing() throws {
        var generator = try WideDesignGenerator(seed: 53)
        for round in 0..<200 {
            var design = generator.next(onCluster: round % 2 == 1)
            design.job.attention = .fused
            design.strategy.recompute = .selective
            let selective = Self.model.evaluate(design)
            design.strategy.recompute = .none
            let none = Self.model.evaluate(design)
            #expect(selective == none)
            // With everything made again the core is too.
            design.strategy.recompute = .full
            let full = Self.model.evaluate(design)
            #expect(
                full.flopsPerSecondPerDevice * full.iterationSeconds > none.flopsPerSecondPerDevice
                    * none.iterationSeconds)
            #expect(full.memory.activations <= none.memory.activations)
        }
    }

    /// Half of the dies idle: of a pool off the wafer each other has twice as much, of its own memory it has its own.
    @Test func diesInUseShareMemoryOffTheWafer() throws {
        var hardware = try Hardware.preset("watos-config3")
        func rate(data: Int) throws -> Double {
            let design = TrainingDesign(
                hardware: hardware, model: try ModelShape.preset("gpt3-13b"),
                job: TrainingJob(globalBatchSequences: 56),
                strategy: Strategy(
                    tensor: 4, sequenceParallel: true, pipeline: 7, data: data, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
            let work = try #require(TrainingWork(design, distribution: { PortDistribution($0) }))
            #expect(work.reachedDRAMBytesPerSecondPerDie <= work.dramBytesPerSecondPerDie)
            return work.dramBytesPerSecondPerDie
        }
        hardware.memory.kind = .edge
        #expect(try rate(data: 1) == rate(data: 2))
        hardware.memory.kind = .offWafer
        #expect(try rate(data: 1) == 2 * rate(data: 2))
        #expect(try rate(data: 2) == hardware.memory.bytesPerSecondPerDie)
    }

    /// One replica a wafer: the rings of its 56 dies cross between two wafers together.
    @Test func gradientsCrossWafersAtTheirRate() throws {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.count = 2
        hardware.wafer.interWaferBytesPerSecond = 1e11
        let design = TrainingDesign(
            hardware: hardware, model: try ModelShape.preset("gpt3-13b"), job: TrainingJob(globalBatchSequences: 2),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 1, data: 2, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
        let work = try #require(TrainingWork(design, distribution: { PortDistribution($0) }))
        let link = ReplicaLink(work)
        #expect(work.placement.replicasCrossWafers && link.hops == 1 && link.bytesPerSecond == 1e11 / 4)
        // An all-reduce between two sends the gradients once; each of four dies has a quarter of them.
        let gradients = 2 * work.parameters(stage: 0).total
        let seconds = gradients / (1e11 / 4)
        var near = design
        near.hardware.wafer.interWaferBytesPerSecond = 1e15
        let saved =
            Self.model.evaluate(design).time.communication - Self.model.evaluate(near).time.communication
        #expect(saved > 0.5 * seconds && saved < seconds)
    }
}
