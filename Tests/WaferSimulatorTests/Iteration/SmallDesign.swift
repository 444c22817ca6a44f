import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Designs that are small enough to be played flit by flit: eight layers of 1024 on a few dies.
enum SmallDesign {
    /// A design.
    ///
    /// - Parameters:
    ///   - dies: Of the wafer, across and down.
    ///   - gigabytesPerSecond: Of a link between dies.
    static func make(
        dies: (Int, Int), tensor: Int, pipeline: Int, data: Int = 1, schedule: Schedule = .oneForwardOneBackward,
        chunks: Int = 1, batch: Int = 8, gigabytesPerSecond: Double, zero: Int = 0, layers: Int = 8
    ) throws -> TrainingDesign {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.wafer.diesX, hardware.wafer.diesY) = dies
        hardware.die.dieToDieBytesPerSecondPerEdge = gigabytesPerSecond * 1e9
        hardware.die.dieToDieLatencySeconds = 20e-9
        var model = try ModelShape.preset("gpt3-13b")
        model.layers = layers
        (model.hidden, model.heads, model.keyValueHeads) = (1024, 16, 16)
        (model.feedForward, model.sequenceLength, model.vocabulary) = (4096, 256, 1024)
        return TrainingDesign(
            hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: batch),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: true, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: schedule, chunks: chunks, recompute: .selective, zeroStage: zero))
    }
}
