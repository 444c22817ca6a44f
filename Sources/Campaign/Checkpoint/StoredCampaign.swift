public import SearchSpace

/// What a checkpoint keeps about the campaign as a whole.
public struct StoredCampaign: Sendable, Hashable {
    /// The campaign's name.
    public var name: String
    /// The text of the campaign file.
    public var specification: String
    /// The campaign file's name in messages.
    public var file: String
    /// The absolute path of its folder.
    public var folder: String
    /// The seed.
    public var seed: UInt64
    /// The number of workers it was begun with.
    public var workers: Int
    /// How much may be spent, extensions included.
    public var budget: Budget
    /// The designs to try first.
    public var start: [Candidate]
    /// The version of the software that began it.
    public var softwareVersion: String
    /// The evaluator's version by fidelity name.
    public var evaluatorVersions: [String: String]
    /// The BLAS that it was begun with.
    public var blas: String
    /// The processor that it was begun on.
    public var processor: String
    /// When it was begun, in UTC; for people only.
    public var created: String
}

/// What must be given back to a sampler to go on.
public struct StoredSamplerState: Sendable, Hashable {
    /// The trial whose proposal left it so.
    public var trial: Int
    /// The sampler's state.
    public var state: String
    /// How often each fallback was taken up to then.
    public var fallbacks: [String: Int]
    /// What the sampler says of its models, one JSON object; empty where it says nothing.
    public var diagnostics: String
}
