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
        let belief = try belief(at: candidates)
        var scores = candidates.indices.map { logFeasibility(belief, point: $0) }
        if let improvement {
            var means: [Double] = []
            var deviations: [Double] = []
            for index in candidates.indices {
                for posterior in belief.objectives {
                    means.append(posterior.mean(index))
                    deviations.append(posterior.variance(index).squareRoot())
                }
            }
            for (index, value) in improvement.logValues(means: means, deviations: deviations).enumerated() {
                scores[index] += value
            }
        }
        return scores.map { $0.isNaN ? -.infinity : $0 }
    }

    /// The logarithm of the probability that every constraint holds at the target and that the evaluation works.
    private func logFeasibility(_ belief: Belief, point: Int) -> Double {
        var sum = 0.0
        for posterior in belief.constraints {
            sum += Self.logProbabilityNotNegative(
                mean: posterior.mean(point), deviation: posterior.variance(point).squareRoot())
        }
        if let viability = belief.viability {
            sum += Self.logProbabilityNotNegative(
                mean: viability.mean(point) - 0.5, deviation: viability.variance(point).squareRoot())
        }
        return sum
    }

    static func logProbabilityNotNegative(mean: Double, deviation: Double) -> Double {
        guard deviation > 0 else { return mean >= 0 ? 0 : -.infinity }
        return StandardNormal.logDistribution(mean / deviation)
    }

    /// The summed posterior variances of the objectives at the target, each in units of its model's scale.
    func uncertainties(of candidates: [Candidate]) throws(OptimizationError) -> [Double] {
        guard !candidates.isEmpty else { return [] }
        let belief = try belief(at: candidates)
        return candidates.indices.map { index in
            zip(belief.objectives, objectives).reduce(0) { sum, pair in
                sum + pair.0.variance(index) / (pair.1.scaling.scale * pair.1.scaling.scale)
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
        var gains: [Double] = []
        for index in candidates.indices {
            var parts: [(mean: Double, shift: Double, rest: Double)] = []
            for (posterior, model) in zip(belief.objectives + belief.constraints, objectives + constraints) {
                let variance = posterior.variance(index)
                let covariance = posterior.targetCovariance(index, level: level)
                let look = posterior.variance(index, level: level) + model.noiseVariance(level: level)
                let resolved = look > 0 ? min(variance, covariance * covariance / look) : 0
                parts.append((posterior.mean(index), resolved.squareRoot(), (variance - resolved).squareRoot()))
            }
            var fixed = 0.0
            if let viability = belief.viability {
                fixed = Self.logProbabilityNotNegative(
                    mean: viability.mean(index) - 0.5, deviation: viability.variance(index).squareRoot())
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
                    after += Self.logProbabilityNotNegative(mean: moved[place], deviation: parts[place].rest)
                }
                if after > best { sum += exp(min(700, after - best)) - 1 }
            }
            gains.append(sum / Double(max(1, normals.count)))
        }
        return gains
    }
}
