import ParetoFront
import SearchSpace

/// Where the regions stand: a fold over the target's observations in trial order, so that nothing has to be stored.
///
/// A trial belongs to the region of its number modulo the number of regions.
struct TrustRegionProgress: Sendable {
    /// One region.
    struct Region: Sendable {
        /// The base edge, before length scales stretch it.
        var length: Double
        var successes = 0
        var failures = 0
        var restarts = 0
        var record: ImprovementRecord
        /// The observations that the centre is chosen from, by their place in `observations`, after a restart; `nil`
        /// before, when it is chosen from all.
        var own: [Int]?
    }

    /// The observations at the target.
    let observations: [Observation]
    private(set) var regions: [Region]
    private let problem: OptimizationProblem
    private let violations: [Double]
    private let shortfalls: [Double]

    init(_ all: [Observation], problem: OptimizationProblem, options: TrustRegionOptions) {
        self.problem = problem
        let observations = all.filter { $0.fidelity == problem.target }
        self.observations = observations
        var violations = Array(repeating: Double.infinity, count: observations.count)
        let known = observations.indices.filter { observations[$0].outcome.figures != nil }
        let totals = problem.relativeViolations(known.map { observations[$0].outcome.figures?.constraints ?? [] })
        for (index, total) in zip(known, totals) { violations[index] = total }
        self.violations = violations
        let values = observations.map(problem.targetValues)
        let reference = problem.maximizedReference
        shortfalls = Self.shortfalls(values, reference: reference)

        let initial = min(observations.count, options.initialCount(for: problem))
        let first = values.prefix(initial).compactMap { $0 }.map { $0[0] }.sorted()
        let fresh = ImprovementRecord(
            reference: reference, median: reference.count == 1 && !first.isEmpty ? first[first.count / 2] : nil)
        let limit = options.failureLimit(for: problem)
        regions = (0..<options.regionCount(for: problem)).map { _ in
            Region(length: options.initialLength, record: fresh)
        }
        var scale = ImprovementScale(problem)
        for index in observations.indices {
            let misses = scale.takes(observations[index].outcome, values: values[index])
            let owner = observations[index].trial % regions.count
            for place in regions.indices {
                if regions[place].own != nil {
                    if place != owner { continue }
                    regions[place].own?.append(index)
                }
                let isFirst = regions[place].own?.count == 1
                let isSuccess = regions[place].record.takes(
                    values: values[index], misses: misses, scale: scale)
                if place == owner, index >= initial, !isFirst {
                    regions[place].count(isSuccess, failureLimit: limit, options: options)
                }
                if regions[place].length < options.smallestLength {
                    regions[place] = Region(
                        length: options.initialLength, restarts: regions[place].restarts + 1, record: fresh, own: [])
                }
            }
        }
    }

    /// How far each result lies below the reference, summed over the objectives in units of their ranges.
    private static func shortfalls(_ values: [[Double]?], reference: [Double]) -> [Double] {
        let known = values.compactMap { $0 }
        let ranges = reference.indices.map { axis in
            (known.map { $0[axis] }.max() ?? 0) - (known.map { $0[axis] }.min() ?? 0)
        }
        return values.map { values in
            guard let values else { return .infinity }
            return reference.indices.reduce(0) { sum, axis in
                let gap = max(0, reference[axis] - values[axis])
                return sum + (ranges[axis] > 0 ? gap / ranges[axis] : gap > 0 ? 1 : 0)
            }
        }
    }

    /// The place in `observations` of each region's centre; `nil` for a region that has nothing with figures yet.
    ///
    /// Regions that have not been started anew share the front: each takes the point of greatest hypervolume
    /// contribution that is left. Contributions are measured from the corner a tenth of the front's range below it,
    /// where that is inside the reference point, so that the front's ends do not always win.
    func centres() -> [Int?] {
        let shared = order(of: Array(observations.indices))
        var next = 0
        return regions.map { region in
            if let own = region.own { return order(of: own).first }
            guard !shared.isEmpty else { return nil }
            let choice = shared[next % shared.count]
            next += 1
            return choice
        }
    }

    /// The observations with figures, best centre first.
    private func order(of indices: [Int]) -> [Int] {
        let reference = problem.maximizedReference
        let feasible = indices.filter { shortfalls[$0] < .infinity }
        let values = feasible.compactMap { problem.targetValues(observations[$0]) }
        let mask = Dominance.nonDominatedMask(values)
        let front = feasible.indices.filter { mask[$0] && shortfalls[feasible[$0]] == 0 }
        var corner = reference
        for axis in reference.indices where front.count > 1 {
            let own = front.map { values[$0][axis] }
            let (low, high) = (own.min() ?? 0, own.max() ?? 0)
            corner[axis] = max(corner[axis], low - 0.1 * (high - low))
        }
        let contributions = Hypervolume.contributions(of: front.map { values[$0] }, reference: corner)
        let best = front.indices.sorted {
            contributions[$0] == contributions[$1] ? $0 < $1 : contributions[$0] > contributions[$1]
        }
        let leaders = best.map { feasible[front[$0]] }
        var isLeader = Array(repeating: false, count: observations.count)
        for index in leaders { isLeader[index] = true }
        let others = indices.filter { !isLeader[$0] && violations[$0] < .infinity }
        return leaders
            + others.sorted {
                if violations[$0] != violations[$1] { return violations[$0] < violations[$1] }
                return shortfalls[$0] == shortfalls[$1] ? $0 < $1 : shortfalls[$0] < shortfalls[$1]
            }
    }
}

extension TrustRegionProgress.Region {
    /// Grows after successes in a row, shrinks after failures in a row.
    mutating func count(_ isSuccess: Bool, failureLimit: Int, options: TrustRegionOptions) {
        successes = isSuccess ? successes + 1 : 0
        failures = isSuccess ? 0 : failures + 1
        if successes >= options.successTolerance {
            length = min(2 * length, options.largestLength)
            successes = 0
        } else if failures >= failureLimit {
            length /= 2
            failures = 0
        }
    }
}
