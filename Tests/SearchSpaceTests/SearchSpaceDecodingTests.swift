import SearchSpace
import Testing

@Suite struct SearchSpaceDecodingTests {
    @Test func everyFeasiblePointIsReachedEvenly() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "rows", domain: .integer(lower: 1, upper: 4, scale: .linear)),
                Parameter(name: "columns", domain: .integer(lower: 1, upper: 4, scale: .linear)),
                Parameter(name: "tensor", domain: .integer(lower: 1, upper: 16, scale: .linear)),
                Parameter(name: "pipeline", domain: .integer(lower: 1, upper: 16, scale: .linear)),
            ],
            constraints: [KnownConstraint("tensor * pipeline == rows * columns"), KnownConstraint("12 % tensor == 0")])
        var expected = 0
        for rows in 1...4 {
            for columns in 1...4 {
                for tensor in 1...16 where 12 % tensor == 0 && (rows * columns) % tensor == 0 { expected += 1 }
            }
        }
        #expect(space.count == expected)
        var counts: [Candidate: Int] = [:]
        let draws = 200 * expected
        let sobol = try SobolSequence(dimension: 4)
        for index in 0..<draws { counts[try space.decode(sobol.point(index)), default: 0] += 1 }
        #expect(counts.count == expected)
        #expect(counts.keys.allSatisfy(space.contains))
        #expect(counts.values.allSatisfy { $0 > 160 && $0 < 240 })
    }

    @Test func continuousConstraintsKeepTheUniformDistribution() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "x", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
                Parameter(name: "y", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
            ],
            constraints: [KnownConstraint("x + y <= 1")])
        var generator = RandomGenerator(seed: 5)
        var quadrants = [0, 0, 0]
        for _ in 0..<20_000 {
            let values = try space.random(using: &generator).values.compactMap { $0?.number }
            #expect(values[0] + values[1] <= 1)
            quadrants[values[0] > 0.5 ? 1 : values[1] > 0.5 ? 2 : 0] += 1
        }
        // The square below (0.5, 0.5) is half of the triangle, each of the two corners a quarter.
        #expect(abs(quadrants[0] - 10_000) < 300)
        #expect(abs(quadrants[1] - 5_000) < 300)
        #expect(abs(quadrants[2] - 5_000) < 300)
    }

    @Test func conditionalParametersDoNotFavourTheirDecider() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "kind", domain: .categorical([.string("plain"), .string("tuned")])),
                Parameter(
                    name: "level", domain: .integer(lower: 1, upper: 50, scale: .linear),
                    conditions: [.init(parameter: "kind", values: [.string("tuned")])]),
            ],
            constraints: [KnownConstraint("level % 2 == 0")])
        #expect(space.count == 26)
        var generator = RandomGenerator(seed: 3)
        let plain = try (0..<9_000).filter { _ in try space.random(using: &generator).values[1] == nil }.count
        // Half of the tuned draws break the rule, so plain has two thirds of what is left.
        #expect(abs(plain - 6_000) < 200)
    }

    @Test(arguments: [1, 2, 3]) func randomPointsAlwaysSatisfyEveryRule(seed: UInt64) throws {
        var generator = RandomGenerator(seed: seed)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large()] {
            for _ in 0..<500 {
                let candidate = try space.random(using: &generator)
                #expect(space.violations(of: candidate).isEmpty)
            }
        }
    }

    @Test func theInverseOfAMapIsMappedBack() throws {
        var generator = RandomGenerator(seed: 9)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large()] {
            for _ in 0..<300 {
                let candidate = try space.random(using: &generator)
                let back = try space.decode(try space.unit(for: candidate))
                for (value, other) in zip(candidate.values, back.values) {
                    if case .real(let number)? = value {
                        #expect(abs((other?.number ?? .nan) - number) <= 1e-12 * abs(number))
                    } else {
                        #expect(value == other)
                    }
                }
            }
        }
    }

    @Test func logarithmicWholeNumbersAreEvenInTheLogarithm() throws {
        let space = try SearchSpace(
            parameters: [Parameter(name: "n", domain: .integer(lower: 1, upper: 1024, scale: .log))])
        var below = 0
        for step in 0..<10_000 {
            let value = try space.decode([(Double(step) + 0.5) / 10_000]).values[0]?.number ?? 0
            if value <= 32 { below += 1 }
        }
        // log(32.5 / 0.5) / log(1024.5 / 0.5)
        #expect(abs(below - 5475) <= 2)
    }

    @Test func aSpaceWithoutPointsIsRefused() {
        #expect(throws: SearchSpaceError.noFeasiblePoint(constraints: ["n * n == 7"], isProven: true)) {
            try SearchSpace(
                parameters: [Parameter(name: "n", domain: .integer(lower: 1, upper: 9, scale: .linear))],
                constraints: [KnownConstraint("n * n == 7")])
        }
    }

    @Test func aContinuousSpaceWithoutPointsFailsWhenDrawn() throws {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "x", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
                Parameter(name: "k", domain: .integer(lower: 1, upper: 9, scale: .linear)),
            ],
            constraints: [KnownConstraint("(x - 0.4) ^ 2 + k < 1")])
        #expect(throws: SearchSpaceError.noFeasiblePoint(constraints: ["(x - 0.4) ^ 2 + k < 1"], isProven: false)) {
            try space.decode([0.5, 0.5])
        }
    }

    @Test func theSearchFindsARareCornerThatDrawsMiss() throws {
        let parameters = (0..<8).map {
            Parameter(name: "p\($0)", domain: .integer(lower: 0, upper: 4999, scale: .linear))
        }
        // Each wide parameter must be in the lowest 2 %: hopeless for joint draws, easy one by one.
        let space = try SearchSpace(
            parameters: parameters,
            constraints: (0..<7).map { KnownConstraint("p\($0) + p\($0 + 1) < 300") })
        var generator = RandomGenerator(seed: 1)
        for _ in 0..<20 {
            let candidate = try space.random(using: &generator)
            #expect(space.contains(candidate))
        }
    }

    @Test func badCoordinatesAreRefused() throws {
        let space = try Spaces.tiling()
        #expect(throws: SearchSpaceError.wrongDimension(expected: 5, found: 2)) { try space.decode([0, 1]) }
        #expect(throws: SearchSpaceError.outsideUnitCube(parameter: "tensor", value: 1.5)) {
            try space.decode([0, 0, 1.5, 0, 0])
        }
        #expect(throws: SearchSpaceError.self) { try space.decode([0, 0, .nan, 0, 0]) }
        for corner in [0.0, 1.0] { #expect(space.contains(try space.decode(Array(repeating: corner, count: 5)))) }
    }
}
