public import TrainingStrategy
import WaferArchitecture

/// Training played as events, with flows that share links fairly: milliseconds a design.
///
/// - Operators: the roofline of the closed form, with operands brought to the cores from the ports of the die over
///   routed trees of the core mesh.
/// - Schedule: every pass of every micro-batch through every stage of every replica is an event, in the order of GPipe,
///   1F1B or the interleaved schedule, with stages as unequal as they are. Once a micro-batch goes through the stages as
///   the one before did, those between are skipped.
/// - Links: collectives of tensor groups, hand-overs between stages, all-to-alls, rings of keys and values and of
///   replicas, and DRAM off the wafer are flows over the links of their XY routes. Flows under way at the same time have
///   max-min fair rates (``FlowShares``).
///
/// The breakdown follows the stage with most work; an idle second is communication when what the stage waited for was on
/// its way, and bubble when it was not sent yet.
public struct RoutedModel: IterationModel {
    /// `routed`.
    public static let fidelity = "routed"
    /// Changes with any figure.
    public static let version = "1"

    private let options: IterationOptions

    /// Makes the model.
    public init(_ options: IterationOptions = IterationOptions()) {
        self.options = options
    }

    /// The figures of one simulated iteration; the same design gives the same figures, bit for bit.
    public func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
        record(of: design, spans: false).evaluation
    }

    /// The figures of an iteration, and what was seen.
    public func record(
        of design: TrainingDesign, spans: Bool
    ) -> (evaluation: TrainingEvaluation, record: IterationRecord?) {
        IterationSimulator.simulate(design, options: options, spans: spans) { plan, table, skips in
            var play = IterationPlay(
                plan, table: table, shares: FlowShares(table.shares), skips: skips, records: spans)
            return play.outcome()
        }
    }
}
