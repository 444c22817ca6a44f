import SearchSpace
import Testing

@Suite struct DegenerateSpacesTests {
    /// Draws, encodes and moves, and checks each result against the space's own rules.
    private func exercise(_ space: SearchSpace, count: Int = 60) throws {
        var generator = RandomGenerator(seed: 71)
        var previous = try space.random(using: &generator)
        for _ in 0..<count {
            let candidate = try space.random(using: &generator)
            #expect(space.violations(of: candidate).isEmpty)
            let row = try space.encode(candidate)
            #expect(row.count == space.featureCount && row.allSatisfy { $0 >= -0.5 && $0 <= 1 })
            let near = try #require(space.neighbour(of: candidate, using: &generator))
            #expect(near != candidate)
            #expect(space.violations(of: near).isEmpty)
            let child = try #require(space.crossover(previous, candidate, using: &generator))
            #expect(space.violations(of: child).isEmpty)
            let back = try space.decode(try space.unit(for: candidate))
            #expect(zip(try space.encode(back), row).allSatisfy { abs($0 - $1) < 1e-12 })
            previous = candidate
        }
    }

    @Test func categoriesOnly() throws {
        let space = try SearchSpace(
            parameters: (0..<5).map { index in
                Parameter(name: "c\(index)", domain: .categorical((0..<3).map { .string("v\($0)") }))
            })
        #expect(space.count == 243)
        try exercise(space)
        let all = try #require(space.allCandidates(limit: 243))
        #expect(Set(all).count == 243)
        #expect(try space.continuousFeatures(of: all[0]).isEmpty)
        #expect(space.candidate(all[0], settingColumns: []) == all[0])
    }

