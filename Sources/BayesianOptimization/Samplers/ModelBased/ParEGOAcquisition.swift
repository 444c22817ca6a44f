import GaussianProcess
import LinearAlgebra
import SearchSpace

/// The expected improvement of the scalarised objective times the probability of feasibility.
struct ParEGOAcquisition {
    let space: SearchSpace
    let model: GaussianProcess
    let feasibility: FeasibilityModel
    /// The best scalarised value of a feasible trial; `nil` while there is none.
    let best: Double?
    /// The trials with figures, best scalarised values first.
    let leaders: [Candidate]

    func scores(of candidates: [Candidate]) throws(OptimizationError) -> [Double] {
        guard !candidates.isEmpty else { return [] }
        let features = try space.featureMatrix(of: candidates)
        var scores = try feasibility.logProbabilities(at: features)
        guard let best else { return scores }
        let posterior: Posterior
        do { posterior = try model.posterior(at: features) } catch { throw .model(reason: "\(error)") }
        for index in candidates.indices {
            let value = ExpectedImprovement.logValue(
                mean: posterior.mean(index), deviation: posterior.variance(index).squareRoot(), best: best)
            scores[index] += value
        }
        return scores.map { $0.isNaN ? -.infinity : $0 }
    }
}
