import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// Rings of several stages on the same links.
@Suite struct SharedLinkTests {
    /// Four replicas of four stages in one line of dies, each with a quarter of GPT-3 13 B.
    private static func line(zero: Int, bytesPerSecond: Double, batches: Int) throws -> TrainingDesign {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.wafer.diesX, hardware.wafer.diesY) = (16, 1)
        hardware.die.dieToDieBytesPerSecondPerEdge = bytesPerSecond
        return TrainingDesign(
            hardware: hardware, model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 4 * batches),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 4, data: 4, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .full, zeroStage: zero))
    }

    /// On slow links nothing else counts: ZeRO 3 gathers weights twice and scatters gradients of a half-precision format
    /// once for each micro-batch, three quarters of two bytes each, and all four stages pass every link.
    @Test func zeroOfAllStagesPassesEveryLink() throws {
        let design = try Self.line(zero: 3, bytesPerSecond: 1e9, batches: 64)
        let result = AnalyticalModel().evaluate(design)
        // The last stage has a copy of the token table for its head.
        let model = design.model
        let parameters = model.parameterCount + Double(model.vocabulary * model.hidden)
        let seconds = 64 * 0.75 * 6 * parameters / 1e9
        #expect(result.iterationSeconds > seconds && result.iterationSeconds < 1.05 * seconds)
    }

    /// Gradients once at the end, 1.5 times two bytes each; of that no more hides than the last backward passes.
    @Test func gradientsOfAllStagesPassEveryLink() throws {
        let design = try Self.line(zero: 0, bytesPerSecond: 1e9, batches: 4)
        let parameters = design.model.parameterCount + Double(design.model.vocabulary * design.model.hidden)
        let seconds = 1.5 * 2 * parameters / 1e9
        let time = AnalyticalModel().evaluate(design).time
        #expect(time.communication > 0.9 * seconds && time.communication < 1.1 * seconds)
    }

    /// With fast links a micro-batch sets the pace, and twice their rate changes next to nothing.
    @Test func fastLinksHideIt() throws {
        let fast = AnalyticalModel().evaluate(try Self.line(zero: 3, bytesPerSecond: 1e13, batches: 64))
        let faster = AnalyticalModel().evaluate(try Self.line(zero: 3, bytesPerSecond: 2e13, batches: 64))
        #expect(abs(fast.iterationSeconds / faster.iterationSeconds - 1) < 1e-3)
    }
}
