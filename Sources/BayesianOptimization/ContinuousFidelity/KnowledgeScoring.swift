import GaussianProcess
import LinearAlgebra
import SearchSpace

/// The acquisition of `hvkg`: `HypervolumeKnowledgeGradient` over designs that the target's means hold to be good,
/// times the probability of feasibility at the target.
struct KnowledgeScoring: FidelityLookScoring {
    let models: ContinuousFidelityModels
    private let gradient: HypervolumeKnowledgeGradient
    private let handles: [TargetCovariances]

    /// Prepares the pool.
    ///
    /// - Parameters:
    ///   - models: The models.
    ///   - pool: The designs whose target means count; those that are probably feasible.
    ///   - normals: Standard normal vectors of one number an objective.
    /// - Throws: `OptimizationError`.
    init(_ models: ContinuousFidelityModels, pool: [Candidate], normals: [[Double]]) throws(OptimizationError) {
        self.models = models
        let features = try models.matrix(pool.map { ($0, models.axis.target) })
        let belief = try models.belief(at: features)
        let feasibility = try models.logFeasibility(of: pool)
        gradient = HypervolumeKnowledgeGradient(
            means: pool.indices.map { index in belief.map { $0.means[index] } },
            feasible: feasibility.map { $0 >= ContinuousFidelityModels.evenChance },
            reference: models.problem.maximizedReference,
            normals: normals)
        do {
            var handles: [TargetCovariances] = []
            for model in models.objectives { handles.append(try model.targetCovariances(of: features)) }
            self.handles = handles
        } catch { throw .model(reason: "\(error)") }
    }

    /// How many designs of the pool count.
    var poolCount: Int { gradient.poolCount }

    func scores(of looks: [FidelityLook]) throws(OptimizationError) -> [Double] {
        guard !looks.isEmpty else { return [] }
        let features = try models.matrix(looks.map { ($0.candidate, $0.fidelity) })
        let belief = try models.belief(at: features)
        let feasibility = try models.logWeights(of: looks, features: features)
        let covariances = try covariances(with: features)
        var shifts = handles.map { [Double](repeating: 0, count: $0.count) }
        return looks.indices.map { look in
            for index in handles.indices {
                let variance = belief[index].variances[look] + models.objectives[index].noiseVariance(level: 0)
                let inverse = variance > 0 ? 1 / variance.squareRoot() : 0
                let rows = handles[index].count
                for place in 0..<rows {
                    shifts[index][place] = covariances[index][place + look * rows] * inverse
                }
            }
            let score =
                gradient.logValue(shifts: shifts, cost: models.axis.costs[looks[look].fidelity]) + feasibility[look]
            return score.isNaN ? -.infinity : score
        }
    }

    /// For each objective the covariances of the pool's target values with looks, pool point by pool point for each
    /// look.
    private func covariances(with features: Matrix) throws(OptimizationError) -> [[Double]] {
        // A few looks at a time: the handle's working matrices then stay in the nearest cache.
        let chunk = 8
        var result = handles.map { _ in [Double]() }
        for first in stride(from: 0, to: features.rows, by: chunk) {
            let part = features.selecting(rows: Array(first..<min(features.rows, first + chunk)))
            do {
                for (index, handle) in handles.enumerated() {
                    result[index] += try handle.covariances(
                        with: part, levels: [Int](repeating: 0, count: part.rows)
                    ).storage
                }
            } catch { throw .model(reason: "\(error)") }
        }
        return result
    }
}
