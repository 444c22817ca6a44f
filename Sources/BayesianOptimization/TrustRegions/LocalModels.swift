import GaussianProcess
import Glibc
import LinearAlgebra
import ParetoFront
import SearchSpace

/// The models of every quantity near one region's centre, and the front of all observations that they are compared
/// with.
struct LocalModels: AscentModels, Sendable {
    let problem: OptimizationProblem
    /// One process for each objective, turned so that larger is better, then one for each constraint's slack, then that
    /// of whether an evaluation works, 1 where it does, once one has not.
    private(set) var processes: [GaussianProcess] = []
    /// The front and its boxes; `nil` while a feasible point is still to be found.
    let improvement: ExpectedHypervolumeImprovement?
    /// By parameter: the mean logarithm of the objectives' length scales.
    let logLengthScales: [Double]

    /// Makes the models, learning hyperparameters where the schedule says so.
    ///
    /// - Parameters:
    ///   - region: The region's number.
    ///   - rows: The places of the observations to learn from.
    ///   - progress: The regions and the target's observations.
    ///   - pending: The candidates that wait at the target; they count as if they had given the means.
    init(
        region: Int, rows: [Int], progress: TrustRegionProgress, pending: [Candidate], problem: OptimizationProblem,
        options: TrustRegionOptions, state: inout TrustRegionState
    ) throws(OptimizationError) {
        let lap = ModelStopwatch.lap()
        defer { lap?.end() }
        self.problem = problem
        let objectiveCount = problem.objectives.count
        let members = rows.map { progress.observations[$0] }
        let known = members.filter { $0.outcome.figures != nil }
        let features = try problem.space.featureMatrix(of: known.map(\.candidate))
        var columns = problem.quantityColumns(of: known.compactMap(\.outcome.figures)).map {
            (name: $0.name, features: features, targets: $0.values)
        }
        if known.count < members.count {
            columns.append(
                (
                    "viability", try problem.space.featureMatrix(of: members.map(\.candidate)),
                    members.map { $0.outcome.figures == nil ? 0 : 1 }
                ))
        }
        for column in columns {
            let name = "region \(region) \(column.name)"
            do {
                let data = try TrainingData(
                    features: column.features, groups: problem.space.denseFeatureGroups, targets: column.targets)
                processes.append(
                    try Self.process(
                        name, data, observations: progress.observations.count,
                        restarts: progress.regions[region].restarts, options: options, state: &state))
            } catch {
                throw .model(reason: "\(name): \(error)")
            }
        }
        let scales = processes.prefix(objectiveCount).map {
            $0.hyperparameters.components[0].lengthScales.map { log($0) }
        }
        logLengthScales =
            problem.space.parameters.isEmpty || scales.isEmpty
            ? [] : scales[0].indices.map { group in scales.reduce(0) { $0 + $1[group] } / Double(scales.count) }
        for process in processes where process.jitter.amount > 0 { state.count("jitter") }

        let believed = try Self.believe(&processes, pending: pending, problem: problem)
        let feasible = progress.observations.compactMap(problem.targetValues)
        if feasible.isEmpty && processes.count > objectiveCount {
            improvement = nil
        } else {
            improvement = ExpectedHypervolumeImprovement(
                BoxDecomposition(front: feasible + believed, reference: problem.maximizedReference))
        }
    }

    private static func process(
        _ name: String, _ data: TrainingData, observations: Int, restarts: Int, options: TrustRegionOptions,
        state: inout TrustRegionState
    ) throws(GaussianProcessError) -> GaussianProcess {
        let stored = state.models[name].flatMap { $0.restarts == restarts ? $0 : nil }
        if let stored, observations >= options.refitEveryTrialBelow,
            Double(observations) < options.refitGrowth * Double(stored.observations)
        {
            return try GaussianProcess(
                data: data, covariance: options.covariance, hyperparameters: stored.hyperparameters,
                scaling: stored.scaling)
        }
        let process = try GaussianProcess.fit(
            data,
            settings: FitSettings(
                covariance: options.covariance, warmStart: stored?.hyperparameters, starts: stored == nil ? 1 : 0,
                evaluationsPerStart: options.fitEvaluations))
        state.fits += 1
        state.count("failedFitStart", by: process.fitReport?.failedStarts ?? 0)
        state.models[name] = TrustRegionState.Model(
            hyperparameters: process.hyperparameters, scaling: process.scaling, observations: observations,
            restarts: restarts)
        return process
    }

    /// Conditions the models on their own means at pending candidates.
    ///
    /// - Returns: The objectives believed of the candidates that are believed feasible.
    private static func believe(
        _ processes: inout [GaussianProcess], pending: [Candidate], problem: OptimizationProblem
    ) throws(OptimizationError) -> [[Double]] {
        guard !pending.isEmpty else { return [] }
        let features = try problem.space.featureMatrix(of: pending)
        var means: [[Double]] = []
        do {
            for index in processes.indices {
                let believed = try processes[index].believing(at: features)
                processes[index] = believed.model
                means.append(believed.means)
            }
        } catch {
            throw .model(reason: "\(error)")
        }
        let count = problem.objectives.count
        let slacks = means.dropFirst(count).prefix(problem.constraints.count)
        return pending.indices.filter { index in slacks.allSatisfy { $0[index] >= 0 } }.map { index in
            means.prefix(count).map { $0[index] }
        }
    }

    /// The logarithm of the probability that a constraint holds, or that the evaluation works.
    func logCondition(
        _ quantity: Int, mean: Double, variance: Double
    ) -> (value: Double, byMean: Double, byVariance: Double) {
        let deviation = variance.squareRoot()
        let slope = ProbabilityOfFeasibility.logValueWithDerivatives(
            mean: mean, deviation: deviation, bound: bound(of: quantity))
        return (slope.value, slope.byMean, deviation > 0 ? slope.byDeviation / (2 * deviation) : 0)
    }

    /// What the mean of a quantity must reach: a half for whether an evaluation works, else 0.
    func bound(of quantity: Int) -> Double {
        quantity < problem.objectives.count + problem.constraints.count ? 0 : 0.5
    }

    /// The logarithm of the acquisition of each candidate: the expected hypervolume improvement of the front of all
    /// observations times the probability of feasibility; that probability alone while nothing feasible is known.
    func scores(
        of candidates: [Candidate]
    ) throws(OptimizationError) -> (scores: [Double], uncertainties: [Double]) {
        guard !candidates.isEmpty else { return ([], []) }
        let features = try problem.space.featureMatrix(of: candidates)
        let count = problem.objectives.count
        var scores = Array(repeating: 0.0, count: candidates.count)
        var uncertainties = scores
        var means = Array(repeating: 0.0, count: candidates.count * count)
        var deviations = means
        for (quantity, process) in processes.enumerated() {
            let belief: (means: [Double], variances: [Double])
            do { belief = try process.targetPosterior(at: features) } catch { throw .model(reason: "\(error)") }
            for index in candidates.indices {
                let deviation = belief.variances[index].squareRoot()
                if quantity < count {
                    means[index * count + quantity] = belief.means[index]
                    deviations[index * count + quantity] = deviation
                    uncertainties[index] += belief.variances[index] / (process.scaling.scale * process.scaling.scale)
                } else {
                    scores[index] += ProbabilityOfFeasibility.logValue(
                        mean: belief.means[index], deviation: deviation, bound: bound(of: quantity))
                }
            }
        }
        if let improvement {
            for (index, value) in improvement.logValues(means: means, deviations: deviations).enumerated() {
                scores[index] += value
            }
        }
        return (scores.map { $0.isNaN ? -.infinity : $0 }, uncertainties)
    }
}
