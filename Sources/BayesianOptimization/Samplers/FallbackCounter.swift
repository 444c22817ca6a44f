/// How often each fallback was taken, stored with a sampler's state so that a resumed campaign goes on counting.
///
/// No proposal depends on it.
struct FallbackCounter: FallbackCounting, Sendable, Hashable {
    /// By name of the fallback: how often it was taken, at least once.
    private(set) var counts: [String: Int] = [:]

    init() {}

    /// Takes back what `json` gave.
    ///
    /// - Throws: `OptimizationError.invalidState`.
    init(json: String) throws(OptimizationError) {
        if json.isEmpty { return }
        guard let counts = StateText.state([String: Int].self, of: json), counts.values.allSatisfy({ $0 > 0 })
        else { throw .invalidState(reason: "it is not the JSON of this sampler's fallback counts") }
        self.counts = counts
    }

    mutating func count(_ name: String, by amount: Int) {
        if amount > 0 { counts[name, default: 0] += amount }
    }

    /// The counts with sorted names; empty where there are none.
    var json: String { counts.isEmpty ? "" : StateText.text(of: counts) }
}
