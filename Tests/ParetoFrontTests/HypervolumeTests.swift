import Foundation
import ParetoFront
import Testing

@Suite struct HypervolumeTests {
    struct Fixture: Decodable {
        struct Case: Decodable {
            var reference: [Double]
            var points: [[Double]]
            var volume: Double
            var nonDominated: [Bool]?
        }
        var cases: [Case]
        var mixed: Case
    }

    @Test func volumesEqualThoseOfPymooAndMoocore() throws {
        let url = try #require(
            Bundle.module.url(forResource: "hypervolume", withExtension: "json", subdirectory: "Fixtures"))
        let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
        #expect(fixture.cases.count == 10)
        for test in fixture.cases + [fixture.mixed] {
            let volume = Hypervolume.volume(
                of: test.points.map { $0.map { -$0 } }, reference: test.reference.map { -$0 })
            #expect(abs(volume - test.volume) < 1e-10 * test.volume)
            if let mask = test.nonDominated {
                #expect(Dominance.nonDominatedMask(test.points.map { $0.map { -$0 } }) == mask)
            }
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
        for dimension in 1...6 {
            let reference = Array(repeating: 0.2, count: dimension)
            let points = fronts.points(15, dimension: dimension)
            for point in fronts.points(15, dimension: dimension) {
                let difference =
                    Hypervolume.volume(of: points + [point], reference: reference)
                    - Hypervolume.volume(of: points, reference: reference)
                let improvement = Hypervolume.improvement(of: point, over: points, reference: reference)
                #expect(abs(improvement - difference) < 1e-12)
                let many = HypervolumeImprovement(front: points, reference: reference).values(of: [point, point])
                #expect(many.count == 2 && abs(many[1] - difference) < 1e-12)
            }
        }
    }

    @Test(arguments: 1...8) func smallFrontsAgreeWithInclusionAndExclusion(dimension: Int) {
        var fronts = Fronts(seed: UInt64(200 + dimension))
        let reference = (0..<dimension).map { 0.02 * Double($0) - 0.05 }
        for round in 0..<12 {
            let points =
                round % 3 == 0
                ? fronts.grid(9, dimension: dimension)
                : round % 3 == 1 ? fronts.points(9, dimension: dimension) : fronts.sphere(9, dimension: dimension)
            var expected = 0.0
            for subset in 1..<(1 << points.count) {
                var product = 1.0
                for axis in 0..<dimension {
                    let lowest = points.indices.filter { subset >> $0 & 1 == 1 }.map { points[$0][axis] }.min() ?? 0
                    product *= max(0, lowest - reference[axis])
                }
                expected += subset.nonzeroBitCount % 2 == 1 ? product : -product
            }
            let volume = Hypervolume.volume(of: points, reference: reference)
            #expect(abs(volume - expected) < 1e-10 * expected)
            let twice = Hypervolume.volume(of: (points + points).reversed(), reference: reference)
            #expect(abs(twice - volume) < 1e-13 * volume)
            let flat = points.flatMap { $0 }.withUnsafeBufferPointer {
                Hypervolume.volume(of: $0, reference: reference)
            }
            #expect(flat == volume)
            for scale in [1e-12, 1e12] {
                let scaled = Hypervolume.volume(
                    of: points.map { $0.map { $0 * scale } }, reference: reference.map { $0 * scale })
                var unit = 1.0
                for _ in 0..<dimension { unit *= scale }
                #expect(abs(scaled / unit - volume) < 1e-12 * volume)
            }
        }
    }

    @Test(arguments: 2...7) func largerSetsAreMonotoneAndDoNotDependOnOrder(dimension: Int) {
        var fronts = Fronts(seed: UInt64(400 + dimension))
        let points = fronts.sphere(dimension < 6 ? 70 : 30, dimension: dimension)
        let reference = Array(repeating: 0.0, count: dimension)
        var last = 0.0
        for count in stride(from: 5, through: points.count, by: 13) {
            let volume = Hypervolume.volume(of: Array(points[..<count]), reference: reference)
            let rolled = points[..<count].map { Array($0[1...] + $0[..<1]) }
            #expect(abs(Hypervolume.volume(of: rolled.reversed(), reference: reference) - volume) < 1e-12 * volume)
            #expect(volume > last)
            last = volume
        }
    }

    @Test(arguments: 1...6) func contributionsAreWhatIsLostWithoutAPoint(dimension: Int) {
        var fronts = Fronts(seed: UInt64(500 + dimension))
        let reference = Array(repeating: 0.1, count: dimension)
        for round in 0..<4 {
            var points =
                round % 2 == 0 ? fronts.points(25, dimension: dimension) : fronts.grid(25, dimension: dimension)
            points.append(Array(repeating: .nan, count: dimension))
            points.append(Array(repeating: 0.05, count: dimension))
            let volume = Hypervolume.volume(of: points, reference: reference)
            let contributions = Hypervolume.contributions(of: points, reference: reference)
            for index in points.indices {
                var others = points
                others.remove(at: index)
                let lost = volume - Hypervolume.volume(of: others, reference: reference)
                #expect(abs(contributions[index] - lost) < 1e-11 * volume)
            }
            #expect(contributions.reduce(0, +) <= volume * (1 + 1e-12))
        }
    }

    @Test func estimatesAreWithinTheirError() {
        var fronts = Fronts(seed: 11)
        for dimension in [3, 6, 9] {
            let points = fronts.sphere(20, dimension: dimension).map { $0.map { $0 * 1e9 } }
            let reference = Array(repeating: 0.0, count: dimension)
            let exact = Hypervolume.volume(of: points, reference: reference)
            var generator = TestGenerator(state: 5)
            var again = TestGenerator(state: 5)
            let estimate = Hypervolume.estimate(of: points, reference: reference, samples: 20_000, using: &generator)
            #expect(estimate.samples == 20_000)
            #expect(estimate.standardError > 0 && estimate.standardError < 0.01 * exact)
            #expect(abs(estimate.value - exact) < 4 * estimate.standardError)
            let repeated = Hypervolume.estimate(of: points, reference: reference, samples: 20_000, using: &again)
            #expect(repeated == estimate)
            let measured = Hypervolume.measure(of: points, reference: reference, samples: 500, using: &generator)
            #expect(measured.samples == (dimension > 8 ? 500 : 0))
            if dimension <= 8 { #expect(measured.value == exact && measured.standardError == 0) }
            let limited = Hypervolume.measure(
                of: points, reference: reference, workLimit: 3, samples: 300, using: &generator)
            #expect(limited.samples == (dimension > 4 ? 300 : 0))
        }
        var generator = TestGenerator(state: 1)
        let one = Hypervolume.estimate(of: [[2, 3]], reference: [0, 0], samples: 10, using: &generator)
        #expect(one.value == 6 && one.standardError == 0)
        #expect(Hypervolume.estimate(of: [], reference: [0], samples: 10, using: &generator).value == 0)
    }

    struct TestGenerator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test func pointsOutsideAddNothing() {
        #expect(Hypervolume.volume(of: [[1, 1], [-1, 5], [.infinity, 2], [.nan, 2]], reference: [0, 0]) == 1)
        #expect(Hypervolume.volume(of: [], reference: [0, 0]) == 0)
        #expect(Hypervolume.volume(of: [[3], [5]], reference: [1]) == 4)
        #expect(Hypervolume.improvement(of: [0, 3], over: [], reference: [0, 0]) == 0)
    }
}
