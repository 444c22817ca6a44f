import GaussianProcess
import Glibc
import LinearAlgebra

/// Makes the models of observed quantities from their columns, learning hyperparameters on a schedule.
struct QuantityModelBuilder {
    let problem: OptimizationProblem
    let options: MultiFidelityOptions
    let groups: [Int]

    /// The standard priors, but for the noise: evaluators are functions, so next to none is expected.
    private func priors(_ data: TrainingData) -> Priors {
        var priors = Priors.standard(dimension: data.groupCount)
        priors.noiseVariance = options.noisePrior
        return priors
    }

    /// The model of one quantity.
    ///
    /// Where cheaper levels are modelled too and enough is known at the target, the model over all levels is kept only
    /// while it predicts the target's observations, each left out, at least as well as one of the target alone.
    func model(
        _ name: String, _ column: SurrogateData.Column, firstLevel: Int, trend: LinearTrend?,
        state: inout SurrogateState
    ) throws(OptimizationError) -> QuantityModel {
        let levelCount = problem.fidelities.count - firstLevel
        let stored = state.models[name]
        let rows = column.targets.count
        let isDue =
            stored == nil || rows < options.refitEveryTrialBelow
            || Double(rows) >= options.refitGrowth * Double(stored?.rows ?? 0)
            || stored?.hyperparameters.levelCount ?? 0 > levelCount
        do {
            if let stored, !isDue {
                let isAlone = stored.isTargetAlone
                let data = try trainingData(
                    isAlone ? column.atLevel(levelCount - 1) : column, levels: isAlone ? 1 : levelCount)
                let process = try GaussianProcess(
                    data: data, covariance: options.covariance, hyperparameters: stored.hyperparameters,
                    scaling: stored.scaling)
                return QuantityModel(
                    process: process, firstLevel: isAlone ? problem.target : firstLevel, trend: trend)
            }
            let whole = try fit(
                name, trainingData(column, levels: levelCount),
                warm: stored?.isTargetAlone == false ? stored?.hyperparameters : stored?.otherHyperparameters,
                state: &state)
            var chosen = QuantityModel(process: whole, firstLevel: firstLevel, trend: trend)
            var memory = SurrogateState.Model(
                hyperparameters: whole.hyperparameters, scaling: whole.scaling, rows: rows)
            let own = column.atLevel(levelCount - 1)
            if levelCount > 1, own.targets.count >= options.evidenceRows, own.targets.count < rows {
                let alone = try fit(
                    name, trainingData(own, levels: 1),
                    warm: stored?.isTargetAlone == true ? stored?.hyperparameters : stored?.otherHyperparameters,
                    state: &state)
                let gain =
                    try targetDensity(whole, level: levelCount - 1) - targetDensity(alone, level: 0)
                memory.evidence = gain
                if gain < 0 {
                    chosen = QuantityModel(process: alone, firstLevel: problem.target, trend: trend)
                    memory.otherHyperparameters = whole.hyperparameters
                    memory.hyperparameters = alone.hyperparameters
                    memory.scaling = alone.scaling
                    memory.isTargetAlone = true
                } else {
                    memory.otherHyperparameters = alone.hyperparameters
                }
            }
            state.models[name] = memory
            return chosen
        } catch let error as OptimizationError {
            throw error
        } catch {
            throw .model(reason: "\(name): \(error)")
        }
    }

    private func trainingData(
        _ column: SurrogateData.Column, levels: Int
    ) throws -> TrainingData {
        try TrainingData(
            features: Matrix(rows: column.features), groups: groups, levels: column.levels, levelCount: levels,
            targets: column.targets)
    }

    private func fit(
        _ name: String, _ data: TrainingData, warm: Hyperparameters?, state: inout SurrogateState
    ) throws -> GaussianProcess {
        let isLarge = data.count > 150
        let usable = warm.flatMap { $0.levelCount == data.levelCount ? $0 : nil }
        let model = try GaussianProcess.fit(
            data,
            settings: FitSettings(
                covariance: options.covariance, priors: priors(data), warmStart: usable,
                starts: usable == nil ? 2 : isLarge ? 0 : 1,
                evaluationsPerStart: isLarge ? max(1, options.fitEvaluations / 2) : options.fitEvaluations))
        state.fits += 1
        state.count("failedFitStart", by: model.fitReport?.failedStarts ?? 0)
        return model
    }

    /// The mean logarithm of the density that the model gives each observation of a level without it, in the targets'
    /// unit.
    private func targetDensity(_ model: GaussianProcess, level: Int) throws -> Double {
        let all = try model.leaveOneOut()
        var sum = 0.0
        var count = 0
        for (index, z) in all.standardizedResiduals.enumerated() where all.levels[index] == level {
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
            features: rows.map { features[$0] }, levels: rows.map { _ in 0 }, targets: rows.map { targets[$0] })
    }
}
