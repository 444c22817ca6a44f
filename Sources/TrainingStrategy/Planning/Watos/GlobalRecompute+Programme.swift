/// The dynamic programme over stages.
extension GlobalRecompute {
    /// The best choice by the programme `T[t][m]`: the least seconds of stages `t` and behind with memory `m`.
    ///
    /// `T[t]` is a step function of the memory, kept by its steps rather than on a grid, so that nothing is rounded.
    /// As both the slowest stage and all together count, a step is any pair of them that no other beats at its memory.
    ///
    /// - Parameters:
    ///   - objective: What is to be least.
    ///   - bound: Seconds that no stage may exceed.
    ///   - steps: Steps that are kept of each function; where there are more, of those in equal parts of the memory the
    ///     best by all stages together stays, and the choice may not be the best, but always fits.
    /// - Returns: nil where even the smallest options do not fit the pool.
    /// - Complexity: O(stages * steps * options), times the logarithm of the two last.
    public func byProgramme(
        _ objective: Objective, within bound: Double = .infinity, steps: Int = 4096
    ) -> Choice? {
        var tables: [[Step]] = []
        var last = [Step(bytes: 0, slowest: 0, total: 0, option: 0, next: 0)]
        // Bytes that the stages before need at least.
        var least: [Double] = []
        var sum = 0.0
        for stage in options {
            least.append(sum)
            guard let smallest = stage.last(where: { $0.seconds <= bound }) else { return nil }
            sum += smallest.bytes
        }
        for stage in options.indices.reversed() {
            var candidates: [Step] = []
            candidates.reserveCapacity(last.count * options[stage].count)
            for (next, step) in last.enumerated() {
                for (index, option) in options[stage].enumerated() {
                    guard option.seconds <= bound else { break }
                    let bytes = step.bytes + option.bytes
                    guard bytes + least[stage] <= poolBytes else { continue }
                    candidates.append(
                        Step(
                            bytes: bytes, slowest: max(step.slowest, option.seconds),
                            total: step.total + option.seconds, option: Int32(index), next: Int32(next)))
                }
            }
            guard !candidates.isEmpty else { return nil }
            last = Self.thinned(Self.front(candidates, ignoresSlowest: bound < .infinity), to: steps)
            tables.append(last)
        }
        return best(of: tables.reversed(), objective)
    }

    /// A step of the table of a stage.
    struct Step {
        var bytes: Double
        var slowest: Double
        var total: Double
        /// The option of this stage.
        var option: Int32
        /// The step of the stage behind.
        var next: Int32
    }

    /// The choice that the best step of the first table leads to.
    private func best(of tables: [[Step]], _ objective: Objective) -> Choice? {
        guard let first = tables.first else { return choice([]) }
        var best: Choice?
        for step in first {
            let candidate = Choice(
                indices: [], slowestSeconds: step.slowest, totalSeconds: step.total, bytes: step.bytes)
            guard best.map({ objective.prefers(candidate, to: $0) }) ?? true else { continue }
            var indices: [Int] = []
            var step = step
            for stage in tables.indices {
                indices.append(Int(step.option))
                if stage + 1 < tables.count { step = tables[stage + 1][Int(step.next)] }
            }
            best = candidate
            best?.indices = indices
        }
        return best.map { choice($0.indices) }
    }

    /// The steps that no other beats in all of memory, slowest stage and total.
    ///
    /// - Parameter ignoresSlowest: Leaves the slowest stage out, which a bound then holds.
    static func front(_ steps: [Step], ignoresSlowest: Bool) -> [Step] {
        let sorted = steps.sorted { first, second in
            if first.bytes != second.bytes { return first.bytes < second.bytes }
            return first.total != second.total ? first.total < second.total : first.slowest < second.slowest
        }
        var front: [Step] = []
        if ignoresSlowest {
            var least = Double.infinity
            for step in sorted where step.total < least {
                front.append(step)
                least = step.total
            }
            return front
        }
        // Pairs of slowest and total so far that no other beats, slowest ascending and total descending.
        var stairs: [(slowest: Double, total: Double)] = []
        for step in sorted {
            var (low, high) = (0, stairs.count)
            while low < high {
                let middle = (low + high) / 2
                if stairs[middle].slowest <= step.slowest { low = middle + 1 } else { high = middle }
            }
            if low > 0, stairs[low - 1].total <= step.total { continue }
            front.append(step)
            var end = low
            while end < stairs.count, stairs[end].total >= step.total { end += 1 }
            if low > 0, stairs[low - 1].slowest == step.slowest { low -= 1 }
            stairs.replaceSubrange(low..<end, with: CollectionOfOne((slowest: step.slowest, total: step.total)))
        }
        return front
    }

    /// At most so many steps: the smallest, and the best of each of equal parts of the memory.
    private static func thinned(_ steps: [Step], to count: Int) -> [Step] {
        guard steps.count > count, count > 1, let first = steps.first, let last = steps.last else { return steps }
        let width = (last.bytes - first.bytes) / Double(count - 1)
        var kept = [first]
        var part = 0.0
        var best: Step?
        for step in steps.dropFirst() {
            let place = ((step.bytes - first.bytes) / width).rounded(.down)
            if place != part, let found = best {
                kept.append(found)
                best = nil
            }
            part = place
            if best.map({ step.total < $0.total }) ?? true { best = step }
        }
        if let best { kept.append(best) }
        return kept
    }
}
