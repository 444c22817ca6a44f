import GaussianProcess
import Glibc
import LinearAlgebra

/// Makes the models of observed quantities from their columns, learning hyperparameters on a schedule.
///
/// The schedule goes by how many observations there are: the rows of a model stop growing at their limit, and are
/// others with every further observation all the same.
struct QuantityModelBuilder {
    let problem: OptimizationProblem
    let options: MultiFidelityOptions
    let groups: [Int]

    /// The standard priors, but for the noise.
    private func priors(_ data: TrainingData) -> Priors {
        var priors = Priors.standard(dimension: data.groupCount)
        priors.noiseVariance = options.noiseVariancePrior
        return priors
    }

    /// The model of one quantity.
    ///
    /// From three levels on, two ways in which levels hang together are compared by how well the models predict every
    /// observation left out. Where cheaper levels are modelled and enough is known at the target, the better one is
    /// kept only while it predicts the target's observations, each left out, at least as well as a model of the target
    /// alone.
    func model(
        _ name: String, _ column: SurrogateData.Column, firstLevel: Int, trend: LinearTrend?,
        state: inout SurrogateState
    ) throws(OptimizationError) -> QuantityModel {
        let levelCount = problem.fidelities.count - firstLevel
        let stored = state.models[name]
        let rows = column.targets.count
        let isDue =
            stored == nil || column.observationCount < options.refitEveryTrialBelow
            || Double(column.observationCount) >= options.refitGrowth * Double(stored?.observationCount ?? 0)
            || stored?.hyperparameters.levelCount ?? 0 > levelCount
        do {
            if let stored, !isDue {
                let isAlone = stored.isTargetAlone
                let data = try trainingData(
                    isAlone ? column.atLevel(levelCount - 1) : column, levels: isAlone ? 1 : levelCount)
                let process = try GaussianProcess(
                    data: data, model: covariance(stored.hyperparameters.levels),
                    hyperparameters: stored.hyperparameters, scaling: stored.scaling)
                return QuantityModel(
                    process: process, firstLevel: isAlone ? problem.target : firstLevel, trend: trend)
            }
            var whole = try fit(
                name, trainingData(column, levels: levelCount), levels: .autoregressive, stored: stored, state: &state)
            var compared = [whole.hyperparameters]
            if levelCount > 2 {
                let other = try fit(
                    name, trainingData(column, levels: levelCount), levels: .sharedDiscrepancy, stored: stored,
                    state: &state)
                compared.append(other.hyperparameters)
                if try density(other) > density(whole) { whole = other }
            }
            var chosen = QuantityModel(process: whole, firstLevel: firstLevel, trend: trend)
            var memory = SurrogateState.Model(
                hyperparameters: whole.hyperparameters, scaling: whole.scaling, rows: rows,
                leftOut: column.observationCount > rows ? column.observationCount - rows : nil)
            let own = column.atLevel(levelCount - 1)
            if levelCount > 1, own.targets.count >= options.evidenceRows, own.targets.count < rows {
                let alone = try fit(
                    name, trainingData(own, levels: 1), levels: .autoregressive, stored: stored, state: &state)
                compared.append(alone.hyperparameters)
                let gain = try density(whole, at: levelCount - 1) - density(alone)
                memory.evidence = gain
                if gain < 0 {
                    chosen = QuantityModel(process: alone, firstLevel: problem.target, trend: trend)
                    memory.hyperparameters = alone.hyperparameters
                    memory.scaling = alone.scaling
                    memory.isTargetAlone = true
                }
            }
            memory.compared = compared.count > 1 ? compared : []
            state.models[name] = memory
            return chosen
        } catch let error as OptimizationError {
            throw error
        } catch {
            throw .model(reason: "\(name): \(error)")
        }
    }

    private func covariance(_ levels: CovarianceModel.Levels) -> CovarianceModel {
        CovarianceModel(.stationary(options.covariance), levels: levels)
    }

    private func trainingData(
        _ column: SurrogateData.Column, levels: Int
    ) throws -> TrainingData {
        try TrainingData(
            features: Matrix(rows: column.features), groups: groups, levels: column.levels, levelCount: levels,
            targets: column.targets)
    }

    private func fit(
        _ name: String, _ data: TrainingData, levels: CovarianceModel.Levels, stored: SurrogateState.Model?,
        state: inout SurrogateState
    ) throws -> GaussianProcess {
        let isLarge = data.count > 150
        let known = (stored?.compared ?? []) + (stored.map { [$0.hyperparameters] } ?? [])
        let warm = known.first { $0.levelCount == data.levelCount && $0.levels == levels }
        var settings = FitSettings(
            covariance: options.covariance, priors: priors(data), warmStart: warm,
            starts: warm == nil ? 2 : isLarge ? 0 : 1,
            evaluationsPerStart: isLarge ? max(1, options.fitEvaluations / 2) : options.fitEvaluations)
        settings.model = covariance(levels)
        let model = try GaussianProcess.fit(data, settings: settings)
        state.fits += 1
        state.count("failedFitStart", by: model.fitReport?.failedStarts ?? 0)
        return model
    }

    /// The mean logarithm of the density that the model gives each observation without it, in the targets' unit.
    ///
    /// - Parameter level: Of this level alone; of all where it is `nil`.
    private func density(_ model: GaussianProcess, at level: Int? = nil) throws -> Double {
        let all = try model.leaveOneOut()
        var sum = 0.0
        var count = 0
        for (index, z) in all.standardizedResiduals.enumerated() where level == nil || all.levels[index] == level {
            sum -= 0.5 * z * z + 0.5 * log(all.variances[index])
            count += 1
        }
        return sum / Double(max(1, count))
    }
}

extension SurrogateData.Column {
    /// The rows of one level, as those of a single one.
    func atLevel(_ level: Int) -> SurrogateData.Column {
        let rows = levels.indices.filter { levels[$0] == level }
        return SurrogateData.Column(
            features: rows.map { features[$0] }, levels: rows.map { _ in 0 }, targets: rows.map { targets[$0] },
            observationCount: observationCount)
    }
}
