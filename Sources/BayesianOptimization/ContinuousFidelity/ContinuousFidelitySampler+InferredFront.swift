public import GaussianProcess
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

    /// What models of every result, at whatever setting, say about the target.
    public struct Inference: Sendable {
        /// One model for each objective, turned so that larger is better, over the encoded design and the setting: 0
        /// for the cheapest, 1 for the target.
        public let objectives: [GaussianProcess]
        /// How many results each of them was made of.
        public let rows: Int
        /// The designs whose means at the target no other one's dominate.
        public let front: [InferredPoint]
        /// The hypervolume of these means above the reference.
        public let hypervolume: Double
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
        var options = options
        options.fitEvaluations = max(options.fitEvaluations, 150)
        return try inference(observations: observations, options: options, seed: seed, generations: generations).front
    }

    /// Models of all results with the sampler's options, and the Pareto set of their means at the target.
    ///
    /// Few or no evaluations may be at the target itself, so that a search can know a front well that it has hardly
    /// evaluated. Nothing of the sampler changes.
    ///
    /// - Parameters:
    ///   - observations: The results.
    ///   - seed: The seed of the evolution.
    ///   - generations: How many generations of 100 designs.
    /// - Throws: `OptimizationError.model` where nothing has figures, `.space` or `.invalidOption`.
    public func inference(
        observations: [Observation], seed: UInt64 = 0, generations: Int = 100
    ) throws(OptimizationError) -> Inference {
        try inference(observations: observations, options: options, seed: seed, generations: generations)
    }

    private func inference(
        observations: [Observation], options: ContinuousFidelityOptions, seed: UInt64, generations: Int
    ) throws(OptimizationError) -> Inference {
        var state = ContinuousFidelityState()
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
        let belief =
            front.isEmpty
            ? [] : try models.belief(at: models.matrix(front.map { ($0, axis.target) }))
        let means = front.indices.map { index in belief.map { $0.means[index] } }
        return Inference(
            objectives: models.objectives, rows: models.evaluated.count,
            front: front.indices.map { index in
                InferredPoint(
                    candidate: front[index], objectives: problem.maximized(means[index]),
                    deviations: belief.map { $0.variances[index].squareRoot() })
            }, hypervolume: Hypervolume.volume(of: means, reference: problem.maximizedReference))
    }
}
