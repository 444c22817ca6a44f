import SearchSpace
import Testing

@Suite struct SearchSpaceMovesTests {
    @Test func neighboursStayInTheSpaceAndDiffer() throws {
        var generator = RandomGenerator(seed: 11)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large()] {
            for _ in 0..<60 {
                let candidate = try space.random(using: &generator)
                let neighbours = space.neighbours(of: candidate, count: 10, using: &generator)
                #expect(neighbours.count >= 9)
                for neighbour in neighbours {
                    #expect(neighbour != candidate)
                    #expect(space.violations(of: neighbour).isEmpty)
                }
            }
        }
    }

    @Test func mostMovesChangeFewParameters() throws {
        let space = try Spaces.large()
        var generator = RandomGenerator(seed: 2)
        var small = 0
        for _ in 0..<400 {
            let candidate = try space.random(using: &generator)
            let neighbour = try #require(space.neighbour(of: candidate, using: &generator))
            if zip(candidate.values, neighbour.values).filter({ $0 != $1 }).count <= 2 { small += 1 }
        }
        #expect(small > 320)
    }

    @Test func jointMovesReachEveryTilingFromOne() throws {
        let space = try SearchSpace(
            parameters: ["tensor", "pipeline", "data"].map {
                Parameter(name: $0, domain: .integer(lower: 1, upper: 64, scale: .linear))
            },
            constraints: [KnownConstraint("tensor * pipeline * data == 64")])
        #expect(space.count == 28)
        var generator = RandomGenerator(seed: 4)
        var current = Candidate(values: [.integer(64), .integer(1), .integer(1)])
        var seen: Set<Candidate> = [current]
        for _ in 0..<3_000 {
            current = try #require(space.neighbour(of: current, using: &generator))
            seen.insert(current)
        }
        #expect(seen.count == 28)
    }

    @Test func continuousStepsFollowTheScale() throws {
        let space = try SearchSpace(
            parameters: [Parameter(name: "x", domain: .continuous(lower: 0, upper: 10, scale: .linear))])
        var generator = RandomGenerator(seed: 6)
        let start = Candidate(values: [.real(5)])
        let steps = space.neighbours(of: start, count: 2_000, scale: 0.02, using: &generator)
            .compactMap { $0.values[0]?.number }.map { abs($0 - 5) }.sorted()
        // Nine tenths of the steps are Gaussian with standard deviation 0.2: median near 0.6745 * 0.2 * 1.1.
        #expect(steps[1_000] > 0.12 && steps[1_000] < 0.18)
    }

    @Test func childrenTakeFromBothParentsWithinTheSpace() throws {
        var generator = RandomGenerator(seed: 8)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large()] {
            var mixtures = 0
            var counts = (inherited: 0, all: 0)
            for _ in 0..<200 {
                let first = try space.random(using: &generator)
                let second = try space.random(using: &generator)
                let child = try #require(space.crossover(first, second, using: &generator))
                #expect(space.violations(of: child).isEmpty)
                if child != first && child != second { mixtures += 1 }
                for (index, value) in child.values.enumerated() {
                    guard let value, case .real = value else {
                        let isInherited =
                            child.values[index] == first.values[index] || child.values[index] == second.values[index]
                        let isFresh = first.values[index] == nil || second.values[index] == nil
                        counts.all += 1
                        if isInherited || isFresh { counts.inherited += 1 }
                        continue
                    }
                }
            }
            #expect(counts.inherited * 10 > counts.all * 9 || space.dimension == 5)
            #expect(mixtures > 60)
        }
    }

    @Test func aSinglePointHasNoNeighbour() throws {
        let space = try SearchSpace(parameters: [Parameter(name: "only", domain: .ordinal([.integer(3)]))])
        var generator = RandomGenerator(seed: 1)
        let only = try space.random(using: &generator)
        #expect(space.count == 1)
        #expect(space.neighbour(of: only, using: &generator) == nil)
        #expect(space.crossover(only, only, using: &generator) == only)
        #expect(try space.encode(only) == [0])
    }
}
