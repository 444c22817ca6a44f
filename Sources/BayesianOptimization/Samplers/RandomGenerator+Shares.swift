import SearchSpace

extension RandomGenerator {
    /// A place drawn with a probability proportional to its share; the last one for a sum of 0.
    ///
    /// - Parameter shares: At least one number, none negative.
    mutating func index(inProportionTo shares: [Double]) -> Int {
        var left = uniform() * shares.reduce(0, +)
        var place = 0
        while place < shares.count - 1, left >= shares[place] {
            left -= shares[place]
            place += 1
        }
        return place
    }
}
