import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// The operators and roofs of training against the figures of an iteration.
@Suite struct RooflineTests {
    private static let model = AnalyticalModel()

    @Test func countsTimesOperationsAreThoseOfTheIteration() throws {
        var generator = try WideDesignGenerator(seed: 61)
        var whole = 0
        for onCluster in [false, true] {
            for _ in 0..<500 {
                let design = generator.next(onCluster: onCluster)
                let points = Self.model.rooflinePoints(of: design)
                let result = Self.model.evaluate(design)
                let groups = Double(design.strategy.tensor * design.strategy.replicas)
                let counted = points.reduce(0) { $0 + Double($1.count) * $1.matrixFlops } * groups
                let devices = Double(design.hardware.deviceCount)
                let executed = result.flopsPerSecondPerDevice * devices * result.iterationSeconds
                #expect(abs(counted / executed - 1) < 1e-9, "\(design)")
                // On one device of a cluster for each sequence they are also all that takes time.
                let strategy = design.strategy
                let alone = strategy.tensor == 1 && strategy.pipeline == 1 && strategy.context == 1
                guard onCluster, alone, strategy.expert == 1 else { continue }
                let seconds = points.reduce(0) { $0 + Double($1.count) * $1.seconds }
                let time = result.time
                #expect(abs(seconds / (time.compute + time.memory + time.recompute) - 1) < 1e-9)
                whole += 1
            }
        }
        #expect(whole > 5)
    }

    /// 40 layers, 16 micro-batches of each of two replicas; the attention core is made again.
    @Test func operatorsCountLayersAndMicroBatches() throws {
        let design = TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 32),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 4, data: 2, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective))
        let points = Self.model.rooflinePoints(of: design)
        for point in points {
            let core: Set<LayerOperator.Kind> = [.scores, .softmax, .values]
            switch point.kind {
            case .embedding, .finalNorm, .logits, .loss: #expect(point.count == 16)
            case let kind: #expect(point.count == 40 * 16 * (core.contains(kind) && point.pass == .forward ? 2 : 1))
            }
        }
        // 2048 tokens; each die has a quarter of the words.
        let words = (design.model.vocabulary + 3) / 4
        let logits = points.first { $0.kind == .logits && $0.pass == .forward }
        #expect(logits?.matrixFlops == 2.0 * 2048 * 5120 * Double(words))
    }

    /// Half of the dies have work: each has twice the share of a pool off the wafer, and no more of DRAM beside it.
    @Test func theRoofIsThatOfTheDiesInUse() throws {
        var design = TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 56),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 7, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
        design.hardware.die.dieToDieBytesPerSecondPerEdge = 1e16
        design.hardware.memory.kind = .edge
        #expect(RooflineLimits(design).memoryBytesPerSecond == design.hardware.memory.bytesPerSecondPerDie)
        design.hardware.memory.kind = .offWafer
        #expect(design.hardware.deviceCount == 56)
        #expect(RooflineLimits(design).memoryBytesPerSecond == 2 * design.hardware.memory.bytesPerSecondPerDie)
        #expect(RooflineLimits(design).flopsPerSecond == RooflineLimits(design.hardware).flopsPerSecond)
        design.strategy.data = 2
        #expect(RooflineLimits(design).memoryBytesPerSecond == design.hardware.memory.bytesPerSecondPerDie)
    }
}
