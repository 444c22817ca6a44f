import SearchSpace

/// A design at a fidelity, with the logarithm of its acquisition.
struct FidelityLook: Sendable, Hashable {
    var candidate: Candidate
    var fidelity: Int
    var score = -Double.infinity
}

/// What gives looks their value.
protocol FidelityLookScoring {
    /// The logarithm of the acquisition of each look, per cost; minus infinity where there is none.
    func scores(of looks: [FidelityLook]) throws(OptimizationError) -> [Double]
}
