import GaussianProcess
import LinearAlgebra

/// Fits of Gaussian processes whose hyperparameters depend on the observations alone, so that nothing has to be stored.
///
/// Up to 24 observations hyperparameters are learned from all of them; beyond, from the first m, where m is the last of
/// a series of milestones that grows by an eighth each time, thinned evenly to at most 200. The model is then
/// conditioned on every row that is kept. Learned hyperparameters are remembered and used again only for the same data.
struct MilestoneFits: Sendable {
    private struct Fit: Sendable {
        var data: TrainingData
        var hyperparameters: Hyperparameters
        var scaling: TargetScaling
    }

    private static let everyTrialUntil = 24
    private static let learningLimit = 200

    let groups: [Int]
    let options: ModelOptions
    private var fits: [String: Fit] = [:]

    init(groups: [Int], options: ModelOptions) {
        self.groups = groups
        self.options = options
    }

    /// How many of a number of observations hyperparameters are learned from, before thinning.
    static func milestone(_ count: Int) -> Int {
        var last = everyTrialUntil
        guard count > last else { return count }
        while last + last / 8 <= count { last += last / 8 }
        return last
    }

    /// A model of one quantity.
    ///
    /// - Parameters:
    ///   - name: Where the learned hyperparameters are remembered.
    ///   - features: One row a trial, in trial order.
    ///   - targets: One value a trial.
    ///   - kept: The rows that the model is conditioned on, at least one.
    ///   - fallbacks: Counts `jitter` and `failedFitStart`.
    /// - Throws: `OptimizationError.model`.
    mutating func model(
        _ name: String, features: [[Double]], targets: [Double], kept: [Int], fallbacks: inout FallbackCounter
    ) throws(OptimizationError) -> GaussianProcess {
        let lap = ModelStopwatch.lap()
        defer { lap?.end() }
        let milestone = Self.milestone(targets.count)
        let count = min(milestone, Self.learningLimit)
        let learned = (0..<count).map { $0 * milestone / count }
        do {
            let data = try trainingData(features, targets, rows: learned)
            if fits[name]?.data != data {
                let model = try GaussianProcess.fit(
                    data,
                    settings: FitSettings(
                        covariance: options.covariance, starts: 2, evaluationsPerStart: options.fitEvaluations))
                fallbacks.count("failedFitStart", by: model.fitReport?.failedStarts ?? 0)
                fits[name] = Fit(data: data, hyperparameters: model.hyperparameters, scaling: model.scaling)
            }
            guard let fit = fits[name] else { throw OptimizationError.model(reason: "\(name): no fit") }
            let model = try GaussianProcess(
                data: trainingData(features, targets, rows: kept), covariance: options.covariance,
                hyperparameters: fit.hyperparameters, scaling: fit.scaling)
            if model.jitter.amount > 0 { fallbacks.count("jitter") }
            return model
        } catch let error as OptimizationError {
            throw error
        } catch {
            throw .model(reason: "\(name): \(error)")
        }
    }

    private func trainingData(_ features: [[Double]], _ targets: [Double], rows: [Int]) throws -> TrainingData {
        try TrainingData(
            features: Matrix(rows: rows.map { features[$0] }), groups: groups, targets: rows.map { targets[$0] })
    }

    /// For each row what a model predicts that was conditioned on the other four fifths; row r is in fifth r mod 5.
    ///
    /// The hyperparameters stay those of the whole.
    func crossValidated(
        _ model: GaussianProcess, features: [[Double]], targets: [Double]
    ) throws(OptimizationError) -> [Double] {
        let lap = ModelStopwatch.lap()
        defer { lap?.end() }
        var predictions = targets
        do {
            for fold in 0..<min(5, targets.count) {
                let inside = targets.indices.filter { $0 % 5 != fold }
                let outside = targets.indices.filter { $0 % 5 == fold }
                guard !inside.isEmpty else { continue }
                let part = try GaussianProcess(
                    data: trainingData(features, targets, rows: inside), covariance: options.covariance,
                    hyperparameters: model.hyperparameters, scaling: model.scaling)
                let posterior = try part.posterior(at: Matrix(rows: outside.map { features[$0] }))
                for (place, row) in outside.enumerated() { predictions[row] = posterior.mean(place) }
            }
        } catch {
            throw .model(reason: "cross-validation: \(error)")
        }
        return predictions
    }
}
