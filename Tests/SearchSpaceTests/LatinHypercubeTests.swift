import SearchSpace
import Testing

@Suite struct LatinHypercubeTests {
    @Test func everyIntervalOfEveryDimensionHoldsOnePoint() throws {
        var generator = RandomGenerator(seed: 1)
        let points = try LatinHypercube.points(count: 17, dimension: 5, using: &generator)
        for axis in 0..<5 { #expect(Set(points.map { Int($0[axis] * 17) }).count == 17) }
        #expect(throws: SearchSpaceError.nonPositiveCount(found: 0)) {
            try LatinHypercube.points(count: 0, dimension: 2, using: &generator)
        }
    }
}
