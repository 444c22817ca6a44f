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
    ///   - count: Bounds that are tried above the least, evenly of those that may win; with fewer than there are the
    ///     choice may not be the best.
    /// - Returns: nil where even the smallest options do not fit the pool.
    public func byBisection(_ objective: Objective, steps: Int = 4096, bounds count: Int = .max) -> Choice? {
        guard let least = leastSlowestSeconds() else { return nil }
        guard case .pipeline(let microBatches) = objective else {
            return byProgramme(objective, within: least, steps: steps)
        }
        let fastest = options.reduce(0) { $0 + ($1.first?.seconds ?? 0) }
        let others = Double(max(0, microBatches - 1))
        var best: Choice?
        // Slower bounds than these cannot win, whatever the other stages save.
        func mayWin(_ bound: Double) -> Bool {
            best.map { others * bound + fastest < others * $0.slowestSeconds + $0.totalSeconds } ?? true
        }
        func look(_ bound: Double) {
            guard let choice = byProgramme(objective, within: bound, steps: steps) else { return }
            if best.map({ objective.prefers(choice, to: $0) }) ?? true { best = choice }
        }
        look(least)
        let open = bounds.filter { $0 > least && mayWin($0) }
        for place in 0..<min(count, open.count) {
            let bound = open[open.count > count ? place * open.count / count : place]
            if mayWin(bound) { look(bound) }
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
