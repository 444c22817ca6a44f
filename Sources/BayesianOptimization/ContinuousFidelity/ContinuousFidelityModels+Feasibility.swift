import GaussianProcess
import Glibc
import LinearAlgebra
import SearchSpace

extension ContinuousFidelityModels {
    /// The logarithm of a probability of one half, from which on a design counts as feasible.
    static let evenChance = -M_LN2

    /// The logarithm of the probability that every constraint holds at the target and that the evaluation works there.
    func logFeasibility(of candidates: [Candidate]) throws(OptimizationError) -> [Double] {
        var sums = [Double](repeating: 0, count: candidates.count)
        guard !candidates.isEmpty, !constraints.isEmpty || viability != nil else { return sums }
        let target = try matrix(candidates.map { ($0, axis.target) })
        try addConstraints(to: &sums, at: target)
        if let viability {
            let works = try Self.belief(viability, at: target)
            for index in sums.indices {
                sums[index] += ProbabilityOfFeasibility.logValue(
                    mean: works[index].mean, deviation: works[index].deviation, bound: 0.5)
            }
        }
        return sums
    }

    /// The weight of looks for feasibility: the logarithm of the probability that every constraint holds at the target,
    /// and `logWorks` of the evaluation, at the target or at the look's own setting, whichever is smaller.
    func logWeights(of looks: [FidelityLook], features: Matrix) throws(OptimizationError) -> [Double] {
        var sums = [Double](repeating: 0, count: looks.count)
        guard !looks.isEmpty, !constraints.isEmpty || viability != nil else { return sums }
        let target = try matrix(looks.map { ($0.candidate, axis.target) })
        try addConstraints(to: &sums, at: target)
        if let viability {
            let there = try Self.belief(viability, at: target)
            let here = try Self.belief(viability, at: features)
            for index in sums.indices {
                sums[index] += min(
                    Self.logWorks(mean: there[index].mean, deviation: there[index].deviation),
                    Self.logWorks(mean: here[index].mean, deviation: here[index].deviation))
            }
        }
        return sums
    }

    /// How much the chance counts that an evaluation works, by the belief f about a label of 1 where it does and of 0
    /// where it does not: log P(f >= 1/2) + log E[min(max(f, 0), 1)].
    ///
    /// The first is too sure between a label of 1 and one of 0, where the other, a share of labels, falls evenly;
    /// inside a region that fails the second alone would not fall far enough. Each counts once, so that a failure
    /// counts twice: it says nothing about the objectives and is worth less than a result that breaks a constraint.
    static func logWorks(mean: Double, deviation: Double) -> Double {
        guard deviation > 0 else { return mean >= 0.5 ? log(min(1, mean)) : -.infinity }
        let above = ExpectedImprovement.logValue(mean: mean, deviation: deviation, best: 0)
        let beyond = ExpectedImprovement.logValue(mean: mean, deviation: deviation, best: 1)
        let share = above + log1p(-exp(min(0, beyond - above)))
        return share + ProbabilityOfFeasibility.logValue(mean: mean, deviation: deviation, bound: 0.5)
    }

    private func addConstraints(to sums: inout [Double], at target: Matrix) throws(OptimizationError) {
        for model in constraints {
            for (index, slack) in try Self.belief(model, at: target).enumerated() {
                sums[index] += ProbabilityOfFeasibility.logValue(mean: slack.mean, deviation: slack.deviation)
            }
        }
    }

    private static func belief(
        _ model: GaussianProcess, at features: Matrix
    ) throws(OptimizationError) -> [(mean: Double, deviation: Double)] {
        do {
            let posterior = try model.targetPosterior(at: features)
            return zip(posterior.means, posterior.variances).map { ($0, $1.squareRoot()) }
        } catch { throw .model(reason: "\(error)") }
    }
}
