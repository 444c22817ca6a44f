import GaussianProcess
import LinearAlgebra
import ParetoFront
import SearchSpace

/// The models of all observed quantities, conditioned on what is pending, and the front that they are compared with.
struct SurrogateModels: Sendable {
    let problem: OptimizationProblem
    /// One model for each objective, turned so that larger is better.
    let objectives: [QuantityModel]
    /// One model for each constraint's slack.
    let constraints: [QuantityModel]
    /// The model of whether an evaluation works, 1 where it does; `nil` while all have.
    let viability: QuantityModel?
    /// By how much the deviations of constraints are widened: every third trial goes where the constraints' models may
    /// be wrong, since a region that they have written off is never seen again otherwise.
    let caution: Double
    /// Whether observations may carry noise, so that the front is that of the models' means.
    let isNoisy: Bool
    /// Where the cheapest level is looked up.
    let archive: ScreeningArchive?
    /// Scores improvements of the front; `nil` while a feasible point at the target is still to be found.
    let improvement: ExpectedHypervolumeImprovement?

    /// What the models believe at a batch of points.
    struct Belief: Sendable {
        var objectives: [Posterior]
        var constraints: [Posterior]
        var viability: Posterior?
    }

    /// Makes the models, learning hyperparameters where the schedule says so.
    ///
    /// The result is a function of the arguments: every factor is computed from the observations.
    init(
        _ data: SurrogateData, observations: [Observation], pending: [Proposal], problem: OptimizationProblem,
        archive: ScreeningArchive? = nil, options: MultiFidelityOptions, state: inout SurrogateState
    ) throws(OptimizationError) {
        let lap = ModelStopwatch.lap()
        defer { lap?.end() }
        self.problem = problem
        self.archive = archive
        caution = (observations.count + pending.count) % 3 == 0 ? options.caution : 1
        let groups = problem.space.denseFeatureGroups
        let builder = QuantityModelBuilder(problem: problem, options: options, groups: groups)
        var models: [QuantityModel] = []
        for (index, (name, column)) in data.columns.enumerated() {
            models.append(
                try builder.model(
                    name, column, firstLevel: data.firstLevel,
                    trend: index < data.trends.count ? data.trends[index] : nil, state: &state))
        }
        let objectiveCount = problem.objectives.count
        let constraintCount = problem.constraints.count
        var viability = models.count > objectiveCount + constraintCount ? models.removeLast() : nil
        var believed: [[Double]] = []
        let waiting = pending.filter { archive == nil || archive?.figures(of: $0.candidate) != nil }
        if !waiting.isEmpty {
            let features = try problem.space.featureMatrix(of: waiting.map(\.candidate))
            var means: [[Double]] = []
            for index in models.indices {
                let trends = Self.trendValues(
                    models[index], quantity: index, candidates: waiting.map(\.candidate), archive: archive)
                let own = try Self.believe(
                    &models[index], features: features, levels: waiting.map(\.fidelity), trends: trends)
                means.append(own)
            }
            if var model = viability {
                _ = try Self.believe(
                    &model, features: features, levels: waiting.map(\.fidelity),
                    trends: Array(repeating: 0, count: waiting.count))
                viability = model
            }
            for index in waiting.indices where waiting[index].fidelity == problem.target {
                let isFeasible = (0..<constraintCount).allSatisfy { means[objectiveCount + $0][index] >= 0 }
                if isFeasible { believed.append((0..<objectiveCount).map { means[$0][index] }) }
            }
        }
        for model in models where model.process.jitter.amount > 0 { state.count("jitter") }
        self.viability = viability
        objectives = Array(models.prefix(objectiveCount))
        constraints = Array(models.dropFirst(objectiveCount))
        let feasible: [[Double]]
        isNoisy = options.expectsNoise
        if isNoisy {
            let known = observations.filter {
                $0.fidelity == problem.target && $0.outcome.figures != nil
                    && (archive == nil || archive?.figures(of: $0.candidate) != nil)
            }
            feasible = try Self.meansOfFeasible(
                known.map(\.candidate), objectives: objectives, constraints: constraints, problem: problem,
                archive: archive)
        } else {
            feasible = observations.compactMap(problem.targetValues)
        }
        let isOpen = constraintCount > 0 || viability != nil
        if feasible.isEmpty && isOpen {
            improvement = nil
        } else {
            improvement = ExpectedHypervolumeImprovement(
                BoxDecomposition(front: feasible + believed, reference: problem.maximizedReference))
        }
    }

