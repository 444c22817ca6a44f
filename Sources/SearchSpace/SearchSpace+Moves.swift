import Foundation

extension SearchSpace {
    /// A candidate near another one.
    ///
    /// One active parameter is changed: a listed number by one place or, less often, to any other; a category to
    /// another choice; a continuous one by a Gaussian step. Parameters that become active are drawn, those that become
    /// inactive lose their value. Where that breaks constraints, up to three more parameters that these name are
    /// changed with it.
    ///
    /// - Parameters:
    ///   - candidate: A candidate of the space.
    ///   - scale: The standard deviation of continuous steps, as a share of the range.
    ///   - generator: The source of randomness.
    /// - Returns: Another candidate of the space; `nil` where none was found or the candidate is not in the space.
    public func neighbour(
        of candidate: Candidate, scale: Double = 0.1, using generator: inout RandomGenerator
    ) -> Candidate? {
        Point.with(count: parameters.count) { base in
            guard compiled.load(candidate, into: base), compiled.areSatisfied(compiled.allConstraints, by: base) else {
                return nil
            }
            return compiled.neighbour(of: base, scale: scale, using: &generator)
        }
    }

    /// Several candidates near another one, each by its own `neighbour` move; those that were not found are left out.
    public func neighbours(
        of candidate: Candidate, count: Int, scale: Double = 0.1, using generator: inout RandomGenerator
    ) -> [Candidate] {
        Point.with(count: parameters.count) { base in
            guard compiled.load(candidate, into: base), compiled.areSatisfied(compiled.allConstraints, by: base) else {
                return []
            }
            var neighbours: [Candidate] = []
            for _ in 0..<max(0, count) {
                if let neighbour = compiled.neighbour(of: base, scale: scale, using: &generator) {
                    neighbours.append(neighbour)
                }
            }
            return neighbours
        }
    }

    /// A child of two candidates: each parameter from either parent, continuous ones also by simulated binary
    /// crossover (Deb and Agrawal, Complex Systems 9, 1995).
    ///
    /// Where the mixture breaks constraints, up to four of their parameters are changed; where that does not help, the
    /// parameters of each table come from one parent as a whole, and in the end all that are tied together.
    ///
    /// - Returns: A candidate of the space, possibly equal to a parent; `nil` where a parent is not in the space.
    public func crossover(
        _ first: Candidate, _ second: Candidate, using generator: inout RandomGenerator
    ) -> Candidate? {
        let count = parameters.count
        return Point.with(count: count) { one in
            Point.with(count: count) { other in
                guard compiled.load(first, into: one), compiled.load(second, into: other),
                    compiled.areSatisfied(compiled.allConstraints, by: one),
                    compiled.areSatisfied(compiled.allConstraints, by: other)
                else { return nil }
                return Point.with(count: count) { child in
                    compiled.cross(one, other, into: child, using: &generator)
                    return compiled.candidate(child)
                }
            }
        }
    }
}

extension CompiledSpace {
    /// Sets a point to a mixture of two points of the space.
    func cross(_ one: Point, _ other: Point, into child: Point, using generator: inout RandomGenerator) {
        for index in free { inherit(index, from: one, other, into: child, using: &generator) }
        guard !tied.isEmpty else { return }
        withUnsafeTemporaryAllocation(of: Bool.self, capacity: max(1, constraints.count)) { flags in
            guard let isBroken = flags.baseAddress else { return }
            flags.initialize(repeating: false)
            for component in tied {
                var isFound = false
                for _ in 0..<4 where !isFound {
                    for index in component.order { inherit(index, from: one, other, into: child, using: &generator) }
                    for index in component.constraints {
                        isBroken[index] = !holds(index, at: child)
                    }
                    isFound = repair(component, isBroken: isBroken, point: child, using: &generator)
                }
                for attempt in 0..<9 where !isFound {
                    var parent = generator.uniform() < 0.5 ? one : other
                    for block in component.blocks {
                        if attempt < 8 { parent = generator.uniform() < 0.5 ? one : other }
                        for index in block { child.copy(index, of: parent) }
                    }
                    // Blocks are tied by conditions as well as by constraints: activity must fit too.
                    isFound =
                        attempt == 8
                        || isSettled(component, in: child)
                            && areSatisfied(component.constraints, by: child)
                }
            }
        }
    }

    private func isSettled(_ component: SpaceComponent, in point: Point) -> Bool {
        guard hasConditions else { return true }
        for index in component.order
        where parameters[index].isConditional
            && Self.isActive(parameters[index], in: point) != (point.codes[index] >= 0)
        {
            return false
        }
        return true
    }

    private func inherit(
        _ index: Int, from one: Point, _ other: Point, into child: Point, using generator: inout RandomGenerator
    ) {
        let parameter = parameters[index]
        guard Self.isActive(parameter, in: child) else {
            child.codes[index] = -1
            child.numbers[index] = 0
            return
        }
        let isFirst = generator.uniform() < 0.5
        let (near, far) = isFirst ? (one, other) : (other, one)
        let parent = near.codes[index] >= 0 ? near : far
        guard parent.codes[index] >= 0 else {
            assign(index, at: generator.uniform(), in: child)
            return
        }
        child.copy(index, of: parent)
        guard parameter.form != .listed, near.codes[index] >= 0, far.codes[index] >= 0,
            near.numbers[index] != far.numbers[index], generator.uniform() < 0.5
        else { return }
        let draw = generator.uniform()
        // The sixteenth root: a distribution index of 15.
        let power = draw < 0.5 ? 2 * draw : 1 / (2 * (1 - draw))
        let spread = power.squareRoot().squareRoot().squareRoot().squareRoot()
        let start = parameter.middle(code: 0, number: near.numbers[index])
        let end = parameter.middle(code: 0, number: far.numbers[index])
        let place = 0.5 * ((1 + spread) * start + (1 - spread) * end)
        assign(index, at: min(1, max(0, place)), in: child)
    }
}
