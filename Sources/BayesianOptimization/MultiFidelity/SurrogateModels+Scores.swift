import Foundation
import GaussianProcess
import SearchSpace

extension SurrogateModels {
    /// The logarithm of the acquisition of each candidate at the target; minus infinity where there is none.
    ///
    /// It is the expected hypervolume improvement times the probability that every constraint holds and the evaluation
    /// works; the probability alone while nothing feasible is known.
    func scores(of candidates: [Candidate]) throws(OptimizationError) -> [Double] {
        guard !candidates.isEmpty else { return [] }
        let belief = try targetBelief(at: candidates)
        let count = objectives.count
        var scores = candidates.indices.map { index in
            var sum = 0.0
            for quantity in belief.quantities.dropFirst(count) {
                sum += ProbabilityOfFeasibility.logValue(
                    mean: quantity.means[index], deviation: caution * quantity.variances[index].squareRoot())
            }
            if let viability = belief.viability {
                let works = ProbabilityOfFeasibility.logValue(
                    mean: viability.means[index], deviation: viability.variances[index].squareRoot(), bound: 0.5)
                sum += Self.viabilityWeight * works
            }
            return sum
        }
        if let improvement {
            var means: [Double] = []
            var deviations: [Double] = []
            for index in candidates.indices {
                for quantity in belief.quantities.prefix(count) {
                    means.append(quantity.means[index])
                    deviations.append(quantity.variances[index].squareRoot())
                }
            }
            for (index, value) in improvement.logValues(means: means, deviations: deviations).enumerated() {
                scores[index] += value
            }
        }
        return scores.map { $0.isNaN ? -.infinity : $0 }
    }

    /// How often the probability that an evaluation works counts in the acquisition: a failed one says nothing about
    /// the objectives, so it is worth less than an infeasible one.
    static let viabilityWeight = 2.0

    /// The summed posterior variances of the objectives at the target, each in units of its model's scale.
    func uncertainties(of candidates: [Candidate]) throws(OptimizationError) -> [Double] {
        guard !candidates.isEmpty else { return [] }
        let belief = try targetBelief(at: candidates)
        return candidates.indices.map { index in
            zip(belief.quantities, objectives).reduce(0) { sum, pair in
                let scale = pair.1.process.scaling.scale
                return sum + pair.0.variances[index] / (scale * scale)
            }
        }
    }

    /// What a look at a cheaper level is worth, in units of the best target candidate's acquisition.
    ///
    /// A look at level l resolves part of the belief about the target: its mean moves by st z, where z is standard
    /// normal and st^2 = cov(f_l, f_L)^2 / (var f_l + noise_l), and its variance falls by st^2. The look is worth what
    /// the better of the candidate and the best known one gains on average, E[max(a(x; z), b)] - b: nothing once the
    /// level is known at x or tells nothing. Objectives and constraints move independently; the expectation is over a
    /// fixed set of Sobol points.
    ///
    /// - Parameters:
    ///   - candidates: Where to look.
    ///   - level: The level to look at.
    ///   - best: The logarithm of b, the acquisition of the best target candidate.
    ///   - normals: Standard normal points of as many dimensions as there are objectives and constraints.
    /// - Returns: (E[max(a, b)] - b) / b for each candidate.
    func screeningGains(
        of candidates: [Candidate], level: Int, best: Double, normals: [[Double]]
    ) throws(OptimizationError) -> [Double] {
        guard let improvement, !candidates.isEmpty else { return candidates.map { _ in 0 } }
        let belief = try belief(at: candidates)
        let trends = (objectives + constraints).enumerated().map { index, model in
            Self.trendValues(model, quantity: index, candidates: candidates, archive: archive)
        }
        var gains: [Double] = []
        for index in candidates.indices {
            var parts: [(mean: Double, shift: Double, rest: Double)] = []
            for (quantity, model) in (objectives + constraints).enumerated() {
                let posterior =
                    quantity < objectives.count
                    ? belief.objectives[quantity] : belief.constraints[quantity - objectives.count]
                let variance = posterior.variance(index)
                var resolved = 0.0
                if let own = model.level(level) {
                    let covariance = posterior.targetCovariance(index, level: own)
                    let look = posterior.variance(index, level: own) + model.process.noiseVariance(level: own)
                    resolved = look > 0 ? min(variance, covariance * covariance / look) : 0
                }
                parts.append(
                    (
                        posterior.mean(index) + trends[quantity][index], resolved.squareRoot(),
                        (variance - resolved).squareRoot()
                    ))
            }
            var fixed = 0.0
            if let viability = belief.viability {
                fixed =
                    Self.viabilityWeight
                    * ProbabilityOfFeasibility.logValue(
                        mean: viability.mean(index), deviation: viability.variance(index).squareRoot(), bound: 0.5)
            }
            let count = problem.objectives.count
            var sum = 0.0
            for normal in normals {
                let moved = zip(parts, normal).map { $0.mean + $0.shift * $1 }
                var after =
                    fixed
                    + (improvement.logValues(
                        means: Array(moved.prefix(count)), deviations: parts.prefix(count).map(\.rest)
                    ).first ?? -.infinity)
                for place in count..<parts.count {
                    after += ProbabilityOfFeasibility.logValue(mean: moved[place], deviation: parts[place].rest)
                }
                if after > best { sum += exp(min(700, after - best)) - 1 }
            }
            gains.append(sum / Double(max(1, normals.count)))
        }
        return gains
    }
}
