import SearchSpace

/// A candidate with the logarithm of its acquisition.
struct ScoredCandidate: Sendable {
    var candidate: Candidate
    var score: Double
}