    @Test func aThousandChoices() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "c", domain: .categorical((0..<1_000).map { .string("choice number \($0)") })),
                Parameter(name: "d", domain: .categorical((0..<40).map { .integer($0 * $0) })),
            ])
        #expect(space.count == 40_000)
        try exercise(space)
        #expect(try space.encode(Candidate(values: [.string("choice number 999"), .real(4)])).count { $0 > 0 } == 2)
        #expect(!space.contains(Candidate(values: [.string("choice number 1000"), .integer(4)])))
        // Canonically equal text is the same choice, whatever its bytes.
        let accents = try SearchSpace(
            parameters: [
                Parameter(name: "c", domain: .categorical((0..<20).map { .string("\($0)\u{E9}") }))
            ])
        #expect(accents.contains(Candidate(values: [.string("7e\u{301}")])))
    }

    @Test func hugeAndTinyNumbers() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "o", domain: .ordinal([-1e12, -1, 0, 1e-12, 1, 1e12].map { .real($0) })),
                Parameter(name: "p", domain: .ordinal([1e-12, 1e-6, 1, 1e6, 1e12].map { .real($0) })),
                Parameter(name: "n", domain: .integer(lower: -(1 << 39), upper: 1 << 39, scale: .linear)),
                Parameter(name: "m", domain: .integer(lower: 1, upper: 1 << 40, scale: .log)),
                Parameter(name: "x", domain: .continuous(lower: 1e-12, upper: 1e12, scale: .log)),
                Parameter(name: "y", domain: .continuous(lower: 1e-300, upper: 1e300, scale: .log)),
                Parameter(name: "z", domain: .continuous(lower: -1.7e308, upper: 1.7e308, scale: .linear)),
            ])
        #expect(space.count == nil)
        try exercise(space)
        let row = try space.encode(
            Candidate(values: [
                .real(1e-12), .real(1), .integer(0), .integer(1 << 20), .real(1), .real(1), .real(0),
            ]))
        let expected = [0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
        for (value, other) in zip(row, expected) { #expect(abs(value - other) < 1e-12) }
        var generator = RandomGenerator(seed: 72)
        var below = 0
        for _ in 0..<4_000 {
            let candidate = try space.random(using: &generator)
            if case .real(let number)? = candidate.values[4], number < 1e-6 { below += 1 }
        }
        #expect(abs(below - 1_000) < 120)
    }

    @Test func aHundredConditionalParametersSideBySide() throws {
        var parameters = [Parameter(name: "on", domain: .categorical((0..<4).map { .integer($0) }))]
        for index in 0..<100 {
            parameters.append(
                Parameter(
                    name: "p\(index)",
                    domain: index % 2 == 0
                        ? .integer(lower: 1, upper: 2, scale: .linear)
                        : .continuous(lower: 0, upper: 1, scale: .linear),
                    conditions: [.init(parameter: "on", values: [.integer(index % 4), .integer(3)])]))
        }
        let space = try SearchSpace(parameters: parameters, constraints: [KnownConstraint("p1 + p5 <= 1.5")])
        try exercise(space)
        let discrete = try SearchSpace(
            parameters: [parameters[0]] + stride(from: 1, to: 41, by: 2).map { parameters[$0] })
        // Ten of the twenty follow 0 and ten follow 2; all follow 3.
        #expect(discrete.count == 1_024 + 1 + 1_024 + 1_048_576)
        try exercise(discrete)
    }

    @Test func aChainOfAHundredConditions() throws {
        let switchDomain = Parameter.Domain.categorical([.boolean(false), .boolean(true)])
        var parameters = [Parameter(name: "s0", domain: switchDomain)]
        for index in 1..<100 {
            parameters.append(
                Parameter(
                    name: "s\(index)", domain: switchDomain,
                    conditions: [.init(parameter: "s\(index - 1)", values: [.boolean(true)])]))
        }
        let space = try SearchSpace(parameters: parameters)
        #expect(space.count == 101)
        try exercise(space)
        #expect(Set(try #require(space.allCandidates(limit: 200))).count == 101)
        var generator = RandomGenerator(seed: 73)
        let deep = try space.candidate(with: ["s99": .boolean(false)])
        #expect(deep.values.allSatisfy { $0 != nil })
        let first = (0..<2_000).filter { _ in (try? space.random(using: &generator))?.values[1] == nil }.count
        #expect(abs(first - 1_000) < 120)
    }

    @Test func exhaustionIsToldWithoutListing() throws {
        let parameters = (0..<12).map {
            Parameter(name: "n\($0)", domain: .integer(lower: 1, upper: 30, scale: .linear))
        }
        let huge = try SearchSpace(parameters: parameters)
        #expect(huge.count == 531_441_000_000_000_000)
        #expect(!huge.isExhausted(by: 1_000_000))
        var seen: Set<Candidate> = []
        for _ in 0..<5 {
            let next = try #require(huge.candidates(limit: 100) { !seen.contains($0) })
            #expect(next.candidates.count == 100 && !next.isComplete)
            seen.formUnion(next.candidates)
        }
        #expect(seen.count == 500)
        let small = try Spaces.tiling()
        let count = try #require(small.count)
        let all = Set(try #require(small.allCandidates(limit: count)))
        #expect(all.count == count && all.allSatisfy(small.contains))
        #expect(small.isExhausted(by: count) && !small.isExhausted(by: count - 1))
        let last = try #require(all.min { $0.hashValue < $1.hashValue })
        let rest = try #require(small.candidates(limit: 9) { $0 == last })
        #expect(rest.candidates == [last] && rest.isComplete)
        let cut = try #require(small.candidates(limit: 9, visits: 5) { _ in false })
        #expect(cut.candidates.isEmpty && !cut.isComplete)
        #expect(try Spaces.mixed().candidates(limit: 3) { _ in true } == nil)
    }

    @Test func aSpaceOfOnePoint() throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "a", domain: .ordinal([.integer(3)])),
            Parameter(name: "b", domain: .continuous(lower: 2, upper: 2, scale: .log)),
            Parameter(name: "c", domain: .integer(lower: 7, upper: 7, scale: .log)),
        ])
        var generator = RandomGenerator(seed: 74)
        let only = try space.random(using: &generator)
        #expect(only.values == [.integer(3), .real(2), .integer(7)])
        #expect(space.count == 1)
        #expect(space.allCandidates(limit: 1) == [only])
        #expect(space.isExhausted(by: 1))
        #expect(try space.encode(only) == [0])
        #expect(space.neighbour(of: only, using: &generator) == nil)
        #expect(space.discreteNeighbours(of: only, limit: 5, using: &generator).isEmpty)
        #expect(try space.continuousFeatures(of: only).isEmpty)
        let region = try space.trustRegion(around: only, halfLengths: [0.1])
        #expect(space.random(in: region, using: &generator) == only)
        #expect(space.perturbed(probability: 1, in: region, using: &generator) == nil)
        #expect(try space.candidate(with: [:]) == only)
    }

    @Test func designsSpreadOverAnySpace() throws {
        var generator = RandomGenerator(seed: 75)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.linked()] {
            for design in [
                try space.sobolDesign(count: 64, scrambledBy: &generator),
                try space.latinHypercubeDesign(count: 64, using: &generator),
            ] {
                #expect(design.count == 64)
                #expect(design.allSatisfy { space.violations(of: $0).isEmpty })
                #expect(Set(design).count > 50)
            }
        }
        let cube = try SearchSpace(
            parameters: (0..<3).map {
                Parameter(name: "x\($0)", domain: .continuous(lower: 0, upper: 1, scale: .linear))
            })
        let design = try cube.latinHypercubeDesign(count: 20, using: &generator)
        for axis in 0..<3 { #expect(Set(design.map { Int(($0.values[axis]?.number ?? 0) * 20) }).count == 20) }
        let wide = try SearchSpace(
            parameters: (0...SobolSequence.dimensionLimit).map {
                Parameter(name: "x\($0)", domain: .continuous(lower: 0, upper: 1, scale: .linear))
            })
        #expect(throws: SearchSpaceError.self) { try wide.sobolDesign(count: 2, scrambledBy: &generator) }
        #expect(try wide.latinHypercubeDesign(count: 2, using: &generator).count == 2)
        #expect(throws: SearchSpaceError.nonPositiveCount(found: 0)) {
            try cube.sobolDesign(count: 0, scrambledBy: &generator)
        }
    }
}
