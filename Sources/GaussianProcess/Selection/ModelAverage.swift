import Glibc
public import LinearAlgebra

/// Several models of the same data, weighted by their evidence, each with its hyperparameters integrated out.
///
/// Bayesian model averaging (J. Hoeting et al., "Bayesian model averaging: a tutorial", Statistical Science 14, 1999)
/// over the candidates of a selection, and inside a candidate over the points of `LaplaceApproximation.design(most:)`.
/// It is better calibrated than the single best model, at the price of as many posteriors as it has components.
/// ```swift
/// let average = try ModelAverage.fit(data)
/// let belief = try average.predictions(at: points)[0]
/// // belief.mean, belief.variance, belief.probability(above: 3)
/// ```
public struct ModelAverage: Sendable {
    /// One of the models.
    public struct Component: Sendable {
        /// Its share.
        public let weight: Double
        /// The index of its candidate in the selection.
        public let candidate: Int
        /// The model.
        public let model: TransformedModel
    }

    /// The models; their weights sum to 1.
    public let components: [Component]
    /// The selection that the weights come from.
    public let selection: ModelSelection
    /// The weight of each candidate, in their order.
    public let candidateWeights: [Double]
    /// How many points of the designs gave no model.
    public let failedPoints: Int
    /// How many logarithms of hyperparameters moved to the bounds of what a model can use.
    public let movedCoordinates: Int

    /// Candidates with less than this share of the evidence are left out.
    public static let smallestWeight = 0.01

    /// Fits the candidates and averages.
    ///
    /// - Parameters:
    ///   - data: The observations.
    ///   - candidates: At least one; `nil` takes `ModelCandidate.standard(for:)`.
    ///   - settings: The budget of each fit, and warm starts; the criterion is the evidence, whatever they say.
    ///   - points: The most hyperparameters that stand for one candidate; 1 takes the fitted ones alone.
    /// - Throws: `GaussianProcessError`.
    public static func fit(
        _ data: TrainingData, candidates: [ModelCandidate]? = nil,
        settings: ModelSelection.Settings = ModelSelection.Settings(), points: Int = 16
    ) throws(GaussianProcessError) -> ModelAverage {
        var settings = settings
        settings.criterion = .evidence
        return try ModelAverage(
            ModelSelection.run(data, candidates: candidates, settings: settings), data: data, points: points)
    }

    /// Averages the candidates of a selection that was made by evidence.
    ///
    /// - Throws: `GaussianProcessError`.
    public init(
        _ selection: ModelSelection, data: TrainingData, points: Int = 16
    ) throws(GaussianProcessError) {
        guard selection.criterion == .evidence else {
            throw .invalidSetting(name: "criterion", accepted: "the evidence for an average")
        }
        guard points >= 1 else { throw .invalidSetting(name: "points", accepted: "at least 1") }
        let scores = selection.reports.map { $0.failure == nil ? $0.logEvidence ?? -.infinity : -.infinity }
        let top = scores.max() ?? 0
        let shares = scores.map { exp($0 - top) }
        let total = shares.reduce(0, +)
        let kept = shares.map { $0 / total >= Self.smallestWeight ? $0 : 0 }
        let keptTotal = kept.reduce(0, +)
        candidateWeights = kept.map { $0 / keptTotal }

        var components: [Component] = []
        var (failed, moved) = (0, 0)
        for (index, report) in selection.reports.enumerated() where candidateWeights[index] > 0 {
            guard let model = report.model else { continue }
            let weight = candidateWeights[index]
            guard points > 1, let approximation = report.approximation else {
                components.append(Component(weight: weight, candidate: index, model: model))
                continue
            }
            let design = approximation.design(most: points)
            moved += design.moved
            let mapped = try data.transformed(by: model.transform)
            var models: [TransformedModel] = []
            for hyperparameters in design.points {
                do {
                    let process = try GaussianProcess(
                        data: mapped, model: model.process.model, hyperparameters: hyperparameters,
                        scaling: model.process.scaling)
                    models.append(
                        try TransformedModel(transform: model.transform, process: process, targets: data.targets))
                } catch {
                    failed += 1
                }
            }
            if models.isEmpty { models = [model] }
            for member in models {
                components.append(
                    Component(weight: weight / Double(models.count), candidate: index, model: member))
            }
        }
        self.components = components
        self.selection = selection
        failedPoints = failed
        movedCoordinates = moved
    }

    /// What the models together believe about the target level at points.
    ///
    /// - Parameters:
    ///   - features: Encoded points, m x p.
    ///   - includingNoise: Predicts an observation instead of the function.
    /// - Throws: `GaussianProcessError`.
    public func predictions(
        at features: Matrix, includingNoise: Bool = false
    ) throws(GaussianProcessError) -> [TransformedMixture] {
        var parts: [[TransformedNormal]] = []
        for component in components {
            parts.append(try component.model.predictions(at: features, includingNoise: includingNoise))
        }
        let weights = components.map(\.weight)
        return (0..<features.rows).map { row in TransformedMixture(weights: weights, parts: parts.map { $0[row] }) }
    }
}
