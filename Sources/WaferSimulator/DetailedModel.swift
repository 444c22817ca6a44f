public import TrainingStrategy
import WaferArchitecture

/// Training played as events, with flows whose shares of the links are measured flit by flit.
///
/// Everything is played as in ``RoutedModel``; the difference is what flows get that are under way together. Wherever
/// some share links, that pattern of flows is simulated on virtual-channel routers with credits and round-robin
/// allocators (``FlitNetwork``) until its rates are steady, once for each different pattern, and a transfer of any
/// length goes on at that rate. Routers share a link evenly between the ports that want it, not between the flows behind
/// them; packets that wait for one link stand in the way of others: neither is in the fair shares of ``RoutedModel``.
public struct DetailedModel: IterationModel {
    /// `detailed`.
    public static let fidelity = "detailed"
    /// Changes with any figure.
    public static let version = "5"

    private let options: IterationOptions
    private let cache: PatternCache
    private let flitBudget: Int

    /// Makes the model.
    ///
    /// - Parameters:
    ///   - options: How closely an iteration is played.
    ///   - cache: Patterns that were measured already; models may share one. It changes no figure.
    ///   - flitBudget: Flits of a design's patterns, known ones included, after which new patterns are no longer
    ///     measured but shared fairly; ``IterationRecord/patternsNotMeasured`` counts those.
    public init(
        _ options: IterationOptions = IterationOptions(), cache: PatternCache = PatternCache(),
        flitBudget: Int = 3_000_000
    ) {
        self.options = options
        self.cache = cache
        self.flitBudget = flitBudget
    }

    /// The figures of one simulated iteration; the same design gives the same figures, bit for bit.
    public func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
        record(of: design, spans: false).evaluation
    }

    /// The figures of an iteration, and what was seen.
    public func record(
        of design: TrainingDesign, spans: Bool
    ) -> (evaluation: TrainingEvaluation, record: IterationRecord?) {
        var counts: (flits: Int, patterns: Int, failures: Int) = (0, 0, 0)
        var (evaluation, record) = IterationSimulator.simulate(design, options: options, spans: spans) {
            plan, table, skips in
            var play = IterationPlay(
                plan, table: table,
                shares: PatternShares(
                    PatternNetwork(plan, table: table), table: table, cache: cache, flitBudget: flitBudget),
                skips: skips, records: spans)
            let outcome = play.outcome()
            counts = (play.shares.flitsSimulated, play.shares.patterns, play.shares.notMeasured)
            return outcome
        }
        record?.flitsSimulated = counts.flits
        record?.patterns = counts.patterns
        record?.patternsNotMeasured = counts.failures
        return (evaluation, record)
    }
}
