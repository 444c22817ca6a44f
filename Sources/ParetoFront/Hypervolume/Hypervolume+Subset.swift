extension Hypervolume {
    /// A subset of at most some points that dominates much of what all do, one point after the other by what it adds.
    ///
    /// It dominates at least 1 - 1/e of what the best subset of its size does, since the volume is submodular
    /// (G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, Math. Program. 14, 1978); gains only fall, so that most are not
    /// computed again (M. Minoux, 1978).
    ///
    /// - Parameters:
    ///   - count: How many points at most; points that add nothing are not taken.
    ///   - points: Any points of as many objectives as the reference has.
    ///   - reference: The corner that the volume is measured from.
    /// - Returns: The indices, in the order in which they were taken; equal gains go to the lower index.
    public static func greedySubset(_ count: Int, of points: [[Double]], reference: [Double]) -> [Int] {
        var chosen: [Int] = []
        var gains = HypervolumeImprovement(front: [], reference: reference).values(of: points)
        var ages = Array(repeating: 0, count: points.count)
        while chosen.count < count {
            let current = HypervolumeImprovement(front: chosen.map { points[$0] }, reference: reference)
            var best: Int?
            while true {
                best = points.indices.max { (gains[$0], -$0) < (gains[$1], -$1) }
                guard let top = best, gains[top] > 0, ages[top] < chosen.count else { break }
                gains[top] = min(gains[top], current.value(of: points[top]))
                ages[top] = chosen.count
            }
            guard let next = best, gains[next] > 0 else { break }
            chosen.append(next)
            gains[next] = 0
        }
        return chosen
    }
}
