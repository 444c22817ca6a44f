/// What a `ContinuousFidelitySampler` maximises; the raw values are the names of the methods in campaigns.
public enum ContinuousFidelityAcquisition: String, Sendable, Hashable, Codable, CaseIterable {
    /// The expected hypervolume improvement over the objectives and the fidelity together, per cost (`TrustObjective`).
    case momf
    /// The expected growth of the hypervolume of the target's posterior means, per cost
    /// (`HypervolumeKnowledgeGradient`).
    case hvkg
}
