import SearchSpace
import Testing

@Suite struct DiscreteNeighboursTests {
    @Test func everyOneParameterChangeIsThere() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "kind", domain: .categorical([.string("a"), .string("b"), .string("c")])),
                Parameter(name: "size", domain: .ordinal([.integer(1), .integer(4), .integer(9), .integer(16)])),
                Parameter(name: "steps", domain: .integer(lower: 1, upper: 6, scale: .linear)),
                Parameter(name: "rate", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
            ], constraints: [KnownConstraint("size * steps <= 20")])
        var generator = RandomGenerator(seed: 41)
        for _ in 0..<50 {
            let base = try space.random(using: &generator)
            let found = space.discreteNeighbours(of: base, limit: 1_000, using: &generator)
            #expect(Set(found).count == found.count)
            #expect(!found.contains(base))
            var expected: Set<Candidate> = []
            for index in 0..<3 {
                let values: [ParameterValue] =
                    switch space.parameters[index].domain {
                    case .integer(let lower, let upper, _): (lower...upper).map { .integer($0) }
                    case .ordinal(let list), .categorical(let list): list
                    case .continuous: []
                    }
                for value in values where value != base.values[index] {
                    var other = base
                    other.values[index] = value
                    if space.contains(other) { expected.insert(other) }
                }
            }
            #expect(expected.isSubset(of: Set(found)))
            // What is there beside has been repaired: another size or another number of steps with it.
            for candidate in found {
                #expect(space.contains(candidate))
                #expect(candidate.values[3] == base.values[3])
                if !expected.contains(candidate) { #expect(candidate.values[0] == base.values[0]) }
            }
        }
    }

    @Test func aHardEquationIsKeptByRepairs() throws {
        var generator = RandomGenerator(seed: 42)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large(), try Spaces.linked()] {
            var repaired = 0
            for _ in 0..<20 {
                let base = try space.random(using: &generator)
                var copy = generator
                let found = space.discreteNeighbours(of: base, limit: 60, using: &generator)
                #expect(found == space.discreteNeighbours(of: base, limit: 60, using: &copy))
                #expect(found.count <= 60)
                #expect(Set(found).count == found.count)
                for candidate in found {
                    #expect(space.violations(of: candidate).isEmpty)
                    if zip(candidate.values, base.values).count(where: { $0 != $1 }) == 2 { repaired += 1 }
                }
            }
            #expect(repaired > 40)
        }
    }

    @Test func aLimitFavoursNoChange() throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "a", domain: .categorical((0..<5).map { .string("k\($0)") })),
            Parameter(name: "b", domain: .integer(lower: 1, upper: 17, scale: .linear)),
        ])
        let base = Candidate(values: [.string("k0"), .integer(1)])
        var generator = RandomGenerator(seed: 43)
        var counts: [Candidate: Int] = [:]
        for _ in 0..<4_000 {
            for found in space.discreteNeighbours(of: base, limit: 5, using: &generator) {
                counts[found, default: 0] += 1
            }
        }
        // 20 changes, each with probability 1/4: mean 1000, standard deviation 27.
        #expect(counts.count == 20)
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 130 })
    }

    @Test func wideRangesStepByPowersOfTwo() throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "n", domain: .integer(lower: 0, upper: 1 << 40, scale: .linear))
        ])
        var generator = RandomGenerator(seed: 44)
        let found = space.discreteNeighbours(
            of: Candidate(values: [.integer(1 << 30)]), limit: 200, using: &generator)
        let distances = Set(found.compactMap { $0.values[0]?.number }.map { Int($0) - 1 << 30 })
        #expect(distances == Set((0...39).map { 1 << $0 } + (0...30).map { -(1 << $0) }))
        #expect(space.discreteNeighbours(of: Candidate(values: []), limit: 9, using: &generator).isEmpty)
        #expect(space.discreteNeighbours(of: Candidate(values: [.integer(1)]), limit: 0, using: &generator).isEmpty)
    }
}
