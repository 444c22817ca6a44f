import GaussianProcess
import ParetoFront
public import SearchSpace

extension ContinuousFidelitySampler {
    /// A design that the models hold to be Pareto optimal at the target.
    public struct InferredPoint: Sendable, Hashable {
        /// The design.
        public var candidate: Candidate
        /// The posterior means of the objectives at the target, in their own units.
        public var objectives: [Double]
        /// The posterior standard deviations of the objectives at the target, in their own units.
        public var deviations: [Double]
    }

    /// The Pareto set of the posterior means at the target, given everything observed at whatever fidelity.
    ///
    /// Models are chosen and fitted to all observations; NSGA-II maximises their means over the designs where every
    /// constraint's mean slack is not negative. Nothing of the sampler changes.
    ///
    /// - Parameters:
    ///   - observations: The results.
    ///   - seed: The seed of the evolution.
    ///   - generations: How many generations of 100 designs.
    /// - Returns: The last generation's designs that no other one's means dominate.
    /// - Throws: `OptimizationError.model` where nothing has figures, `.space` or `.invalidOption`.
    public func inferredFront(
        observations: [Observation], seed: UInt64 = 0, generations: Int = 100
    ) throws(OptimizationError) -> [InferredPoint] {
        var state = ContinuousFidelityState()
        var options = options
        options.fitEvaluations = max(options.fitEvaluations, 150)
        let models = try ContinuousFidelityModels(
            observations: observations, pending: [], problem: problem, axis: axis, options: options, state: &state)
        let processes = models.objectives + models.constraints
        var workspaces = processes.map { _ in PosteriorWorkspace() }
        var target = problem
        target.fidelities = Array(problem.fidelities.suffix(1))
        let result = try NSGA2(problem: target).run(seed: seed, generations: generations) { candidate in
            do {
                let row = try problem.space.encode(candidate) + [1]
                for index in processes.indices {
                    try row.withUnsafeBufferPointer { row in
                        try processes[index].targetPosterior(at: row, workspace: &workspaces[index])
                    }
                }
            } catch {
                return .failed(reason: "\(error)")
            }
            let count = problem.objectives.count
            return .evaluated(
                objectives: problem.maximized(workspaces.prefix(count).map(\.mean)),
                constraints: zip(problem.constraints, workspaces.dropFirst(count)).map {
                    $0.value(ofSlack: $1.mean)
                })
        }
        let population = result.population.filter { problem.isFeasible($0.outcome) }
        let mask = Dominance.nonDominatedMask(population.compactMap { problem.feasibleValues($0.outcome) })
        let front = zip(population, mask).filter(\.1).map(\.0.candidate)
        guard !front.isEmpty else { return [] }
        let belief = try models.belief(at: models.matrix(front.map { ($0, axis.target) }))
        return front.indices.map { index in
            InferredPoint(
                candidate: front[index], objectives: problem.maximized(belief.map { $0.means[index] }),
                deviations: belief.map { $0.variances[index].squareRoot() })
        }
    }
}
