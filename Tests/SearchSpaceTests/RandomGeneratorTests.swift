import SearchSpace
import Testing

@Suite struct RandomGeneratorTests {
    @Test func normalsHaveTheMomentsOfTheStandardNormal() {
        var generator = RandomGenerator(seed: 7)
        let draws = (0..<40_000).map { _ in generator.normal() }
        let mean = draws.reduce(0, +) / 40_000
        let square = draws.reduce(0) { $0 + $1 * $1 } / 40_000
        let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 40_000
        #expect(abs(mean) < 0.02)
        #expect(abs(square - 1) < 0.03)
        #expect(abs(fourth - 3) < 0.2)
    }

    @Test func everyPermutationIsEquallyLikely() {
        var generator = RandomGenerator(seed: 3)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<12_000 { counts[generator.permutation(of: 4), default: 0] += 1 }
        #expect(counts.count == 24)
        #expect(counts.values.allSatisfy { abs($0 - 500) < 100 })
        #expect(generator.permutation(of: 0).isEmpty)
    }

    @Test func seedsAndStreamsGiveTheirOwnSequences() {
        var seen: Set<UInt64> = []
        for seed in 0..<20 as Range<UInt64> {
            for stream in 0..<20 as Range<UInt64> {
                var generator = RandomGenerator(seed: seed, stream: stream)
                var again = RandomGenerator(seed: seed, stream: stream)
                let value = generator.next()
                #expect(value == again.next())
                seen.insert(value)
            }
        }
        #expect(seen.count == 400)
    }
}
