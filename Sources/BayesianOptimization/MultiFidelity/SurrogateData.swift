import ParetoFront
import SearchSpace

/// The observations as the models see them: encoded, turned so that larger is better, and bounded in number.
struct SurrogateData: Sendable {
    /// One observed quantity: where, at which level, and how much.
    struct Column: Sendable {
        var features: [[Double]] = []
        var levels: [Int] = []
        var targets: [Double] = []
        /// How many observations there are of the quantity, those that were left out among them.
        var observationCount = 0
    }

    /// By name, in a fixed order: the objectives, the slacks of the constraints, and, where something had no figures,
    /// whether each observation worked.
    private(set) var columns: [(name: String, column: Column)] = []
    /// How many observations with figures were left out to keep the models small.
    private(set) var droppedRows = 0
    /// How many observations have figures.
    let evaluatedCount: Int
    /// The level that stands for 0 in the columns.
    let firstLevel: Int
    /// By objective and constraint: the part that follows from the cheapest level, taken off the targets; empty where
    /// that level is modelled like the others.
    private(set) var trends: [LinearTrend] = []

    /// Prepares the data.
    ///
    /// - Parameters:
    ///   - observations: The results, in trial order.
    ///   - problem: What is optimised.
    ///   - maximumRows: The most results with figures that are kept.
    ///   - archive: Every result at the cheapest level, where that level is not to be modelled but looked up: the
    ///     columns then hold what remains at the levels above it, for the candidates that were looked at.
    init(
        _ observations: [Observation], problem: OptimizationProblem, maximumRows: Int,
        archive: ScreeningArchive? = nil
    ) throws(OptimizationError) {
        firstLevel = archive == nil ? 0 : 1
        var observations = observations
        if let archive {
            observations = archive.others.filter {
                $0.outcome.figures == nil || archive.figures(of: $0.candidate) != nil
            }
        }
        let evaluated = observations.filter { $0.outcome.figures != nil }
        evaluatedCount = evaluated.count
        let kept = Self.kept(evaluated, problem: problem, limit: maximumRows)
        droppedRows = evaluated.count - kept.count
        let features = try problem.space.features(of: kept.map(\.candidate))
        let first = firstLevel
        let levels = kept.map { $0.fidelity - first }
        columns = problem.quantityColumns(of: kept.compactMap(\.outcome.figures)).map {
            (
                $0.name,
                Column(
                    features: features, levels: levels, targets: $0.values, observationCount: evaluated.count)
            )
        }
        if let archive {
            let cheap = kept.compactMap { archive.figures(of: $0.candidate) }
            for index in columns.indices {
                let values = cheap.map { $0[index] }
                let trend = LinearTrend(cheap: values, dear: columns[index].column.targets)
                for row in values.indices { columns[index].column.targets[row] -= trend.value(values[row]) }
                trends.append(trend)
            }
        }
        guard evaluated.count < observations.count else { return }
        let others = observations.filter { $0.outcome.figures == nil }.suffix(max(10, maximumRows / 2))
        columns.append(
            (
                "viability",
                Column(
                    features: features + (try problem.space.features(of: others.map(\.candidate))),
                    levels: levels + others.map { $0.fidelity - first },
                    targets: kept.map { _ in 1 } + others.map { _ in 0 }, observationCount: observations.count)
            ))
    }

    /// At most `limit` of the observations, in their order: from the target level down, in each level alternately the
    /// best that is left (by front and crowding among the feasible ones of the level) and the most recent.
    private static func kept(
        _ observations: [Observation], problem: OptimizationProblem, limit: Int
    ) -> [Observation] {
        guard observations.count > limit else { return observations }
        var isKept = Array(repeating: false, count: observations.count)
        var left = limit
        for level in problem.fidelities.indices.reversed() where left > 0 {
            let members = observations.indices.filter { observations[$0].fidelity == level }
            if members.count <= left {
                for index in members { isKept[index] = true }
                left -= members.count
                continue
            }
            let best = problem.ranked(members.map { observations[$0].outcome }).map { members[$0] }
            var (nextBest, nextRecent) = (0, members.count - 1)
            while left > 0 {
                while isKept[best[nextBest]] { nextBest += 1 }
                isKept[best[nextBest]] = true
                left -= 1
                guard left > 0 else { break }
                while isKept[members[nextRecent]] { nextRecent -= 1 }
                isKept[members[nextRecent]] = true
                left -= 1
            }
        }
        return observations.indices.filter { isKept[$0] }.map { observations[$0] }
    }
}
