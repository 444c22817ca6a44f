import GaussianProcess
import LinearAlgebra
import SearchSpace

/// One quantity at the target fidelity as a weighted sum of independent Gaussian processes, one a fidelity.
///
/// With standardised values z_i the mean is sum w_i mu_i and the variance sum w_i^2 sigma_i^2; w_i is in proportion to
/// the cube of the share of target pairs that model i puts in the right order, its own by five-fold cross-validation
/// for the target's model (Y. Li et al., "MFES-HB", AAAI 2021). The sum is read in the units of the target's values.
/// While the target has fewer than five observations the cheaper models weigh the same, each in its own units, and the
/// target's model counts only where there is no other.
struct FidelityEnsemble: Sendable {
    struct Member: Sendable {
        let fidelity: Int
        let model: GaussianProcess
        let weight: Double
        /// The map from the model's units to those that its part of the sum is read in.
        let unit: TargetScaling
    }

    /// The fewest target observations from which weights are learned.
    static let fewestRanked = 5

    private(set) var members: [Member]

    /// Fits the models of one quantity.
    ///
    /// - Parameters:
    ///   - quantity: The index into `LevelSample.quantities`.
    ///   - samples: The fidelities to use, the target last; those without observations are left out.
    ///   - fits: Remembers hyperparameters.
    ///   - fallbacks: Counts what was not as it should be.
    /// - Throws: `OptimizationError.model`.
    init(
        quantity: Int, samples: [LevelSample], fits: inout MilestoneFits, fallbacks: inout FallbackCounter
    ) throws(OptimizationError) {
        var models: [(sample: LevelSample, model: GaussianProcess)] = []
        for sample in samples where !sample.entries.isEmpty {
            let model = try fits.model(
                "\(quantity) at \(sample.fidelity)", features: sample.features, targets: sample.quantities[quantity],
                kept: sample.kept, fallbacks: &fallbacks)
            models.append((sample, model))
        }
        guard let last = models.last else { throw .model(reason: "nothing has figures") }
        let hasTarget = last.sample.fidelity == samples.last?.fidelity
        if models.count == 1 {
            members = [Member(fidelity: last.sample.fidelity, model: last.model, weight: 1, unit: last.model.scaling)]
        } else if !hasTarget || last.sample.entries.count < Self.fewestRanked {
            let low = hasTarget ? models.dropLast() : models[...]
            members = low.map {
                Member(
                    fidelity: $0.sample.fidelity, model: $0.model, weight: 1 / Double(low.count), unit: $0.model.scaling
                )
            }
            // Without weight, but there to be conditioned on pending trials.
            if hasTarget {
                members.append(
                    Member(fidelity: last.sample.fidelity, model: last.model, weight: 0, unit: last.model.scaling))
            }
        } else {
            let rows = last.sample.kept
            let features = rows.map { last.sample.features[$0] }
            let observed = rows.map { last.sample.quantities[quantity][$0] }
            var shares: [Double] = []
            for (_, model) in models.dropLast() {
                let predicted = try Self.means(of: model, at: features)
                shares.append(OrderAgreement.share(predicted: predicted, observed: observed) ?? 0)
            }
            let own = try fits.crossValidated(last.model, features: features, targets: observed)
            shares.append(OrderAgreement.share(predicted: own, observed: observed) ?? 0)
            let weights = OrderAgreement.weights(shares)
            members = zip(models, weights).map {
                Member(fidelity: $0.sample.fidelity, model: $0.model, weight: $1, unit: last.model.scaling)
            }
        }
    }

    private static func means(
        of model: GaussianProcess, at features: [[Double]]
    ) throws(OptimizationError) -> [Double] {
        do {
            let posterior = try model.posterior(at: Matrix(rows: features))
            return features.indices.map { posterior.mean($0) }
        } catch {
            throw .model(reason: "\(error)")
        }
    }

    /// The means and standard deviations at points, one a row.
    func predictions(at features: Matrix) throws(OptimizationError) -> (means: [Double], deviations: [Double]) {
        var means = [Double](repeating: 0, count: features.rows)
        var variances = means
        for member in members where member.weight > 0 {
            let posterior: Posterior
            do { posterior = try member.model.posterior(at: features) } catch { throw .model(reason: "\(error)") }
            let own = member.model.scaling
            let ratio = member.weight * member.unit.scale / own.scale
            for index in means.indices {
                means[index] +=
                    member.weight * member.unit.location + ratio * (posterior.mean(index) - own.location)
                variances[index] += ratio * ratio * posterior.variance(index)
            }
        }
        return (means, variances.map { $0.squareRoot() })
    }

    /// Conditions the model of one fidelity on its own means at pending points.
    ///
    /// - Returns: Whether that could be done; the model is unchanged where not.
    mutating func believe(_ features: Matrix, fidelity: Int) -> Bool {
        guard let index = members.firstIndex(where: { $0.fidelity == fidelity }) else { return true }
        let old = members[index]
        guard let model = try? old.model.believing(at: features).model else { return false }
        members[index] = Member(fidelity: fidelity, model: model, weight: old.weight, unit: old.unit)
        return true
    }
}
