import LinearAlgebra

/// The acquisition of `momf`: `TrustObjective` times the probability of feasibility at the target.
struct TrustScoring: FidelityLookScoring {
    let models: ContinuousFidelityModels
    private let trust: TrustObjective

    /// Prepares the front of every feasible result at whatever setting, pending ones as believed.
    init(_ models: ContinuousFidelityModels, observations: [Observation], options: ContinuousFidelityOptions) {
        self.models = models
        var (values, settings): ([[Double]], [Double]) = ([], [])
        for observation in observations {
            guard let own = models.problem.feasibleValues(observation.outcome) else { continue }
            values.append(own)
            settings.append(models.axis.settings[observation.fidelity])
        }
        for (own, setting) in models.believed {
            values.append(own)
            settings.append(setting)
        }
        trust = TrustObjective(
            observations: values, fidelities: settings, reference: models.problem.maximizedReference,
            fidelityReference: options.trustReference)
    }

    func scores(of looks: [FidelityLook]) throws(OptimizationError) -> [Double] {
        guard !looks.isEmpty else { return [] }
        let features = try models.matrix(looks.map { ($0.candidate, $0.fidelity) })
        let belief = try models.belief(at: features)
        let feasibility = try models.logWeights(of: looks, features: features)
        var means: [Double] = []
        var deviations: [Double] = []
        means.reserveCapacity(looks.count * (belief.count + 1))
        deviations.reserveCapacity(looks.count * (belief.count + 1))
        for (index, look) in looks.enumerated() {
            for own in belief {
                means.append(own.means[index])
                deviations.append(own.variances[index].squareRoot())
            }
            means.append(models.axis.settings[look.fidelity])
            deviations.append(0)
        }
        let values = trust.improvement.logValues(means: means, deviations: deviations)
        return looks.indices.map { index in
            let score = values[index] + feasibility[index] - models.axis.logCosts[looks[index].fidelity]
            return score.isNaN ? -.infinity : score
        }
    }
}
