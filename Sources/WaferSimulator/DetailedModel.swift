public import TrainingStrategy
import WaferArchitecture

/// Training with every flow routed and every micro-batch an event.
///
/// - Operators: the same roofline as in closed form, with operands brought to the cores from the ports of the die over
///   routed trees of the core mesh.
/// - Tensor collectives: step by step on the rectangle where each group stands, delayed by what pipeline transfers,
///   other groups and DRAM traffic put on the same links.
/// - Schedule: an event for each pass of each micro-batch through each stage of each replica, in the order of the
///   schedule, with real dependencies and stages as unequal as they are. A transfer reserves the links of its XY
///   routes, so transfers that share a link wait for each other.
/// - Replicas: the rings of all dies of a stage routed together; stages that share links wait for each other.
/// - DRAM: operators, arriving and leaving micro-batches and gradients share the ports; off-wafer memory enters through
///   the rim and crosses the mesh.
///
/// The breakdown follows the stage with most work: its passes by part; an idle second is communication when what the
/// stage waited for was on its way, and bubble when it was not sent yet. What replicas exchange after its last pass is
/// communication; waiting for other stages after that is bubble.
public struct DetailedModel: TrainingCostModel {
    /// `detailed`.
    public static let fidelity = "detailed"
    /// Changes with any figure.
    public static let version = "4"

    /// Makes the model.
    public init() {}

    /// The figures of one simulated iteration; the same design gives the same figures, bit for bit.
    ///
    /// - Complexity: O(stages * micro-batches * replicas * links of a transfer).
    public func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
        var broken = design.strategyViolations()
        if design.hardware.cluster != nil {
            broken.append(
                StrategyViolation(
                    rule: .tensorTiles, value: 1, allowed: 0,
                    description: "the detailed model routes flows over a wafer; evaluate a cluster at the analytical "
                        + "fidelity"))
        }
        guard broken.isEmpty, let work = TrainingWork(design, distribution: { RoutedDistribution($0) }) else {
            return .illegal(design, broken)
        }
        var result = TrainingEvaluation()
        let traffic = WaferTraffic(work, network: RoutedNetwork(design.hardware))
        let iteration = TrainingIteration(work, traffic: traffic)
        result.time = iteration.time()
        work.complete(
            &result, figures: WaferFigures(of: design.hardware),
            traffic: work.traffic(pipelineHops: traffic.pipelineHops, replicaHops: traffic.replicaHops))
        return result
    }
}
