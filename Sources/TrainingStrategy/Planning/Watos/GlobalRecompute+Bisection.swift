/// The same without a table: for the slowest stage alone it is enough to try bounds.
extension GlobalRecompute {
    /// The least seconds of the slowest stage, or nil where even the smallest options do not fit the pool.
    ///
    /// For a bound each stage takes its smallest option that keeps it; the pool holds them all or no choice within the
    /// bound fits.
    ///
    /// - Complexity: O(stages * log(options) * log(stages * options)), after sorting all options.
    public func leastSlowestSeconds() -> Double? {
        let bounds = bounds
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if fits(within: bounds[middle]) { high = middle } else { low = middle + 1 }
        }
        return low < bounds.count ? bounds[low] : options.isEmpty ? 0 : nil
    }

    /// The best choice by bounds on the slowest stage, each with the least of all stages together.
    ///
    /// - Parameters:
    ///   - objective: What is to be least.
    ///   - steps: As in ``byProgramme(_:within:steps:)``, which finds the least of all stages within a bound.
    /// - Returns: nil where even the smallest options do not fit the pool.
    public func byBisection(_ objective: Objective, steps: Int = 4096) -> Choice? {
        guard let least = leastSlowestSeconds() else { return nil }
        guard case .pipeline(let count) = objective else {
            return byProgramme(objective, within: least, steps: steps)
        }
        let fastest = options.reduce(0) { $0 + ($1.first?.seconds ?? 0) }
        let others = Double(max(0, count - 1))
        var best: Choice?
        for bound in bounds where bound >= least {
            if let best, others * bound + fastest >= others * best.slowestSeconds + best.totalSeconds { break }
            guard let choice = byProgramme(objective, within: bound, steps: steps) else { continue }
            if best.map({ objective.prefers(choice, to: $0) }) ?? true { best = choice }
        }
        return best
    }

    /// Seconds of all options, each once, ascending.
    private var bounds: [Double] {
        var bounds = options.flatMap { stage in stage.map(\.seconds) }.sorted()
        var last = -Double.infinity
        bounds.removeAll { bound in
            defer { last = bound }
            return bound == last
        }
        return bounds
    }

    private func fits(within bound: Double) -> Bool {
        guard let indices = smallest(within: bound) else { return false }
        return choice(indices).bytes <= poolBytes
    }
}
