import SearchSpace
import Testing

@Suite struct TrustRegionTests {
    /// Whether every ordered column of a candidate is within the half-lengths of a region whose centre has it active.
    private func isInside(_ candidate: Candidate, _ region: TrustRegion, of space: SearchSpace) throws -> Bool {
        let (row, centre) = (try space.encode(candidate), try space.encode(region.centre))
        let groups = space.featureGroups
        var first = 0
        while first < row.count {
            let group = groups[first]
            let width = groups[first...].prefix { $0 == group }.count
            var isOrdered = true
            if case .categorical = space.parameters[group].domain { isOrdered = false }
            if isOrdered, candidate.values[group] != nil, region.centre.values[group] != nil,
                abs(row[first] - centre[first]) > region.halfLengths[first] + 1e-12
            {
                return false
            }
            first += width
        }
        return true
    }

    @Test func everythingStaysInTheBoxAndInTheSpace() throws {
        var generator = RandomGenerator(seed: 51)
        for space in [try Spaces.tiling(), try Spaces.mixed(), try Spaces.large(), try Spaces.linked()] {
            let sobol = try SobolSequence(dimension: space.dimension)
            var (changed, moved) = (0, 0)
            for round in 0..<12 {
                let centre = try space.random(using: &generator)
                let half = [0.02, 0.1, 0.4][round % 3]
                let region = try space.trustRegion(
                    around: centre, halfLengths: Array(repeating: half, count: space.featureCount))
                #expect(space.contains(centre, in: region))
                for index in 0..<20 {
                    var found = [try #require(space.random(in: region, using: &generator))]
                    let decoded = try space.decode(sobol.point(index), in: region)
                    #expect(try space.decode(sobol.point(index), in: region) == decoded)
                    found.append(decoded)
                    if let near = space.neighbour(of: found[0], in: region, using: &generator) {
                        #expect(near != found[0])
                        found.append(near)
                        moved += 1
                    }
                    if let other = space.perturbed(probability: 0.3, in: region, using: &generator) {
                        #expect(other != centre)
                        found.append(other)
                        changed += 1
                    }
                    for candidate in found {
                        let isContained = space.contains(candidate) && space.contains(candidate, in: region)
                        let isNear = try isInside(candidate, region, of: space)
                        #expect(isContained && isNear)
                    }
                }
            }
            #expect(changed > 60 && moved > 60)
        }
    }

    @Test func unconstrainedDrawsAreEvenOverTheBox() throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "x", domain: .continuous(lower: 1e-12, upper: 1e12, scale: .log)),
            Parameter(name: "n", domain: .integer(lower: 0, upper: 100, scale: .linear)),
            Parameter(name: "kind", domain: .categorical((0..<4).map { .string("k\($0)") })),
        ])
        let centre = Candidate(values: [.real(1e-9), .integer(50), .string("k2")])
        var half = Array(repeating: 0.25, count: space.featureCount)
        half[1] = 0.021
        let region = try space.trustRegion(around: centre, halfLengths: half, keepingChoices: 0.6)
        var generator = RandomGenerator(seed: 52)
        var (sum, kept) = (0.0, 0)
        var counts: [Int: Int] = [:]
        for _ in 0..<10_000 {
            let candidate = try #require(space.random(in: region, using: &generator))
            sum += try space.encode(candidate)[0]
            counts[Int(candidate.values[1]?.number ?? -1), default: 0] += 1
            if candidate.values[2] == .string("k2") { kept += 1 }
        }
        // From 0 to 0.375, the part of the box inside the range.
        #expect(abs(sum / 10_000 - 0.1875) < 0.005)
        #expect(counts.keys.sorted() == [48, 49, 50, 51, 52])
        #expect(counts.values.allSatisfy { abs($0 - 2_000) < 200 })
        // 0.6 and a quarter of the rest.
        #expect(abs(kept - 7_000) < 200)
    }

    @Test func perturbationsChangeTheStatedShare() throws {
        let space = try SearchSpace(
            parameters: (0..<40).map {
                Parameter(name: "x\($0)", domain: .continuous(lower: 0, upper: 1, scale: .linear))
            })
        let centre = Candidate(values: Array(repeating: .real(0.5), count: 40))
        let region = try space.trustRegion(around: centre, halfLengths: Array(repeating: 0.1, count: 40))
        var generator = RandomGenerator(seed: 53)
        var changed = 0
        for _ in 0..<500 {
            let candidate = try #require(space.perturbed(probability: 0.5, in: region, using: &generator))
            changed += candidate.values.count { $0 != .real(0.5) }
        }
        #expect(abs(changed - 10_000) < 400)
        for _ in 0..<50 {
            let single = try #require(space.perturbed(probability: 0, in: region, using: &generator))
            #expect(single.values.count { $0 != .real(0.5) } == 1)
        }
    }

    @Test func badRegionsAreRefused() throws {
        let space = try Spaces.mixed()
        var generator = RandomGenerator(seed: 54)
        let centre = try space.random(using: &generator)
        let half = Array(repeating: 0.1, count: space.featureCount)
        #expect(throws: SearchSpaceError.wrongFeatureCount(expected: space.featureCount, found: 1)) {
            try space.trustRegion(around: centre, halfLengths: [0.1])
        }
        #expect(throws: SearchSpaceError.badRegion(halfLength: -1)) {
            try space.trustRegion(around: centre, halfLengths: [-1] + half.dropFirst())
        }
        #expect(throws: SearchSpaceError.self) {
            try space.trustRegion(around: centre, halfLengths: [.nan] + half.dropFirst())
        }
        #expect(throws: SearchSpaceError.badRegion(probability: 1.5)) {
            try space.trustRegion(around: centre, halfLengths: half, keepingChoices: 1.5)
        }
        #expect(throws: SearchSpaceError.self) {
            try space.trustRegion(around: Candidate(values: []), halfLengths: half)
        }
    }
}
