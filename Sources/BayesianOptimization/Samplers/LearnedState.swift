/// What a sampler that learns hyperparameters keeps between trials, beside the models themselves.
protocol LearnedState: FallbackCounting, Codable, Sendable, Hashable {
    /// What messages call the sampler.
    static var samplerName: String { get }
    /// How often each fallback was taken, at least once.
    var fallbacks: [String: Int] { get set }
    /// How often hyperparameters were learned.
    var fits: Int { get }

    /// The state before the first trial.
    init()
}

extension LearnedState {
    mutating func count(_ fallback: String, by amount: Int) {
        if amount > 0 { fallbacks[fallback, default: 0] += amount }
    }

    /// The state as JSON.
    var json: String { StateText.text(of: self) }

    /// Takes back what `json` gave; an empty text is the state before the first trial.
    ///
    /// - Throws: `OptimizationError.invalidState`.
    init(json: String) throws(OptimizationError) {
        if json.isEmpty {
            self.init()
            return
        }
        guard let state = StateText.state(Self.self, of: json), state.fits >= 0,
            state.fallbacks.values.allSatisfy({ $0 > 0 })
        else { throw .invalidState(reason: "it is not the JSON of a \(Self.samplerName)") }
        self = state
    }
}
