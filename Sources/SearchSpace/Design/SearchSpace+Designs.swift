extension SearchSpace {
    /// Candidates at the first points of Sobol's sequence, spread evenly over the space.
    ///
    /// The points are decoded, so that conditions and constraints hold; candidates can be equal in a discrete space.
    ///
    /// - Parameters:
    ///   - count: The number of candidates, at least 1.
    ///   - generator: Scrambles the sequence.
    /// - Throws: `SearchSpaceError.nonPositiveCount`, `.unsupportedDimension` above `SobolSequence.dimensionLimit`
    ///   parameters, or `.noFeasiblePoint`.
    public func sobolDesign(
        count: Int, scrambledBy generator: inout RandomGenerator
    ) throws(SearchSpaceError) -> [Candidate] {
        guard count >= 1 else { throw .nonPositiveCount(found: count) }
        let sequence = try SobolSequence(dimension: dimension, scrambledBy: &generator)
        var design: [Candidate] = []
        for index in 0..<count { design.append(try decode(sequence.point(index))) }
        return design
    }

    /// Candidates at the points of a Latin hypercube: of any number of parameters.
    ///
    /// The points are decoded, so that conditions and constraints hold; candidates can be equal in a discrete space.
    ///
    /// - Parameters:
    ///   - count: The number of candidates, at least 1.
    ///   - generator: The source of randomness.
    /// - Throws: `SearchSpaceError.nonPositiveCount` or `.noFeasiblePoint`.
    public func latinHypercubeDesign(
        count: Int, using generator: inout RandomGenerator
    ) throws(SearchSpaceError) -> [Candidate] {
        var design: [Candidate] = []
        for point in try LatinHypercube.points(count: count, dimension: dimension, using: &generator) {
            design.append(try decode(point))
        }
        return design
    }
}
