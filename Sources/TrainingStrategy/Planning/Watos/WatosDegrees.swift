import LanguageModel
import WaferArchitecture

/// What the central scheduler chooses first: how many dies share a layer, in which shape, and how many stages, replicas
/// and sequences there are.
struct WatosDegrees: Sendable, Hashable {
    /// Dies of a group.
    var shape: TensorShape
    /// Stages.
    var pipeline: Int
    /// Replicas.
    var data: Int
    /// Replicas that experts are dealt out to.
    var expert: Int
    /// Sequences of a micro-batch.
    var microBatch: Int
    /// ZeRO stage.
    var zero: Int

    /// The strategy with these degrees, without a plan.
    func strategy(_ model: ModelShape) -> Strategy {
        let tensor = shape.count
        return Strategy(
            tensor: tensor, sequenceParallel: tensor > 1 && model.sequenceLength % tensor == 0, pipeline: pipeline,
            data: data, microBatchSequences: microBatch, schedule: .oneForwardOneBackward, chunks: 1,
            recompute: .none, zeroStage: zero, expert: expert)
    }

    /// Shapes of groups that a wafer holds and whose sizes divide heads and feed-forward width.
    ///
    /// - Parameter most: Dies of a group, at most.
    static func shapes(_ task: PlanningTask, most: Int) -> [TensorShape] {
        let (model, wafer) = (task.model, task.hardware.wafer)
        var shapes: [TensorShape] = []
        for tensor in 1...max(1, most) {
            guard
                StrategyRule.tensorDivides(
                    tensor: tensor, heads: model.heads, keyValueHeads: model.keyValueHeads),
                model.feedForward % tensor == 0, (model.mixture?.expertFeedForward ?? 0) % tensor == 0
            else { continue }
            for width in 1...tensor where tensor % width == 0 && width <= wafer.diesX && tensor / width <= wafer.diesY {
                shapes.append(TensorShape(width: width, height: tensor / width))
            }
        }
        return shapes
    }
}
