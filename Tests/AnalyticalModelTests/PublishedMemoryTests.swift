import Foundation
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// The memory account against a published figure, which counts layers only.
///
/// Source: Figure 1 of Korthikanti et al. (MLSys 2023).
@Suite struct PublishedMemoryTests {
    struct Row: Sendable {
        var name: String
        var design: TrainingDesign
        var stateBytes: Double
        var activationBytes: Double
        var leanActivationBytes: Double
    }

    static func rows() throws -> [Row] {
        let url = try #require(
            Bundle.module.url(forResource: "korthikanti2022_memory", withExtension: "csv", subdirectory: "Fixtures"))
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst(2)
        var rows: [Row] = []
        for line in lines {
            let fields = line.split(separator: ",").map(String.init)
            let numbers = fields.dropFirst().compactMap(Double.init)
            try #require(numbers.count == 10)
            let whole = numbers.prefix(7).map { Int($0) }
            var hardware = try Hardware.preset("watos-config3")
            hardware.wafer.diesX = whole[3]
            hardware.wafer.diesY = whole[4]
            let design = TrainingDesign(
                hardware: hardware,
                model: ModelShape(
                    layers: whole[2], hidden: whole[1], heads: whole[0], keyValueHeads: whole[0],
                    feedForward: 4 * whole[1], isGated: false, vocabulary: 51200, sequenceLength: 2048),
                job: TrainingJob(globalBatchSequences: 8 * whole[4] * whole[6]),
                strategy: Strategy(
                    tensor: whole[3], sequenceParallel: false, pipeline: whole[4], data: 1,
                    microBatchSequences: whole[6],
                    schedule: whole[5] > 1 ? .interleaved : .oneForwardOneBackward, chunks: whole[5], recompute: .none))
            let gibibyte = 1_073_741_824.0
            rows.append(
                Row(
                    name: fields[0], design: design, stateBytes: numbers[7] * gibibyte,
                    activationBytes: numbers[8] * gibibyte, leanActivationBytes: numbers[9] * gibibyte))
        }
        return rows
    }

    /// Activations of the first stage's layers: the account without embedding, head and the layer in the making.
    private static func layerActivations(_ design: TrainingDesign) throws -> Double {
        let work = try #require(TrainingWork(design, distribution: { PortDistribution($0) }))
        let (model, strategy) = (design.model, design.strategy)
        let (micro, tensor, sequence) = (strategy.microBatchSequences, strategy.tensor, strategy.sequenceParallel)
        var bytes = work.memory(stage: 0).activations
        bytes -=
            work.plan.liveMicroBatches(stage: 0)
            * model.embeddingActivationBytes(microBatch: micro, tensor: tensor, sequenceParallel: sequence)
        if strategy.pipeline == 1 {
            bytes -= model.headActivationBytes(microBatch: micro, tensor: tensor, sequenceParallel: sequence)
        }
        if strategy.recompute == .selective {
            bytes -=
                model.activationBytesPerLayer(
                    microBatch: micro, tensor: tensor, sequenceParallel: sequence, policy: .none)
                - model.activationBytesPerLayer(
                    microBatch: micro, tensor: tensor, sequenceParallel: sequence, policy: .selective)
        }
        return bytes
    }

    @Test func activationsEqualTheFigure() throws {
        for row in try Self.rows() {
            #expect(abs(try Self.layerActivations(row.design) / row.activationBytes - 1) < 1e-4, "\(row.name)")
            var lean = row.design
            lean.strategy.sequenceParallel = true
            lean.strategy.recompute = .selective
            #expect(abs(try Self.layerActivations(lean) / row.leanActivationBytes - 1) < 1e-4, "\(row.name)")
        }
    }

    /// The figure counts `12 L h^2` parameters; ours also has biases and norms, a thousandth.
    @Test func stateEqualsTheFigure() throws {
        for row in try Self.rows() {
            let work = try #require(TrainingWork(row.design, distribution: { PortDistribution($0) }))
            let memory = work.memory(stage: 0)
            let model = row.design.model
            var parameters = (memory.weights + memory.gradients + memory.optimizer) / 18
            parameters -= model.embeddingParameters(tensor: row.design.strategy.tensor)
            if row.design.strategy.pipeline == 1 { parameters -= model.normParameters }
            #expect(abs(18 * parameters / row.stateBytes - 1) < 2e-3, "\(row.name)")
        }
    }
}
