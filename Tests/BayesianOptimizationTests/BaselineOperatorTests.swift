@testable import BayesianOptimization
import Foundation
import SearchSpace
import Testing

@Suite struct BaselineOperatorTests {
    private func gene(_ domain: Parameter.Domain) throws -> Gene {
        let parameter = Parameter(name: "x", domain: domain)
        return Gene(parameter, in: try SearchSpace(parameters: [parameter]))
    }

    @Test func crossoverSpreadsChildrenAsItsDensitySays() throws {
        // Far from the bounds the spread factor b of simulated binary crossover has the distribution function
        // b^(n + 1) / 2 below 1 and 1 - b^-(n + 1) / 2 above.
        let gene = try gene(.continuous(lower: -1_000, upper: 1_000, scale: .linear))
        var generator = RandomGenerator(seed: 1)
        var factors: [Double] = []
        for _ in 0..<40_000 {
            let (one, other) = gene.crossed(.real(-1), .real(1), distribution: 3, using: &generator)
            let (a, b) = (one.number ?? .nan, other.number ?? .nan)
            #expect(abs(a + b) < 1e-9)
            if abs(a) != 1 { factors.append(abs(a - b) / 2) }
        }
        #expect(abs(Double(factors.count) / 40_000 - 0.5) < 0.01)
        for edge in [0.6, 0.8, 1, 1.2, 1.5, 2] {
            let expected = edge <= 1 ? 0.5 * pow(edge, 4) : 1 - 0.5 * pow(edge, -4)
            let found = Double(factors.count { $0 <= edge }) / Double(factors.count)
            #expect(abs(found - expected) < 0.015)
        }
    }

    @Test func mutationStepsHaveThePolynomialDensity() throws {
        // Far from the bounds a step d of the range has the distribution function (1 + d)^(n + 1) / 2 below 0.
        let gene = try gene(.continuous(lower: 0, upper: 1, scale: .linear))
        var generator = RandomGenerator(seed: 2)
        let steps = (0..<40_000).map { _ in
            (gene.mutated(.real(0.5), distribution: 20, using: &generator).number ?? .nan) - 0.5
        }
        for edge in [-0.2, -0.1, -0.05, -0.02] {
            let expected = 0.5 * pow(1 + edge, 21)
            #expect(abs(Double(steps.count { $0 <= edge }) / 40_000 - expected) < 0.01)
            #expect(abs(Double(steps.count { $0 >= -edge }) / 40_000 - expected) < 0.01)
        }
        for place in [0.0, 0.01, 1.0] {
            for _ in 0..<500 {
                let moved = gene.mutated(.real(place), distribution: 5, using: &generator).number ?? .nan
                #expect(moved >= 0 && moved <= 1)
            }
        }
    }

    @Test func discreteValuesAlwaysMoveToAnAllowedOne() throws {
        var generator = RandomGenerator(seed: 3)
        let choices: [ParameterValue] = [.string("a"), .string("b"), .string("c")]
        for (domain, values) in [
            (Parameter.Domain.integer(lower: 2, upper: 5, scale: .linear), (2...5).map { .integer($0) }),
            (.integer(lower: 1, upper: 64, scale: .log), (1...64).map { .integer($0) }),
            (.ordinal([1, 4, 16].map { .integer($0) }), [1, 4, 16].map { .integer($0) }),
            (.categorical(choices), choices),
        ] as [(Parameter.Domain, [ParameterValue])] {
            let gene = try gene(domain)
            var reached: Set<ParameterValue> = []
            var value = values[0]
            for _ in 0..<4_000 {
                let next = gene.mutated(value, distribution: 20, using: &generator)
                #expect(next != value && values.contains(next))
                let pair = gene.crossed(value, next, distribution: 20, using: &generator)
                #expect(values.contains(pair.0) && values.contains(pair.1))
                value = next
                reached.insert(next)
            }
            #expect(reached.count == values.count)
        }
    }

    @Test func childrenStayInConstrainedAndConditionalSpaces() throws {
        for space in [try BaselineProblems.mixed().problem.space, try Problems.tiling().space] {
            let operators = VariationOperators(space: space, options: NSGA2Options())
            var generator = RandomGenerator(seed: 4)
            var parents: [Candidate] = []
            for _ in 0..<20 { parents.append(try space.random(using: &generator)) }
            var fresh = 0
            for _ in 0..<1_000 {
                let first = parents[generator.index(below: parents.count)]
                let second = parents[generator.index(below: parents.count)]
                let children = operators.children(of: first, second, using: &generator)
                for child in [children.0, children.1] {
                    #expect(space.contains(child))
                    if child != first && child != second { fresh += 1 }
                }
            }
            #expect(fresh > 1_000)
        }
    }

    @Test func childrenOfEqualParentsDifferByMutationOnly() throws {
        let space = try Problems.unit((0..<10).map { "x\($0)" })
        let operators = VariationOperators(space: space, options: NSGA2Options())
        var generator = RandomGenerator(seed: 5)
        let parent = try space.random(using: &generator)
        var changes = 0
        for _ in 0..<2_000 {
            let child = operators.children(of: parent, parent, using: &generator).0
            changes += zip(parent.values, child.values).count { $0 != $1 }
        }
        // One parameter of ten on average.
        #expect(abs(Double(changes) / 2_000 - 1) < 0.08)
    }
}
