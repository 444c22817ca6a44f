import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _CAllocationCount

/// Evaluations of feasible designs allocate nothing.
@Suite struct AllocationTests {
    private static func allocations(_ work: () -> Void) -> Int {
        let before = allocation_count()
        work()
        return allocation_count() - before
    }

    private static func strategy(tensor: Int, pipeline: Int, data: Int = 1, context: Int = 1) -> Strategy {
        Strategy(
            tensor: tensor, sequenceParallel: true, pipeline: pipeline, data: data, microBatchSequences: 1,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective, zeroStage: 1, context: context)
    }

    private static func designs() throws -> [TrainingDesign] {
        var fused = TrainingJob(globalBatchSequences: 64)
        fused.attention = .fused
        let mixture = try ModelShape.preset("gshard-137b")
        var experts = strategy(tensor: 1, pipeline: 4, data: 16)
        (experts.expert, experts.sequenceParallel) = (16, false)
        var lean = strategy(tensor: 4, pipeline: 14)
        lean.recompute = .full
        return [
            TrainingDesign(
                hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-175b"),
                job: TrainingJob(globalBatchSequences: 512), strategy: lean),
            TrainingDesign(
                hardware: try Hardware.cluster("a100-80gb-cluster", devices: 64),
                model: try ModelShape.preset("gpt3-13b"), job: TrainingJob(globalBatchSequences: 512),
                strategy: strategy(tensor: 8, pipeline: 8)),
            TrainingDesign(
                hardware: try Hardware.cluster("h100-80gb-cluster", devices: 64),
                model: try ModelShape.preset("llama3-8b"), job: fused,
                strategy: strategy(tensor: 2, pipeline: 2, data: 4, context: 4)),
            TrainingDesign(
                hardware: try Hardware.cluster("h100-80gb-cluster", devices: 64), model: mixture,
                job: TrainingJob(globalBatchSequences: 512), strategy: experts),
        ]
    }

    @Test(.enabled(if: allocation_count() >= 0)) func allocationsAreCounted() {
        var sum = 0
        let count = Self.allocations {
            for length in 1...100 { sum += [Int](repeating: length, count: 1000 + length).reduce(0, +) }
        }
        #expect(count >= 100 && sum > 0)
    }

    @Test(.enabled(if: allocation_count() >= 0)) func aThousandEvaluationsAllocateNothing() throws {
        let model = AnalyticalModel()
        for design in try Self.designs() {
            let warm = model.evaluate(design)
            #expect(warm.isFeasible && warm.iterationSeconds > 0, "\(warm.violations)")
            var sum = 0.0
            let count = Self.allocations {
                for _ in 0..<1000 { sum += model.evaluate(design).iterationSeconds }
            }
            #expect(count == 0, "\(design.hardware.cluster == nil ? "wafer" : "cluster")")
            #expect(abs(sum / warm.iterationSeconds - 1000) < 1e-6)
        }
    }
}
