/// The best placement of few stages, by branch and bound.
extension StagePlacement {
    /// The cheapest places of all stages.
    ///
    /// Stages are placed one after the other; what is placed costs at least what it costs by itself, and each hand-over
    /// still to come at least the shortest way between two places.
    ///
    /// - Parameter start: Places to beat; without any the first ones.
    /// - Returns: A place for each stage.
    /// - Complexity: Exponential in the stages; a few milliseconds up to eight of them.
    public func exact(from start: [Int]? = nil) -> [Int] {
        var best = start ?? Array(0..<stages)
        var bestCost = cost(best)
        var shortest = Int.max
        for first in sites.indices {
            for second in sites.indices where second != first { shortest = min(shortest, distance(first, second)) }
        }
        let step = shortest == .max ? 0 : pipelineBytes * Double(shortest)
        var places: [Int] = []
        var isTaken = [Bool](repeating: false, count: sites.count)
        func place() {
            if places.count == stages {
                let total = cost(places, below: bestCost)
                if total < bestCost { (best, bestCost) = (places, total) }
                return
            }
            for site in sites.indices where !isTaken[site] {
                places.append(site)
                isTaken[site] = true
                let rest = step * Double(stages - places.count)
                if cost(places, below: bestCost - rest) + rest < bestCost { place() }
                isTaken[site] = false
                places.removeLast()
            }
        }
        place()
        return best
    }
}
