import ParetoFront
import SearchSpace

/// The observations as the models see them: encoded, turned so that larger is better, and bounded in number.
struct SurrogateData: Sendable {
    /// One observed quantity: where, at which level, and how much.
    struct Column: Sendable {
        var features: [[Double]] = []
        var levels: [Int] = []
        var targets: [Double] = []
    }

    /// By name, in a fixed order: the objectives, the slacks of the constraints, and, where something had no figures,
    /// whether each observation worked.
    private(set) var columns: [(name: String, column: Column)] = []
    /// How many observations with figures were left out to keep the models small.
    private(set) var droppedRows = 0
    /// How many observations have figures.
    let evaluatedCount: Int

    init(
        _ observations: [Observation], problem: OptimizationProblem, maximumRows: Int
    ) throws(OptimizationError) {
        let evaluated = observations.filter { Self.figures($0) != nil }
        evaluatedCount = evaluated.count
        let kept = Self.kept(evaluated, problem: problem, limit: maximumRows)
        droppedRows = evaluated.count - kept.count
        let features = try Self.encode(kept, problem: problem)
        let figures = kept.compactMap(Self.figures)
        let levels = kept.map(\.fidelity)
        for index in problem.objectives.indices {
            let sign = problem.objectives[index].goal == .maximize ? 1.0 : -1.0
            columns.append(
                (
                    "objective \(index)",
                    Column(features: features, levels: levels, targets: figures.map { sign * $0.objectives[index] })
                ))
        }
        for index in problem.constraints.indices {
            let constraint = problem.constraints[index]
            columns.append(
                (
                    "constraint \(index)",
                    Column(
                        features: features, levels: levels,
                        targets: figures.map { constraint.slack(of: $0.constraints[index]) })
                ))
        }
        guard evaluated.count < observations.count else { return }
        let others = observations.filter { Self.figures($0) == nil }.suffix(max(10, maximumRows / 2))
        columns.append(
            (
                "viability",
                Column(
                    features: features + (try Self.encode(Array(others), problem: problem)),
                    levels: levels + others.map(\.fidelity),
                    targets: kept.map { _ in 1 } + others.map { _ in 0 })
            ))
    }

    static func figures(_ observation: Observation) -> (objectives: [Double], constraints: [Double])? {
        guard case .evaluated(let objectives, let constraints) = observation.outcome else { return nil }
        return (objectives, constraints)
    }

    private static func encode(
        _ observations: [Observation], problem: OptimizationProblem
    ) throws(OptimizationError) -> [[Double]] {
        var rows: [[Double]] = []
        for observation in observations {
            do { rows.append(try problem.space.encode(observation.candidate)) } catch { throw .space(error) }
        }
        return rows
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
            let best = ranked(members.map { observations[$0] }, problem: problem).map { members[$0] }
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

    /// The indices of observations with figures from best to worst: feasible ones by front and crowding distance, then
    /// the others by the sum of their violations, each relative to the largest.
    static func ranked(_ observations: [Observation], problem: OptimizationProblem) -> [Int] {
        let known = observations.map { Self.figures($0) ?? (objectives: [], constraints: []) }
        let totals = relativeViolations(known.map(\.constraints), problem: problem)
        let feasible = observations.indices.filter { totals[$0] == 0 }
        let values = feasible.map { problem.maximized(known[$0].objectives) }
        var order: [Int] = []
        for front in Dominance.sortedFronts(values) {
            let distances = Dominance.crowdingDistances(front.map { values[$0] })
            let sorted = front.indices.sorted { first, second in
                distances[first] == distances[second] ? first < second : distances[first] > distances[second]
            }
            order += sorted.map { feasible[front[$0]] }
        }
        return order
            + observations.indices.filter { totals[$0] != 0 }.sorted { (totals[$0], $0) < (totals[$1], $1) }
    }

    /// By observation: the sum of the violations of its constraints, each relative to the largest seen.
    static func relativeViolations(_ constraints: [[Double]], problem: OptimizationProblem) -> [Double] {
        var largest = Array(repeating: 0.0, count: problem.constraints.count)
        let shortfalls = constraints.map { problem.slacks($0).map { max(0, -$0) } }
        for shortfall in shortfalls {
            for (index, value) in shortfall.enumerated() { largest[index] = max(largest[index], value) }
        }
        return shortfalls.map { shortfall in
            var sum = 0.0
            for (index, value) in shortfall.enumerated() where largest[index] > 0 { sum += value / largest[index] }
            return sum
        }
    }
}
