import SearchSpace

extension SearchSpace {
    /// Candidates that descend from good ones: small, middling and large moves of each in turn, then crossovers of
    /// pairs drawn at random; none where there are no parents.
    ///
    /// - Parameters:
    ///   - parents: The good candidates.
    ///   - moves: How many moves are tried.
    ///   - crossovers: How many crossovers are tried.
    ///   - generator: The source of randomness.
    func relatives(
        of parents: [Candidate], moves: Int, crossovers: Int, using generator: inout RandomGenerator
    ) -> [Candidate] {
        guard !parents.isEmpty else { return [] }
        let scales = [0.02, 0.1, 0.3]
        var relatives = (0..<moves).compactMap { index in
            neighbour(of: parents[index % parents.count], scale: scales[index % 3], using: &generator)
        }
        for _ in 0..<crossovers {
            let first = parents[generator.index(below: parents.count)]
            let second = parents[generator.index(below: parents.count)]
            if let child = crossover(first, second, using: &generator) { relatives.append(child) }
        }
        return relatives
    }
}
