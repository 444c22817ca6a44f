import ParetoFront
import SearchSpace

extension Observation.Outcome {
    /// The figures of an evaluation that gave some.
    var figures: (objectives: [Double], constraints: [Double])? {
        guard case .evaluated(let objectives, let constraints) = self else { return nil }
        return (objectives, constraints)
    }
}

extension OptimizationProblem {
    /// The objectives of a feasible outcome at whatever fidelity, turned so that larger is better; else nothing.
    func feasibleValues(_ outcome: Observation.Outcome) -> [Double]? {
        guard isFeasible(outcome), let figures = outcome.figures else { return nil }
        return maximized(figures.objectives)
    }

    /// The indices of outcomes from best to worst.
    ///
    /// This is the constrained crowded comparison of K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, IEEE Trans. Evol.
    /// Comput. 6 (2002): feasible ones first, by front and then by falling crowding distance; then infeasible ones by
    /// the sum of their violations, each relative to the largest; those without figures last. Ties keep their order.
    ///
    /// - Complexity: that of sorting into fronts.
    func ranked(_ outcomes: [Observation.Outcome]) -> [Int] {
        let known = outcomes.indices.filter { outcomes[$0].figures != nil }
        let totals = relativeViolations(known.map { outcomes[$0].figures?.constraints ?? [] })
        let feasible = zip(known, totals).filter { $0.1 == 0 }.map(\.0)
        let values = feasible.map { maximized(outcomes[$0].figures?.objectives ?? []) }
        let order = Dominance.crowdedOrder(values).map { feasible[$0] }
        let broken = zip(totals, known).filter { $0.0 != 0 }.sorted { $0 < $1 }
        return order + broken.map(\.1) + outcomes.indices.filter { outcomes[$0].figures == nil }
    }

    /// By evaluation: the sum of the violations of its constraints, each relative to the largest seen.
    func relativeViolations(_ constraintValues: [[Double]]) -> [Double] {
        var largest = Array(repeating: 0.0, count: constraints.count)
        let shortfalls = constraintValues.map { slacks($0).map { max(0, -$0) } }
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

extension Dominance {
    /// The indices of points by front, in each front by falling crowding distance; ties keep their order.
    static func crowdedOrder(_ values: [[Double]]) -> [Int] {
        var order: [Int] = []
        for front in sortedFronts(values) {
            let distances = crowdingDistances(front.map { values[$0] })
            let sorted = front.indices.sorted { first, second in
                distances[first] == distances[second] ? first < second : distances[first] > distances[second]
            }
            order += sorted.map { front[$0] }
        }
        return order
    }
}

extension TrialLedger {
    /// The finished entries with figures among some, best first.
    static func ranked(_ entries: [Entry], problem: OptimizationProblem) -> [Entry] {
        let evaluated = entries.filter { $0.outcome?.figures != nil }
        return problem.ranked(evaluated.compactMap(\.outcome)).map { evaluated[$0] }
    }
}
