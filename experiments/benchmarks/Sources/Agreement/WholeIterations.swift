import AnalyticalModel
import LanguageModel
import TrainingStrategy
import WaferArchitecture
import WaferSimulator

/// The shortened simulation beside every message of an iteration played flit by flit, on small designs.
enum WholeIterations {
    /// Dies across and down, tensor, pipeline, data, schedule, chunks, sequences, GB/s of a link, ZeRO.
    private typealias Shape = (Int, Int, Int, Int, Int, Schedule, Int, Int, Double, Int)

    private static let shapes: [Shape] = [
        (4, 1, 1, 4, 1, .oneForwardOneBackward, 1, 8, 20, 0), (4, 1, 4, 1, 1, .oneForwardOneBackward, 1, 4, 20, 0),
        (4, 2, 4, 2, 1, .oneForwardOneBackward, 1, 6, 20, 0), (8, 1, 4, 2, 1, .oneForwardOneBackward, 1, 6, 20, 0),
        (8, 1, 2, 4, 1, .oneForwardOneBackward, 1, 8, 20, 0), (4, 4, 4, 4, 1, .oneForwardOneBackward, 1, 8, 20, 0),
        (4, 4, 2, 4, 2, .oneForwardOneBackward, 1, 16, 20, 0), (4, 4, 1, 4, 4, .oneForwardOneBackward, 1, 16, 20, 0),
        (8, 2, 2, 4, 1, .interleaved, 2, 8, 20, 0), (8, 4, 2, 8, 1, .gpipe, 1, 8, 10, 0),
        (8, 1, 2, 2, 2, .interleaved, 2, 16, 20, 0), (8, 1, 1, 8, 1, .gpipe, 1, 8, 10, 0),
        (4, 1, 4, 1, 1, .oneForwardOneBackward, 1, 4, 100, 0), (4, 2, 4, 2, 1, .oneForwardOneBackward, 1, 6, 100, 0),
        (8, 1, 4, 2, 1, .oneForwardOneBackward, 1, 6, 100, 0), (4, 4, 4, 4, 1, .oneForwardOneBackward, 1, 8, 100, 0),
        (4, 4, 2, 4, 2, .oneForwardOneBackward, 1, 16, 100, 1), (4, 4, 1, 4, 4, .oneForwardOneBackward, 1, 16, 100, 1),
        (8, 2, 2, 4, 1, .interleaved, 2, 8, 100, 0), (4, 4, 8, 2, 1, .oneForwardOneBackward, 1, 6, 100, 0),
        (6, 1, 1, 3, 2, .oneForwardOneBackward, 1, 6, 100, 0), (8, 2, 8, 2, 1, .gpipe, 1, 4, 100, 0),
        (4, 4, 2, 2, 4, .oneForwardOneBackward, 1, 16, 500, 1), (8, 4, 4, 8, 1, .oneForwardOneBackward, 1, 16, 500, 0),
    ]

    static func run(into report: inout Report) throws {
        var errors: [[Double]] = [[], [], []]
        let detailed = DetailedModel()
        for shape in shapes {
            let design = try design(shape)
            let whole = try WholeIteration(design)
            let models: [any TrainingCostModel] = [detailed, RoutedModel(), AnalyticalModel()]
            let own = models.map { 100 * ($0.evaluate(design).iterationSeconds / whole.seconds - 1) }
            for index in own.indices { errors[index].append(abs(own[index])) }
            report.add(
                Row(
                    figure: "\(shape.0)x\(shape.1) dies, tensor \(shape.2), pipeline \(shape.3), data \(shape.4), "
                        + "\(shape.5.rawValue), \(Row.text(shape.8)) GB/s: error (%)",
                    ours: own[0], peer: nil, target: nil,
                    method: "detailed; routed \(Row.text(own[1])), analytical \(Row.text(own[2])); beside "
                        + "\(whole.flits) flits of \(whole.messages) messages"))
        }
        for (name, values) in zip(["detailed", "routed", "analytical"], errors) {
            let sample = Sample(values)
            report.add(
                Row(
                    figure: "error of \(name) on \(values.count) small designs, mean (%)", ours: sample.mean, peer: nil,
                    target: nil,
                    method: "beside whole iterations flit by flit; largest \(Row.text(values.max() ?? .nan))"))
        }
    }

    private static func design(_ shape: Shape) throws -> TrainingDesign {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.wafer.diesX, hardware.wafer.diesY) = (shape.0, shape.1)
        hardware.die.dieToDieBytesPerSecondPerEdge = shape.8 * 1e9
        hardware.die.dieToDieLatencySeconds = 20e-9
        var model = try ModelShape.preset("gpt3-13b")
        (model.layers, model.hidden, model.heads, model.keyValueHeads) = (8, 1024, 16, 16)
        (model.feedForward, model.sequenceLength, model.vocabulary) = (4096, 256, 1024)
        return TrainingDesign(
            hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: shape.7),
            strategy: Strategy(
                tensor: shape.2, sequenceParallel: true, pipeline: shape.3, data: shape.4, microBatchSequences: 1,
                schedule: shape.5, chunks: shape.6, recompute: .selective, zeroStage: shape.9))
    }
}
