import GaussianProcess
import LinearAlgebra
import ParetoFront
public import SearchSpace

/// Bayesian optimisation over designs and a continuous fidelity together (methods `momf` and `hvkg`).
///
/// One Gaussian process a quantity sees the setting as one more column; its covariance function is the one of greatest
/// evidence among the options' `kernels`. The first proposals are random designs at random settings drawn with p ~ 1 /
/// cost, as in BoTorch's multi-fidelity tutorial; then the acquisition per cost is maximised over designs and settings
/// together. Constraints count by the probability that they hold at the target. Pending trials count as if they had
/// given the models' means. Levels without settings are taken as evenly spaced.
///
/// Origins of proposals: `initial`, `acquisition`, `uncertainty` (the acquisition was flat), `random` (no model could
/// be made).
public struct ContinuousFidelitySampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: ContinuousFidelityOptions
    let axis: FidelityAxis
    let normals: [[Double]]
    var memory = ContinuousFidelityState()

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - seed: The seed of the normal vectors of `hvkg`.
    ///   - options: The settings.
    /// - Throws: `OptimizationError.invalidProblem`, also for more objectives than `objectiveLimit`, or
    ///   `.invalidOption`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: ContinuousFidelityOptions = ContinuousFidelityOptions()
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate()
        let limit = Self.objectiveLimit(for: options.acquisition)
        guard problem.objectives.count <= limit else {
            throw .invalidProblem(
                reason: "it has \(problem.objectives.count) objectives, and \(options.acquisition.rawValue) takes at "
                    + "most \(limit); use ParEGO")
        }
        self.problem = problem
        self.options = options
        axis = try FidelityAxis(problem)
        var generator = RandomGenerator(seed: seed)
        normals = (0..<options.normalCount).map { _ in problem.objectives.map { _ in generator.normal() } }
    }

    /// Up to how many objectives an acquisition is searched: `momf` counts the fidelity as one more.
    public static func objectiveLimit(for acquisition: ContinuousFidelityAcquisition) -> Int {
        MultiFidelitySampler.objectiveLimit - (acquisition == .momf ? 1 : 0)
    }

    /// The hyperparameters and counters, as JSON.
    public var state: String { memory.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        memory = try ContinuousFidelityState(json: state)
    }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), a model of
    /// the stored kernel did (`failedRefit`, the kernel is chosen anew) or a kernel did (`failedKernel`), observations
    /// were left out of models (`droppedRows`), nothing was believed feasible so that `hvkg` asked `momf`
    /// (`emptyPool`), the acquisition was flat (`uncertainty`), no model could be made (`random`), nothing was left at
    /// the setting that was drawn (`exhaustedFidelity`).
    public var fallbackCounts: [String: Int] { memory.fallbacks }

    /// Proposes the next candidate and its fidelity.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let history = ProposalHistory(observations: observations, pending: pending)
        let asked = observations.map(\.fidelity) + pending.map(\.fidelity)
        let isInitial =
            options.initialCount.map { asked.count < $0 }
            ?? (asked.count < ContinuousFidelityOptions.initialCountLimit(for: problem)
                && asked.reduce(0) { $0 + axis.costs[$1] } < options.initialCost)
        if isInitial || asked.isEmpty {
            return try randomProposal(origin: "initial", history: history, using: &generator)
        }
        do throws(OptimizationError) {
            let models = try ContinuousFidelityModels(
                observations: observations, pending: pending, problem: problem, axis: axis, options: options,
                state: &memory)
            return try proposal(models, observations: observations, history: history, using: &generator)
        } catch .model {
            memory.count("random")
            return try randomProposal(origin: "random", history: history, using: &generator)
        }
    }

    /// A random design at a random setting; dearer or cheaper settings where nothing is left at the one drawn.
    private mutating func randomProposal(
        origin: String, history: ProposalHistory, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let drawn = axis.random(using: &generator)
        for level in [drawn] + axis.settings.indices.filter({ $0 != drawn }) {
            do throws(OptimizationError) {
                return try history.freshProposal(in: problem, fidelity: level, origin: origin, using: &generator)
            } catch .spaceExhausted {
                memory.count("exhaustedFidelity")
            }
        }
        throw .spaceExhausted(
            count: problem.space.count ?? 0, fidelity: problem.fidelities[axis.target].name)
    }

    private mutating func proposal(
        _ models: ContinuousFidelityModels, observations: [Observation], history: ProposalHistory,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        func search(budget: Int) -> FidelityLookSearch {
            FidelityLookSearch(problem: problem, axis: axis, history: history, budget: budget)
        }
        let leaders = try believedLeaders(models, using: &generator)
        var look: FidelityLook?
        switch options.acquisition {
        case .hvkg:
            let scoring = try KnowledgeScoring(models, pool: leaders, normals: normals)
            if scoring.poolCount > 0 {
                look = try search(budget: options.scoredCandidates / 5).best(
                    leaders: leaders, scoring: scoring, using: &generator)
                break
            }
            memory.count("emptyPool")
            fallthrough
        case .momf:
            let scoring = TrustScoring(models, observations: observations, options: options)
            look = try search(budget: options.scoredCandidates).best(
                leaders: leaders, scoring: scoring, using: &generator)
        }
        if let look {
            return Proposal(candidate: look.candidate, fidelity: look.fidelity, origin: "acquisition")
        }
        memory.count("uncertainty")
        return try mostUncertain(models, leaders: leaders, history: history, using: &generator)
    }

    /// The designs that the means at the target hold to be best, followed by random ones: observed ones, mutations of
    /// these, and random ones compete.
    private func believedLeaders(
        _ models: ContinuousFidelityModels, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> [Candidate] {
        var designs: [Candidate] = []
        var seen: Set<Candidate> = []
        for observation in models.evaluated where seen.insert(observation.candidate).inserted {
            designs.append(observation.candidate)
        }
        var best = try ranked(designs, models: models)
        for _ in 0..<2 {
            var children = Array(best.prefix(options.poolSize))
            for parent in best.prefix(options.poolSize) {
                children += problem.space.neighbours(of: parent, count: 4, scale: 0.04, using: &generator)
            }
            best = try ranked(children, models: models)
        }
        let kept = max(1, options.poolSize * 3 / 4)
        var result = Array(best.prefix(kept))
        for _ in 0..<(options.poolSize - result.count) {
            do { result.append(try problem.space.random(using: &generator)) } catch { throw .space(error) }
        }
        return result
    }

    /// Designs by the constrained crowded comparison of their means at the target, best first.
    private func ranked(
        _ designs: [Candidate], models: ContinuousFidelityModels
    ) throws(OptimizationError) -> [Candidate] {
        guard !designs.isEmpty else { return [] }
        let means = try models.belief(at: models.matrix(designs.map { ($0, axis.target) })).map(\.means)
        let feasibility = try models.logFeasibility(of: designs)
        let values = designs.indices.map { index in means.map { $0[index] } }
        let isGood = feasibility.map { $0 >= ContinuousFidelityModels.evenChance }
        let good = designs.indices.filter { isGood[$0] }
        var order = Dominance.crowdedOrder(good.map { values[$0] }).map { good[$0] }
        order += designs.indices.filter { !isGood[$0] }.sorted { (-feasibility[$0], $0) < (-feasibility[$1], $1) }
        return order.map { designs[$0] }
    }

    /// The look that takes most variance off the target per cost: at the design of the largest variance there, the
    /// fidelity of the largest squared covariance over its own variance and cost.
    private mutating func mostUncertain(
        _ models: ContinuousFidelityModels, leaders: [Candidate], history: ProposalHistory,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        var designs = leaders
        for _ in 0..<128 {
            do { designs.append(try problem.space.random(using: &generator)) } catch { throw .space(error) }
        }
        let belief = try models.belief(at: models.matrix(designs.map { ($0, axis.target) }))
        let sums = designs.indices.map { index in
            zip(belief, models.objectives).reduce(0) {
                $0 + $1.0.variances[index] / ($1.1.scaling.scale * $1.1.scaling.scale)
            }
        }
        for index in designs.indices.sorted(by: { (-sums[$0], $0) < (-sums[$1], $1) }) {
            let levels = axis.settings.indices.filter { !history.contains(designs[index], fidelity: $0) }
            guard !levels.isEmpty else { continue }
            let looks = try models.matrix(levels.map { (designs[index], $0) })
            let target = try models.matrix([(designs[index], axis.target)])
            var gains = [Double](repeating: 0, count: levels.count)
            do {
                for model in models.objectives {
                    let covariances = try model.targetCovariance(of: target, with: looks, levels: levels.map { _ in 0 })
                    let variances = try model.targetPosterior(at: looks).variances
                    let square = model.scaling.scale * model.scaling.scale
                    for place in levels.indices {
                        let own = variances[place] + model.noiseVariance(level: 0)
                        let shared = covariances.storage[place]
                        if own > 0 { gains[place] += shared * shared / own / square / axis.costs[levels[place]] }
                    }
                }
            } catch { throw .model(reason: "\(error)") }
            let best = gains.indices.max { gains[$0] < gains[$1] } ?? 0
            return Proposal(candidate: designs[index], fidelity: levels[best], origin: "uncertainty")
        }
        return try randomProposal(origin: "random", history: history, using: &generator)
    }
}
