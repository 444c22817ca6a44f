import Foundation
import ParetoFront
import Testing

@Suite struct HypervolumeTests {
    struct Fixture: Decodable {
        struct Case: Decodable {
            var reference: [Double]
            var points: [[Double]]
            var volume: Double
        }
        var cases: [Case]
    }

    @Test func volumesEqualThoseOfPymooAndMoocore() throws {
        let url = try #require(
            Bundle.module.url(forResource: "hypervolume", withExtension: "json", subdirectory: "Fixtures"))
        let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
        #expect(fixture.cases.count == 8)
        for test in fixture.cases {
            let volume = Hypervolume.volume(
                of: test.points.map { $0.map { -$0 } }, reference: test.reference.map { -$0 })
            #expect(abs(volume - test.volume) < 1e-10)
        }
    }

    @Test(arguments: 1...5) func volumesEqualThoseOfSummedCells(dimension: Int) {
        var fronts = Fronts(seed: UInt64(7 + dimension))
        let reference = Array(repeating: 0.1, count: dimension)
        for _ in 0..<8 {
            for points in [
                fronts.points(12, dimension: dimension), fronts.sphere(12, dimension: dimension),
                fronts.grid(14, dimension: dimension),
            ] {
                let expected = Fronts.volumeByCells(points, reference: reference)
                let volume = Hypervolume.volume(of: points, reference: reference)
                #expect(abs(volume - expected) < 1e-10 * max(1, expected))
            }
        }
    }

    @Test func improvementIsTheDifferenceOfVolumes() {
        var fronts = Fronts(seed: 77)
        for dimension in 1...4 {
            let reference = Array(repeating: 0.2, count: dimension)
            let points = fronts.points(15, dimension: dimension)
            for point in fronts.points(15, dimension: dimension) {
                let difference =
                    Hypervolume.volume(of: points + [point], reference: reference)
                    - Hypervolume.volume(of: points, reference: reference)
                let improvement = Hypervolume.improvement(of: point, over: points, reference: reference)
                #expect(abs(improvement - difference) < 1e-12)
            }
        }
    }

    @Test func pointsOutsideAddNothing() {
        #expect(Hypervolume.volume(of: [[1, 1], [-1, 5], [.infinity, 2], [.nan, 2]], reference: [0, 0]) == 1)
        #expect(Hypervolume.volume(of: [], reference: [0, 0]) == 0)
        #expect(Hypervolume.volume(of: [[3], [5]], reference: [1]) == 4)
        #expect(Hypervolume.improvement(of: [0, 3], over: [], reference: [0, 0]) == 0)
    }
}
