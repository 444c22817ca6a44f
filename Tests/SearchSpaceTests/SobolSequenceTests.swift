import Foundation
import SearchSpace
import Testing

@Suite struct SobolSequenceTests {
    struct Fixture: Decodable {
        struct Quantiles: Decodable {
            var u: [Double]
            var z: [Double]
        }
        var points: [String: [[Double]]]
        var quantiles: Quantiles
    }

    static func fixture() throws -> Fixture {
        let url = try #require(Bundle.module.url(forResource: "sobol", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }

    @Test func plainPointsEqualThoseOfTorchAndSciPy() throws {
        let fixture = try Self.fixture()
        #expect(fixture.points.count == 7)
        for (dimension, points) in fixture.points {
            let sequence = try SobolSequence(dimension: try #require(Int(dimension)))
            for (index, point) in points.enumerated() { #expect(sequence.point(index) == point) }
        }
    }

    @Test func scrambledPointsKeepEveryElementaryInterval() throws {
        var generator = RandomGenerator(seed: 12)
        let dimension = SobolSequence.dimensionLimit
        let sequence = try SobolSequence(dimension: dimension, scrambledBy: &generator)
        let points = (0..<64).map(sequence.point)
        for axis in 0..<dimension {
            #expect(Set(points.map { Int($0[axis] * 64) }).count == 64)
        }
        // The first two dimensions are a (0, 6, 2)-net: one point in each 8 by 8 box.
        #expect(Set(points.map { Int($0[0] * 8) * 8 + Int($0[1] * 8) }).count == 64)
        #expect(points.allSatisfy { $0.allSatisfy { $0 > 0 && $0 < 1 } })
    }

    @Test func scramblingDependsOnTheSeedAndIsUnbiased() throws {
        var sum = 0.0
        var first: Set<Double> = []
        for seed in 0..<400 as Range<UInt64> {
            var generator = RandomGenerator(seed: seed)
            let value = try SobolSequence(dimension: 3, scrambledBy: &generator).point(5)[2]
            sum += value
            first.insert(value)
        }
        #expect(first.count == 400)
        #expect(abs(sum / 400 - 0.5) < 0.05)
    }

    @Test func unsupportedDimensionsAreRefused() {
        for dimension in [0, -3, SobolSequence.dimensionLimit + 1] {
            #expect(
                throws: SearchSpaceError.unsupportedDimension(
                    found: dimension, largest: SobolSequence.dimensionLimit)
            ) { try SobolSequence(dimension: dimension) }
        }
    }

    @Test func quantilesEqualThoseOfSciPy() throws {
        let quantiles = try Self.fixture().quantiles
        for (probability, value) in zip(quantiles.u, quantiles.z) {
            #expect(abs(RandomGenerator.normalQuantile(probability) - value) <= 1e-14 * max(1, abs(value)))
        }
    }
}
