import Glibc
public import LinearAlgebra

/// A Gaussian process over transformed targets, with predictions in the targets' own unit.
/// ```swift
/// let model = try TransformedModel.fit(data, transform: .power)
/// let belief = try model.predictions(at: points)[0]
/// // belief.mean, belief.variance, belief.probability(above: 3)
/// ```
public struct TransformedModel: Sendable {
    /// The map of the targets.
    public let transform: OutputTransform
    /// The model of the mapped targets.
    public let process: GaussianProcess
    /// The targets that the model was built from, in their own unit.
    public let targets: [Double]

    /// Joins a transform, a model of the targets under it, and the targets.
    ///
    /// - Throws: `GaussianProcessError.countMismatch` when the model holds another number of observations.
    public init(
        transform: OutputTransform, process: GaussianProcess, targets: [Double]
    ) throws(GaussianProcessError) {
        guard process.count == targets.count else {
            throw .countMismatch(of: "targets", found: targets.count, needed: process.count)
        }
        self.transform = transform
        self.process = process
        self.targets = targets
    }

    /// Fits a transform of a family to all targets, then a Gaussian process to the mapped targets.
    ///
    /// - Throws: `GaussianProcessError`; `.invalidSetting` when the family has no member for such targets.
    public static func fit(
        _ data: TrainingData, transform kind: OutputTransform.Kind, settings: FitSettings = FitSettings()
    ) throws(GaussianProcessError) -> TransformedModel {
        guard let transform = OutputTransform.fitted(kind, to: data.targets) else {
            throw .invalidSetting(name: "transform", accepted: "another than \(kind.rawValue) for these targets")
        }
        let process = try GaussianProcess.fit(data.transformed(by: transform), settings: settings)
        return try TransformedModel(transform: transform, process: process, targets: data.targets)
    }

    /// What the model believes about the target level at points.
    ///
    /// - Parameters:
    ///   - features: Encoded points, m x p.
    ///   - includingNoise: Predicts an observation instead of the function.
    /// - Throws: `GaussianProcessError`.
    public func predictions(
        at features: Matrix, includingNoise: Bool = false
    ) throws(GaussianProcessError) -> [TransformedNormal] {
        let posterior = try process.posterior(at: features)
        let noise = includingNoise ? process.noiseVariance(level: process.levelCount - 1) : 0
        return (0..<posterior.count).map {
            TransformedNormal(
                transform: transform, latentMean: posterior.mean($0), latentVariance: posterior.variance($0) + noise)
        }
    }

    /// What the others predict for each observation left out in turn, noise included.
    ///
    /// - Throws: `GaussianProcessError.linearAlgebra`.
    public func leaveOneOut() throws(GaussianProcessError) -> [TransformedNormal] {
        let latent = try process.leaveOneOut()
        return zip(latent.means, latent.variances).map {
            TransformedNormal(transform: transform, latentMean: $0, latentVariance: $1)
        }
    }

    /// The mean over the target level's observations of the logarithm of the density that the others predict for it,
    /// per unit of the targets; over all observations when the target level has none.
    ///
    /// - Throws: `GaussianProcessError.linearAlgebra`.
    public func leaveOneOutLogDensity() throws(GaussianProcessError) -> Double {
        let latent = try process.leaveOneOut()
        let target = process.levelCount - 1
        let own = targets.indices.filter { latent.levels[$0] == target }
        let rows = own.isEmpty ? Array(targets.indices) : own
        let sum = rows.reduce(0) { sum, row in
            let gap = latent.targets[row] - latent.means[row]
            let variance = latent.variances[row]
            return sum - 0.5 * gap * gap / variance - 0.5 * log(variance) + transform.logDerivative(targets[row])
        }
        return sum / Double(rows.count) - 0.918_938_533_204_672_8
    }

    /// What is added to a log likelihood in the units of the scaled, mapped targets so that it is one of the targets.
    public var logJacobian: Double {
        transform.logJacobian(targets) - Double(targets.count) * log(process.scaling.scale)
    }
}

extension TrainingData {
    /// The data with mapped targets.
    ///
    /// - Throws: `GaussianProcessError.valueNotFinite` where the map is not defined at a target.
    public func transformed(by transform: OutputTransform) throws(GaussianProcessError) -> TrainingData {
        try TrainingData(
            features: features, groups: groups, levels: levels, levelCount: levelCount,
            targets: targets.map(transform.forward))
    }
}
