import SearchSpace
import Testing

@Suite struct SearchSpaceEncodingTests {
    @Test func columnsFollowTheDocumentedPlaces() throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "kind", domain: .categorical([.string("a"), .string("b"), .string("c")])),
            Parameter(name: "power", domain: .ordinal([.integer(1), .integer(4), .integer(16)])),
            Parameter(name: "step", domain: .ordinal([.integer(0), .integer(5), .integer(6)])),
            Parameter(name: "rate", domain: .continuous(lower: 0.01, upper: 1, scale: .log)),
            Parameter(name: "fixed", domain: .categorical([.boolean(true)])),
            Parameter(
                name: "depth", domain: .integer(lower: 2, upper: 6, scale: .linear),
                conditions: [.init(parameter: "kind", values: [.string("b")])]),
            Parameter(
                name: "tail", domain: .categorical([.boolean(false), .boolean(true)]),
                conditions: [.init(parameter: "depth", values: [.integer(3)])]),
        ])
        #expect(space.featureCount == 11)
        #expect(space.featureGroups == [0, 0, 0, 1, 2, 3, 5, 5, 6, 6, 6])
        let half = 0.5.squareRoot()
        func encode(_ values: [ParameterValue?]) throws -> [Double] { try space.encode(Candidate(values: values)) }
        let plain = try encode([.string("a"), .integer(4), .integer(5), .real(0.1), .boolean(true), nil, nil])
        let expected = [half, 0, 0, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0]
        for (value, other) in zip(plain, expected) { #expect(abs(value - other) < 1e-12) }
        let deep = try encode([
            .string("b"), .integer(16), .integer(0), .real(1), .boolean(true), .integer(3), .boolean(true),
        ])
        let expectedDeep = [0, half, 0, 1, 0, 1, -0.25, 0.5, 0, half, 0.5]
        for (value, other) in zip(deep, expectedDeep) { #expect(abs(value - other) < 1e-12) }
        #expect(throws: SearchSpaceError.self) {
            try encode([.string("a"), .integer(4), .integer(5), .real(0.1), .boolean(true), .integer(3), nil])
        }
    }

    @Test func twoChoicesAreAtDistanceOne() throws {
        let space = try SearchSpace(
            parameters: [Parameter(name: "kind", domain: .categorical((0..<5).map { .string("k\($0)") }))])
        let rows = try (0..<5).map { try space.encode(Candidate(values: [.string("k\($0)")])) }
        for first in 0..<5 {
            for second in 0..<first {
                let square = zip(rows[first], rows[second]).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
                #expect(abs(square - 1) < 1e-12)
            }
        }
    }

    @Test func differentCandidatesHaveDifferentRows() throws {
        let space = try Spaces.mixed()
        var generator = RandomGenerator(seed: 21)
        var rows: [[Double]: Candidate] = [:]
        for _ in 0..<500 {
            let candidate = try space.random(using: &generator)
            let row = try space.encode(candidate)
            #expect(row.count == space.featureCount)
            #expect(row.allSatisfy { $0 >= -0.5 && $0 <= 1 })
            #expect(rows[row] == nil || rows[row] == candidate)
            rows[row] = candidate
        }
    }
}
