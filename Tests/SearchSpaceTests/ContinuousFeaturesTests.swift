import SearchSpace
import Testing

@Suite struct ContinuousFeaturesTests {
    /// Ranges of every scale, one of them conditional and one under a constraint.
    private func space() throws -> SearchSpace {
        try SearchSpace(
            parameters: [
                Parameter(name: "kind", domain: .categorical([.string("plain"), .string("tuned")])),
                Parameter(name: "rate", domain: .continuous(lower: 1e-12, upper: 1e12, scale: .log)),
                Parameter(
                    name: "boost", domain: .continuous(lower: -2, upper: 6, scale: .linear),
                    conditions: [.init(parameter: "kind", values: [.string("tuned")])]),
                Parameter(name: "steps", domain: .integer(lower: 1, upper: 9, scale: .linear)),
                Parameter(name: "share", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
                Parameter(name: "fixed", domain: .continuous(lower: 3, upper: 3, scale: .linear)),
            ],
            constraints: [KnownConstraint("share <= 0.75")])
    }

    @Test func onlyActiveContinuousColumnsAreListed() throws {
        let space = try space()
        let plain = Candidate(values: [.string("plain"), .real(1), nil, .integer(3), .real(0.5), .real(3)])
        let features = try space.continuousFeatures(of: plain)
        #expect(features.map(\.parameter) == [1, 4])
        #expect(features.map { space.featureGroups[$0.column] } == [1, 4])
        #expect(features.map(\.isConstrained) == [false, true])
        #expect(features.allSatisfy { $0.lower == 0 && $0.upper == 1 })
        let tuned = Candidate(values: [.string("tuned"), .real(1), .real(0), .integer(3), .real(0.5), .real(3)])
        let boost = try #require(try space.continuousFeatures(of: tuned).first { $0.parameter == 2 })
        #expect(boost.lower == -0.5 && boost.upper == 0.5)
        #expect(try space.encode(tuned)[boost.column] == -0.25)
        #expect(throws: SearchSpaceError.self) { try space.continuousFeatures(of: Candidate(values: [])) }
    }

    @Test func settingColumnsInvertsTheEncoding() throws {
        var generator = RandomGenerator(seed: 31)
        for space in [try space(), try Spaces.mixed(), try Spaces.large()] {
            for _ in 0..<300 {
                let base = try space.random(using: &generator)
                let features = try space.continuousFeatures(of: base)
                let columns = features.map { feature in
                    (column: feature.column, value: feature.lower + generator.uniform())
                }
                // What the constraints refuse is what the space refuses.
                guard let moved = space.candidate(base, settingColumns: columns) else {
                    #expect(features.contains { $0.isConstrained })
                    continue
                }
                #expect(space.contains(moved))
                var expected = try space.encode(base)
                for (column, value) in columns { expected[column] = value }
                for (value, other) in zip(try space.encode(moved), expected) { #expect(abs(value - other) < 1e-14) }
                let own = features.map { (column: $0.column, value: (try? space.encode(base)[$0.column]) ?? .nan) }
                let back = try #require(space.candidate(base, settingColumns: own))
                for (value, other) in zip(back.values, base.values) {
                    let (number, same) = (value?.number ?? 0, other?.number ?? 0)
                    #expect(abs(number - same) <= 1e-13 * max(1e-9, abs(same)))
                }
            }
        }
    }

    @Test func whatLeavesTheSpaceIsRefused() throws {
        let space = try space()
        let plain = Candidate(values: [.string("plain"), .real(1), nil, .integer(3), .real(0.5), .real(3)])
        let rate = try #require(space.featureGroups.firstIndex(of: 1))
        let boost = try #require(space.featureGroups.firstIndex(of: 2))
        let steps = try #require(space.featureGroups.firstIndex(of: 3))
        let share = try #require(space.featureGroups.firstIndex(of: 4))
        #expect(space.candidate(plain, settingColumns: [(share, 0.75)])?.values[4] == .real(0.75))
        #expect(space.candidate(plain, settingColumns: [(rate, 0)])?.values[1] == .real(1e-12))
        #expect(space.candidate(plain, settingColumns: [(rate, 1)])?.values[1] == .real(1e12))
        for (column, value) in [
            (share, 0.8), (share, -0.01), (rate, 1.01), (rate, .nan), (boost, 0.2), (steps, 0.5), (0, 0.5), (-1, 0),
            (99, 0),
        ] {
            #expect(space.candidate(plain, settingColumns: [(column, value)]) == nil)
        }
        #expect(space.candidate(Candidate(values: []), settingColumns: []) == nil)
    }

    @Test func theMatrixHoldsEachRow() throws {
        var generator = RandomGenerator(seed: 32)
        let space = try Spaces.mixed()
        let candidates = try (0..<37).map { _ in try space.random(using: &generator) }
        let matrix = try space.encode(candidates)
        let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: space.featureCount)
        defer { buffer.deallocate() }
        buffer.initialize(repeating: 7)
        for (index, candidate) in candidates.enumerated() {
            let row = try space.encode(candidate)
            try space.encode(candidate, into: buffer)
            #expect(row == Array(buffer))
            #expect(row == row.indices.map { matrix[$0 * candidates.count + index] })
        }
        #expect(try space.encode([]) == [])
        #expect(throws: SearchSpaceError.self) { try space.encode(candidates + [Candidate(values: [])]) }
        let short = UnsafeMutableBufferPointer(rebasing: buffer[1...])
        #expect(throws: SearchSpaceError.wrongFeatureCount(expected: buffer.count, found: buffer.count - 1)) {
            try space.encode(candidates[0], into: short)
        }
    }

    @Test func equalCandidatesHaveEqualHashes() {
        let one = Candidate(values: [.real(0), .string("K"), nil, .integer(3), .boolean(true)])
        let other = Candidate(values: [.real(-0.0), .string("\u{212A}"), nil, .integer(3), .boolean(true)])
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        var seen: Set<Candidate> = []
        for first in -20..<20 {
            for second in -20..<20 {
                seen.insert(Candidate(values: [.integer(first), .real(Double(second)), .boolean(second > 0)]))
            }
        }
        #expect(seen.count == 1_600)
        #expect(Set(seen.map(\.hashValue)).count == 1_600)
    }
}
