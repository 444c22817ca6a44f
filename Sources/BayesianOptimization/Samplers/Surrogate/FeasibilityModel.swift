import GaussianProcess
import LinearAlgebra
import SearchSpace

/// The probability that every constraint holds at the target fidelity and that the evaluation works.
struct FeasibilityModel: Sendable {
    private(set) var constraints: [FidelityEnsemble]
    /// The model of whether an evaluation works, 1 where it does; `nil` while all have.
    private let viability: GaussianProcess?

    /// Whether anything can be infeasible.
    var isNeeded: Bool { !constraints.isEmpty || viability != nil }

    init(
        _ ledger: TrialLedger, samples: [LevelSample], problem: OptimizationProblem, fits: inout MilestoneFits,
        fallbacks: inout FallbackCounter
    ) throws(OptimizationError) {
        var ensembles: [FidelityEnsemble] = []
        for index in problem.constraints.indices {
            ensembles.append(
                try FidelityEnsemble(
                    quantity: problem.objectives.count + index, samples: samples, fits: &fits, fallbacks: &fallbacks))
        }
        constraints = ensembles
        let fidelities = samples.map(\.fidelity)
        let finished = ledger.entries.filter { $0.outcome != nil && fidelities.contains($0.fidelity) }
        let works = finished.map { $0.outcome?.figures == nil ? 0.0 : 1.0 }
        guard works.contains(0) else {
            viability = nil
            return
        }
        viability = try fits.model(
            "viability", features: try problem.space.features(of: finished.map(\.candidate)), targets: works,
            kept: Array(finished.indices.suffix(fits.options.maximumRows)), fallbacks: &fallbacks)
    }

    /// Conditions the constraints' models of one fidelity on their own means at pending points.
    mutating func believe(_ features: Matrix, fidelity: Int) -> Bool {
        var isDone = true
        for index in constraints.indices where !constraints[index].believe(features, fidelity: fidelity) {
            isDone = false
        }
        return isDone
    }

    /// Whether the means say that every constraint holds, by point.
    func isBelievedFeasible(at features: Matrix) throws(OptimizationError) -> [Bool] {
        var result = Array(repeating: true, count: features.rows)
        for ensemble in constraints {
            for (index, mean) in try ensemble.predictions(at: features).means.enumerated() where mean < 0 {
                result[index] = false
            }
        }
        return result
    }

    /// The logarithm of the probability, by point.
    func logProbabilities(at features: Matrix) throws(OptimizationError) -> [Double] {
        var sums = [Double](repeating: 0, count: features.rows)
        for ensemble in constraints {
            let (means, deviations) = try ensemble.predictions(at: features)
            for index in sums.indices {
                sums[index] += ProbabilityOfFeasibility.logValue(mean: means[index], deviation: deviations[index])
            }
        }
        if let viability {
            let posterior: Posterior
            do { posterior = try viability.posterior(at: features) } catch { throw .model(reason: "\(error)") }
            for index in sums.indices {
                sums[index] += ProbabilityOfFeasibility.logValue(
                    mean: posterior.mean(index), deviation: posterior.variance(index).squareRoot(), bound: 0.5)
            }
        }
        return sums
    }
}