    /// The models' means of the objectives at those candidates where their means of the slacks are not negative.
    private static func meansOfFeasible(
        _ candidates: [Candidate], objectives: [QuantityModel], constraints: [QuantityModel],
        problem: OptimizationProblem, archive: ScreeningArchive?
    ) throws(OptimizationError) -> [[Double]] {
        guard !candidates.isEmpty else { return [] }
        let features = try problem.space.featureMatrix(of: candidates)
        var means: [[Double]] = []
        for (index, model) in (objectives + constraints).enumerated() {
            let own: [Double]
            do {
                own = try model.process.targetPosterior(at: features).means
            } catch {
                throw .model(reason: "\(error)")
            }
            let trends = trendValues(model, quantity: index, candidates: candidates, archive: archive)
            means.append(zip(own, trends).map { $0 + $1 })
        }
        return candidates.indices
            .filter { index in means.dropFirst(objectives.count).allSatisfy { $0[index] >= 0 } }
            .map { index in means.prefix(objectives.count).map { $0[index] } }
    }

    /// Conditions a model on its own means at pending points (kriging believer).
    ///
    /// - Returns: The means, trends included, at the levels that the model knows; at the others those of the target.
    private static func believe(
        _ model: inout QuantityModel, features: Matrix, levels: [Int], trends: [Double]
    ) throws(OptimizationError) -> [Double] {
        do {
            let posterior = try model.process.posterior(at: features)
            let known = levels.indices.filter { model.level(levels[$0]) != nil }
            let own = levels.indices.map { index in
                model.level(levels[index]).map { posterior.mean(index, level: $0) } ?? posterior.mean(index)
            }
            if !known.isEmpty {
                model.process = try model.process.extended(
                    features: features.selecting(rows: known), levels: known.compactMap { model.level(levels[$0]) },
                    targets: known.map { own[$0] })
            }
            return zip(own, trends).map { $0 + $1 }
        } catch {
            throw .model(reason: "\(error)")
        }
    }

    /// What the trend of a model says at candidates; 0 where it has none.
    static func trendValues(
        _ model: QuantityModel, quantity: Int, candidates: [Candidate], archive: ScreeningArchive?
    ) -> [Double] {
        guard let trend = model.trend, let archive else { return Array(repeating: 0, count: candidates.count) }
        return candidates.map { trend.value(archive.figures(of: $0)?[quantity] ?? .nan) }
    }

    /// What the models believe at candidates, at every level that they know, trends left out.
    func belief(at candidates: [Candidate]) throws(OptimizationError) -> Belief {
        let features = try problem.space.featureMatrix(of: candidates)
        do {
            return Belief(
                objectives: try objectives.map { try $0.process.posterior(at: features) },
                constraints: try constraints.map { try $0.process.posterior(at: features) },
                viability: try viability?.process.posterior(at: features))
        } catch {
            throw .model(reason: "\(error)")
        }
    }

    /// What the models believe about the target at candidates, trends included: objectives, then slacks.
    func targetBelief(
        at candidates: [Candidate]
    ) throws(OptimizationError) -> (
        quantities: [(means: [Double], variances: [Double])], viability: (means: [Double], variances: [Double])?
    ) {
        let features = try problem.space.featureMatrix(of: candidates)
        do {
            var quantities: [(means: [Double], variances: [Double])] = []
            for (index, model) in (objectives + constraints).enumerated() {
                var own = try model.process.targetPosterior(at: features)
                if model.trend != nil {
                    let trends = Self.trendValues(
                        model, quantity: index, candidates: candidates, archive: archive)
                    for place in own.means.indices { own.means[place] += trends[place] }
                }
                quantities.append(own)
            }
            return (quantities, try viability?.process.targetPosterior(at: features))
        } catch {
            throw .model(reason: "\(error)")
        }
    }
}
