import LinearAlgebra
import ParetoFront
import SearchSpace

/// The expected hypervolume improvement at a fidelity times the probability of feasibility, over ensembles of models.
///
/// Pending trials count as if they had given the models' means (kriging believer: D. Ginsbourger, R. Le Riche and
/// L. Carraro, 2010). While nothing feasible is known where something can be infeasible, the probability stands alone.
struct HypervolumeAcquisition: Sendable {
    private let problem: OptimizationProblem
    private(set) var objectives: [FidelityEnsemble]
    private let feasibility: FeasibilityModel
    private let improvement: ExpectedHypervolumeImprovement?

    /// Makes the models.
    ///
    /// - Parameters:
    ///   - ledger: Every earlier trial.
    ///   - fidelities: The fidelities to learn from, the one to improve at last.
    ///   - problem: What is optimised.
    ///   - fits: Remembers hyperparameters.
    ///   - fallbacks: Counts `ignoredPending` beside those of the fits.
    /// - Throws: `OptimizationError.model` where nothing has figures or a model cannot be made.
    init(
        _ ledger: TrialLedger, fidelities: [Int], problem: OptimizationProblem, fits: inout MilestoneFits,
        fallbacks: inout FallbackCounter
    ) throws(OptimizationError) {
        self.problem = problem
        var samples: [LevelSample] = []
        for fidelity in fidelities {
            samples.append(
                try LevelSample(
                    ledger, fidelity: fidelity, problem: problem, maximumRows: fits.options.maximumRows))
        }
        var objectives: [FidelityEnsemble] = []
        for index in problem.objectives.indices {
            objectives.append(
                try FidelityEnsemble(quantity: index, samples: samples, fits: &fits, fallbacks: &fallbacks))
        }
        var feasibility = try FeasibilityModel(
            ledger, samples: samples, problem: problem, fits: &fits, fallbacks: &fallbacks)
        for sample in samples where !sample.pending.isEmpty {
            let features = try problem.space.featureMatrix(of: sample.pending)
            var isDone = feasibility.believe(features, fidelity: sample.fidelity)
            for index in objectives.indices where !objectives[index].believe(features, fidelity: sample.fidelity) {
                isDone = false
            }
            if !isDone { fallbacks.count("ignoredPending") }
        }
        self.objectives = objectives
        self.feasibility = feasibility
        let target = samples.last
        let known = target?.entries.compactMap { $0.outcome.flatMap(problem.feasibleValues) } ?? []
        guard !known.isEmpty || !feasibility.isNeeded else {
            improvement = nil
            return
        }
        var front = known
        if let pending = target?.pending, !pending.isEmpty {
            let features = try problem.space.featureMatrix(of: pending)
            let isFeasible = try feasibility.isBelievedFeasible(at: features)
            var means: [[Double]] = []
            for ensemble in objectives { means.append(try ensemble.predictions(at: features).means) }
            for index in pending.indices where isFeasible[index] { front.append(means.map { $0[index] }) }
        }
        improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: front, reference: problem.maximizedReference))
    }

    /// The logarithm of the acquisition of each candidate; minus infinity where there is none.
    func scores(of candidates: [Candidate]) throws(OptimizationError) -> [Double] {
        guard !candidates.isEmpty else { return [] }
        let features = try problem.space.featureMatrix(of: candidates)
        var scores = try feasibility.logProbabilities(at: features)
        if let improvement {
            let count = objectives.count
            var means = [Double](repeating: 0, count: candidates.count * count)
            var deviations = means
            for (axis, ensemble) in objectives.enumerated() {
                let predicted = try ensemble.predictions(at: features)
                for index in candidates.indices {
                    means[index * count + axis] = predicted.means[index]
                    deviations[index * count + axis] = predicted.deviations[index]
                }
            }
            for (index, value) in improvement.logValues(means: means, deviations: deviations).enumerated() {
                scores[index] += value
            }
        }
        return scores.map { $0.isNaN ? -.infinity : $0 }
    }
}
