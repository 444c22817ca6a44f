import GaussianProcess
import Glibc
import LinearAlgebra

/// Makes a Gaussian process of one observed quantity over design and setting, learning on a schedule.
struct FidelityModelBuilder {
    let options: ContinuousFidelityOptions
    /// The groups of the feature columns, the setting last.
    let groups: [Int]
    /// The kernels that are compared.
    let kernels: [FidelityKernel]

    /// The model of a quantity: from stored hyperparameters, refitted where the observations have grown, the kernel
    /// chosen anew by its evidence where they have grown much.
    ///
    /// - Parameters:
    ///   - name: The name under which the hyperparameters are kept.
    ///   - features: The encoded designs, each followed by its setting.
    ///   - targets: What was seen, larger is better.
    ///   - count: How many observations there are, those that were left out among them: the schedule goes by it, since
    ///     the rows stop growing at their limit and are others with every further observation all the same.
    func model(
        _ name: String, features: [[Double]], targets: [Double], outOf count: Int,
        state: inout ContinuousFidelityState
    ) throws(OptimizationError) -> GaussianProcess {
        let stored = state.models[name]
        do {
            let data = try TrainingData(features: Matrix(rows: features), groups: groups, targets: targets)
            guard let stored, Double(count) < options.selectionGrowth * Double(stored.selectionRows) else {
                return try select(name, data, outOf: count, stored: stored, state: &state)
            }
            do {
                return try kept(name, data, outOf: count, stored: stored, state: &state)
            } catch {
                // A power that is no whole number can make `linearTruncated` indefinite once more settings are seen.
                state.count("failedRefit")
                return try select(name, data, outOf: count, stored: nil, state: &state)
            }
        } catch let error as OptimizationError {
            throw error
        } catch {
            throw .model(reason: "\(name): \(error)")
        }
    }

    /// The model of the stored kernel, refitted where the observations have grown.
    private func kept(
        _ name: String, _ data: TrainingData, outOf count: Int, stored: ContinuousFidelityState.Model,
        state: inout ContinuousFidelityState
    ) throws -> GaussianProcess {
        guard Double(count) >= options.refitGrowth * Double(stored.rows) else {
            return try GaussianProcess(
                data: data, model: stored.kernel.model(designColumns: groups.count - 1),
                hyperparameters: stored.hyperparameters, scaling: stored.scaling)
        }
        let model = try fit(data, kernel: stored.kernel, warm: stored.hyperparameters, state: &state)
        var memory = stored
        memory.hyperparameters = model.hyperparameters
        memory.scaling = model.scaling
        memory.rows = count
        state.models[name] = memory
        return model
    }

    /// The model whose kernel has the greatest marginal likelihood at its most probable hyperparameters.
    private func select(
        _ name: String, _ data: TrainingData, outOf count: Int, stored: ContinuousFidelityState.Model?,
        state: inout ContinuousFidelityState
    ) throws -> GaussianProcess {
        var best: (kernel: FidelityKernel, model: GaussianProcess)?
        var others: [String: Hyperparameters] = [:]
        var failure: (any Error)?
        for kernel in kernels {
            let warm = stored?.kernel == kernel ? stored?.hyperparameters : stored?.others[kernel.rawValue]
            do {
                let model = try fit(data, kernel: kernel, warm: warm, state: &state)
                others[kernel.rawValue] = model.hyperparameters
                if best.map({ model.logMarginalLikelihood > $0.model.logMarginalLikelihood }) ?? true {
                    best = (kernel, model)
                }
            } catch {
                state.count("failedKernel")
                failure = error
            }
        }
        guard let best else {
            throw OptimizationError.model(reason: "\(name): \(failure.map { "\($0)" } ?? "no kernel")")
        }
        others[best.kernel.rawValue] = nil
        state.models[name] = ContinuousFidelityState.Model(
            kernel: best.kernel, hyperparameters: best.model.hyperparameters, scaling: best.model.scaling,
            rows: count, selectionRows: count, others: others)
        return best.model
    }

    private func fit(
        _ data: TrainingData, kernel: FidelityKernel, warm: Hyperparameters?, state: inout ContinuousFidelityState
    ) throws -> GaussianProcess {
        // Evaluators answer alike when they are asked again: noise is believed to be small.
        var priors = Priors.standard(dimension: data.groupCount)
        priors.noiseVariance = LogNormalPrior(location: -8, scale: 2)
        let model = try GaussianProcess.fit(
            data,
            settings: FitSettings(
                model: kernel.model(designColumns: groups.count - 1), priors: priors, warmStart: warm,
                starts: warm == nil ? 2 : 0, evaluationsPerStart: options.fitEvaluations))
        state.fits += 1
        state.count("failedFitStart", by: model.fitReport?.failedStarts ?? 0)
        return model
    }
}
