import Foundation

extension SearchSpace {
    /// A candidate near another one.
    ///
    /// One active parameter is changed: a listed number by one place or, less often, to any other; a category to another
    /// choice; a continuous one by a Gaussian step. Parameters that become active are drawn, those that become inactive
    /// lose their value. Where that breaks constraints, up to three more parameters that these name are changed with it.
    ///
    /// - Parameters:
    ///   - candidate: A candidate of the space.
    ///   - scale: The standard deviation of continuous steps, as a share of the range.
    ///   - generator: The source of randomness.
    /// - Returns: Another candidate of the space; `nil` where none was found or the candidate is not in the space.
    public func neighbour(
        of candidate: Candidate, scale: Double = 0.1, using generator: inout RandomGenerator
    ) -> Candidate? {
        guard let base = compiled.point(candidate) else { return nil }
        return neighbour(of: base, isBroken: compiled.broken(by: base), scale: scale, using: &generator)
            .map(compiled.candidate)
    }

    /// Several candidates near another one, each by its own `neighbour` move; those that were not found are left out.
    public func neighbours(
        of candidate: Candidate, count: Int, scale: Double = 0.1, using generator: inout RandomGenerator
    ) -> [Candidate] {
        guard let base = compiled.point(candidate) else { return [] }
        let isBroken = compiled.broken(by: base)
        return (0..<max(0, count)).compactMap { _ in
            neighbour(of: base, isBroken: isBroken, scale: scale, using: &generator).map(compiled.candidate)
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
        guard let one = compiled.point(first), let other = compiled.point(second) else { return nil }
        var child = Point(count: parameters.count)
        var isBroken = Array(repeating: false, count: constraints.count)
        for component in compiled.components {
            var isFound = false
            for _ in 0..<4 where !isFound {
                for index in component.order { inherit(index, from: one, other, into: &child, using: &generator) }
                for index in component.constraints {
                    isBroken[index] = !compiled.constraints[index].isSatisfied(by: child, in: compiled.parameters)
                }
                isFound = repair(component, locked: [], isBroken: &isBroken, point: &child, using: &generator)
            }
            for attempt in 0..<9 where !isFound {
                var parent = generator.uniform() < 0.5 ? one : other
                for block in component.blocks {
                    if attempt < 8 { parent = generator.uniform() < 0.5 ? one : other }
                    for index in block {
                        child.codes[index] = parent.codes[index]
                        child.numbers[index] = parent.numbers[index]
                    }
                }
                isFound = attempt == 8 || compiled.areSatisfied(component.constraints, by: child)
            }
        }
        return compiled.candidate(child)
    }

    private func inherit(
        _ index: Int, from one: Point, _ other: Point, into child: inout Point, using generator: inout RandomGenerator
    ) {
        let parameter = compiled.parameters[index]
        guard CompiledSpace.isActive(parameter, in: child) else {
            child.codes[index] = -1
            child.numbers[index] = 0
            return
        }
        let isFirst = generator.uniform() < 0.5
        let (near, far) = isFirst ? (one, other) : (other, one)
        let parent = near.codes[index] >= 0 ? near : far
        guard parent.codes[index] >= 0 else {
            compiled.assign(index, at: generator.uniform(), in: &child)
            return
        }
        child.codes[index] = parent.codes[index]
        child.numbers[index] = parent.numbers[index]
        guard parameter.form != .listed, near.codes[index] >= 0, far.codes[index] >= 0,
            near.numbers[index] != far.numbers[index], generator.uniform() < 0.5
        else { return }
        let draw = generator.uniform()
        let exponent = 1.0 / 16
        let spread = draw < 0.5 ? pow(2 * draw, exponent) : pow(1 / (2 * (1 - draw)), exponent)
        let (start, end) = (
            parameter.middle(code: 0, number: near.numbers[index]),
            parameter.middle(code: 0, number: far.numbers[index])
        )
        let place = 0.5 * ((1 + spread) * start + (1 - spread) * end)
        compiled.assign(index, at: min(1, max(0, place)), in: &child)
    }
}
