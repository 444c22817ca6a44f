import GaussianProcess
import LinearAlgebra
import ParetoFront
import SearchSpace

/// The models of all observed quantities, conditioned on what is pending, and the front that they are compared with.
struct SurrogateModels: Sendable {
    let problem: OptimizationProblem
    /// One model for each objective, turned so that larger is better.
    let objectives: [GaussianProcess]
    /// One model for each constraint's slack.
    let constraints: [GaussianProcess]
    /// The model of whether an evaluation works, 1 where it does; `nil` while all have.
    let viability: GaussianProcess?
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
        options: MultiFidelityOptions, state: inout SurrogateState
    ) throws(OptimizationError) {
        self.problem = problem
        var models: [GaussianProcess] = []
        for (name, column) in data.columns {
            models.append(try Self.model(name, column, problem: problem, options: options, state: &state))
        }
        let objectiveCount = problem.objectives.count
        let constraintCount = problem.constraints.count
        viability = models.count > objectiveCount + constraintCount ? models.removeLast() : nil
        var believed: [[Double]] = []
        if !pending.isEmpty {
            let features = try Self.matrix(pending.map(\.candidate), problem: problem)
            let levels = pending.map(\.fidelity)
            var means: [[Double]] = []
            for index in models.indices {
                do {
                    let posterior = try models[index].posterior(at: features)
                    let own = pending.indices.map { posterior.mean($0, level: levels[$0]) }
                    models[index] = try models[index].extended(features: features, levels: levels, targets: own)
                    means.append(own)
                } catch {
                    throw .model(reason: "\(error)")
                }
            }
            for index in pending.indices where levels[index] == problem.target {
                let isFeasible = (0..<constraintCount).allSatisfy { means[objectiveCount + $0][index] >= 0 }
                if isFeasible { believed.append((0..<objectiveCount).map { means[$0][index] }) }
            }
        }
        for model in models where model.jitter.amount > 0 { state.count("jitter") }
        objectives = Array(models.prefix(objectiveCount))
        constraints = Array(models.dropFirst(objectiveCount))
        let feasible = observations.compactMap(problem.targetValues)
        let isOpen = constraintCount > 0 || viability != nil
        if feasible.isEmpty && isOpen {
            improvement = nil
        } else {
            improvement = ExpectedHypervolumeImprovement(
                BoxDecomposition(front: feasible + believed, reference: problem.maximizedReference))
        }
    }

    private static func model(
        _ name: String, _ column: SurrogateData.Column, problem: OptimizationProblem, options: MultiFidelityOptions,
        state: inout SurrogateState
    ) throws(OptimizationError) -> GaussianProcess {
        do {
            let data = try TrainingData(
                features: Matrix(rows: column.features), groups: denseGroups(problem.space),
                levels: column.levels, levelCount: problem.fidelities.count, targets: column.targets)
            let stored = state.models[name]
            if let stored, data.count >= options.refitEveryTrialBelow,
                Double(data.count) < options.refitGrowth * Double(stored.rows)
            {
                return try GaussianProcess(
                    data: data, covariance: options.covariance, hyperparameters: stored.hyperparameters,
                    scaling: stored.scaling)
            }
            let isLarge = data.count > 150
            let model = try GaussianProcess.fit(
                data,
                settings: FitSettings(
                    covariance: options.covariance, warmStart: stored?.hyperparameters,
                    starts: stored == nil ? 2 : isLarge ? 0 : 1,
                    evaluationsPerStart: isLarge ? max(1, options.fitEvaluations / 2) : options.fitEvaluations))
            state.models[name] = .init(
                hyperparameters: model.hyperparameters, scaling: model.scaling, rows: data.count)
            state.fits += 1
            state.count("failedFitStart", by: model.fitReport?.failedStarts ?? 0)
            return model
        } catch {
            throw .model(reason: "\(name): \(error)")
        }
    }

    /// The column groups numbered without gaps.
    static func denseGroups(_ space: SearchSpace) -> [Int] {
        var groups: [Int] = []
        var last = -1
        var next = -1
        for group in space.featureGroups {
            if group != last {
                next += 1
                last = group
            }
            groups.append(next)
        }
        return groups
    }

    static func matrix(_ candidates: [Candidate], problem: OptimizationProblem) throws(OptimizationError) -> Matrix {
        var rows: [[Double]] = []
        rows.reserveCapacity(candidates.count)
        for candidate in candidates {
            do { rows.append(try problem.space.encode(candidate)) } catch { throw .space(error) }
        }
        do { return try Matrix(rows: rows) } catch { throw .model(reason: "\(error)") }
    }

    /// What the models believe at candidates, at every level.
    func belief(at candidates: [Candidate]) throws(OptimizationError) -> Belief {
        let features = try Self.matrix(candidates, problem: problem)
        do {
            return Belief(
                objectives: try objectives.map { try $0.posterior(at: features) },
                constraints: try constraints.map { try $0.posterior(at: features) },
                viability: try viability?.posterior(at: features))
        } catch {
            throw .model(reason: "\(error)")
        }
    }
}
