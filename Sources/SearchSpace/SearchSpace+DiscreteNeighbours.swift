extension SearchSpace {
    /// The candidates that differ from one in a discrete parameter: for each other value of each active one the
    /// candidate with that value.
    ///
    /// A category and a listed number give all their other values; a whole number of a range of more than 4096 gives
    /// those at distances 1, 2, 4 and so on. Parameters that become active are drawn, those that become inactive lose
    /// their value. Where the change breaks constraints, up to three more parameters that these name are changed with
    /// it; a change that no such repair saves is left out.
    ///
    /// - Parameters:
    ///   - candidate: A candidate of the space.
    ///   - limit: The most candidates to give. Where there are more changes, each is as likely as any other to be among
    ///     those tried, in random order; where there are not, they come in the order of parameters and values.
    ///   - generator: The source of randomness.
    /// - Returns: Different candidates of the space, the given one not among them; none where that is not in the space.
    public func discreteNeighbours(
        of candidate: Candidate, limit: Int, using generator: inout RandomGenerator
    ) -> [Candidate] {
        guard limit > 0 else { return [] }
        return Point.with(count: parameters.count) { base in
            guard compiled.load(candidate, into: base), compiled.areSatisfied(compiled.allConstraints, by: base) else {
                return []
            }
            return compiled.discreteNeighbours(of: base, limit: limit, using: &generator)
        }
    }
}

extension CompiledSpace {
    /// The changes of one parameter that are tried in turn.
    private struct Changes {
        /// The parameters with the number of changes up to and with each.
        var ends: [(index: Int, end: Int)] = []
        var count: Int { ends.last?.end ?? 0 }

        init(_ space: CompiledSpace, of base: Point) {
            var end = 0
            for index in space.variables where base.codes[index] >= 0 {
                let parameter = space.parameters[index]
                switch parameter.form {
                case .listed: end += parameter.count - 1
                case .wide: end += 2 * (Int.bitWidth - (parameter.count - 1).leadingZeroBitCount)
                case .continuous: continue
                }
                ends.append((index, end))
            }
        }

        /// The parameter and the number within it of a change.
        func find(_ change: Int) -> (index: Int, number: Int) {
            var (low, high) = (0, ends.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle].end <= change { low = middle + 1 } else { high = middle }
            }
            return (ends[low].index, low == 0 ? change : change - ends[low - 1].end)
        }
    }

    func discreteNeighbours(
        of base: Point, limit: Int, using generator: inout RandomGenerator
    ) -> [Candidate] {
        let changes = Changes(self, of: base)
        var order = changes.count <= limit ? nil : LazyPermutation(of: changes.count)
        var found: [Candidate] = []
        var repaired: Set<Candidate> = []
        return Point.with(count: parameters.count) { point in
            withUnsafeTemporaryAllocation(of: Bool.self, capacity: constraints.count + 1) { flags in
                guard let isBroken = flags.baseAddress else { return [] }
                for position in 0..<changes.count where found.count < limit {
                    let change = changes.find(order?.next(using: &generator) ?? position)
                    point.copy(base)
                    guard set(change.index, change: change.number, in: point) else { continue }
                    isBroken.update(repeating: false, count: constraints.count)
                    if isDecider[change.index] { settle(after: change.index, in: point, using: &generator) }
                    update(isBroken, changed: change.index, point: point)
                    let isPlain = affectedConstraints[change.index].allSatisfy { !isBroken[$0] }
                    let component = components[componentOfParameter[change.index]]
                    guard
                        isPlain
                            || repair(
                                component, first: change.index, isBroken: isBroken, point: point, using: &generator)
                    else { continue }
                    let candidate = candidate(point)
                    // Only a repair can come upon what another one has found.
                    if isPlain && !isDecider[change.index] || repaired.insert(candidate).inserted {
                        found.append(candidate)
                    }
                }
                return found
            }
        }
    }

    /// Makes one of the changes of a parameter; `false` where it leads out of the range.
    private func set(_ index: Int, change: Int, in point: Point) -> Bool {
        let parameter = parameters[index]
        if parameter.form == .listed {
            assign(index, code: change < Int(point.codes[index]) ? change : change + 1, in: point)
            return true
        }
        let distance = Double(1 << (change / 2))
        let number = point.numbers[index] + (change % 2 == 0 ? distance : -distance)
        guard number >= parameter.lower, number <= parameter.upper else { return false }
        point.numbers[index] = number
        return true
    }
}
