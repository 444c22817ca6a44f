import SearchSpace
import Testing

@Suite struct SearchSpaceCompletionTests {
    @Test func givenValuesAreKeptAndTheRestIsFeasible() throws {
        var generator = RandomGenerator(seed: 61)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large(), try Spaces.linked()] {
            for _ in 0..<40 {
                // Any part of a candidate can be completed: by that candidate, if by nothing else.
                let whole = try space.random(using: &generator)
                var given: [String: ParameterValue] = [:]
                for (parameter, value) in zip(space.parameters, whole.values) where generator.uniform() < 0.4 {
                    given[parameter.name] = value
                }
                let candidate = try space.candidate(with: given)
                #expect(space.violations(of: candidate).isEmpty)
                for (parameter, value) in zip(space.parameters, candidate.values) {
                    if let wanted = given[parameter.name] { #expect(value == wanted) }
                }
                #expect(try space.candidate(with: given) == candidate)
            }
        }
    }

    @Test func theRestTakesTheMiddle() throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "x", domain: .continuous(lower: 1e-4, upper: 1, scale: .log)),
            Parameter(name: "n", domain: .integer(lower: 1, upper: 9, scale: .linear)),
            Parameter(name: "y", domain: .continuous(lower: 0, upper: 8, scale: .linear)),
        ])
        let candidate = try space.candidate(with: ["y": .integer(2)])
        #expect(abs((candidate.values[0]?.number ?? 0) - 1e-2) < 1e-12)
        #expect(candidate.values[1] == .integer(5))
        #expect(candidate.values[2] == .real(2))
    }

    @Test func decidersFollowWhatIsGiven() throws {
        let space = try Spaces.mixed()
        let candidate = try space.candidate(with: ["ratio": .real(1)])
        #expect(candidate.values[0] == .string("mixed"))
        #expect([.integer(2), .integer(4)].contains(candidate.values[1]))
        #expect(space.contains(candidate))
        #expect(
            throws: SearchSpaceError.invalidCandidate(violations: [.inactive(parameter: "ratio", value: "1.0")])
        ) { try space.candidate(with: ["ratio": .real(1), "schedule": .string("gpipe")]) }
    }

    @Test func whatIsInTheWayIsNamed() throws {
        let space = try Spaces.mixed()
        #expect(throws: SearchSpaceError.unknownName(name: "wdith")) {
            try space.candidate(with: ["wdith": .integer(64)])
        }
        #expect(throws: SearchSpaceError.noCompletion(constraints: ["stages * width <= 1024"])) {
            try space.candidate(with: ["width": .integer(256), "stages": .integer(8)])
        }
        #expect(throws: SearchSpaceError.self) { try space.candidate(with: ["width": .integer(65)]) }
        let tiling = try Spaces.tiling()
        // No square of 7 dies a side has a strategy of 5 on a side.
        #expect(throws: SearchSpaceError.noCompletion(constraints: ["tensor * pipeline * data == dies_x * dies_y"])) {
            try tiling.candidate(with: ["dies_x": .integer(7), "dies_y": .integer(7), "tensor": .integer(5)])
        }
    }
}
