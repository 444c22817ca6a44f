public import TrainingStrategy
import WaferArchitecture

/// Training in closed form: no event, no route, a few microseconds a design.
///
/// - Operators: the roofline of ``TrainingStrategy/OperatorCost`` with operands from the ports of the die, in closed
///   form too (``TrainingStrategy/PortDistribution``).
/// - Tensor collectives: alpha-beta on an otherwise idle rectangle, ring or row-column, whichever is faster.
/// - Pipeline: `m T + (sum of stages - T) / v` with the slowest stage's time `T` for a micro-batch, which for equal
///   stages is the ideal time and a bubble of `(p - 1) / (v m)` of it (Narayanan et al., SC'21).
/// - Transfers between stages: once there and back to fill and drain; beyond that only what the round trip of a
///   micro-batch through the pipeline adds to the pace at which stages may start new ones.
/// - Replicas: a ring whose hops have the length the placement gives them; all but the last layer's part of the
///   gradients can hide behind the last backward pass. ZeRO 2 and 3 traffic hides behind the passes it belongs to.
///   Rings of stages that stand in one line towards their peers share its links (``TrainingStrategy/ReplicaLink``).
///
/// A cluster of graphics processors has operators and links of its own: a measured efficiency curve over tiles, waves
/// and memory (``GPUOperatorLaw``), links inside nodes and adapters between them.
///
/// Flows of different kinds never meet here; ``TrainingEvaluation/Time/communication`` of a fidelity that routes them is
/// larger.
public struct AnalyticalModel: TrainingCostModel {
    /// `analytical`.
    public static let fidelity = "analytical"
    /// Changes with any figure.
    public static let version = "5"

    /// Makes the model.
    public init() {}

    /// The figures of one iteration in closed form.
    ///
    /// - Complexity: O(stages), without allocation for a design that breaks no limit.
    public func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
        let broken = design.strategyViolations()
        if let cluster = design.hardware.cluster {
            return broken.isEmpty ? ClusterModel.evaluate(design, on: cluster) : .illegal(design, broken)
        }
        guard broken.isEmpty,
            let work = TrainingWork(
                design, distribution: { hardware in PortDistribution(hardware) })
        else { return .illegal(design, broken) }
        var result = TrainingEvaluation()
        let links = ClosedFormLinks(work)
        result.time = ClosedFormSchedule(work, links: links).time(work)
        work.complete(
            &result, figures: WaferFigures(of: design.hardware),
            traffic: work.traffic(pipelineHops: Double(links.pipelineHops), replicaHops: Double(links.replicaHops)))
        return result
    }
}
