import Foundation
import ParetoFront
import Testing

@Suite struct BoxDecompositionTests {
    @Test(arguments: 1...5) func boxesHoldExactlyWhatIsNotDominated(dimension: Int) {
        var fronts = Fronts(seed: UInt64(31 + dimension))
        let reference = Array(repeating: 0.05, count: dimension)
        for round in 0..<6 {
            let size = dimension > 4 ? 8 : 18
            let points =
                round % 2 == 0 ? fronts.sphere(size, dimension: dimension) : fronts.grid(size, dimension: dimension)
            let boxes = BoxDecomposition(front: points, reference: reference)
            let corner = Array(repeating: 6.0, count: dimension)
            let all = corner.reduce(1) { $0 * ($1 - 0.05) }
            let dominated = Hypervolume.volume(of: points, reference: reference)
            #expect(abs(boxes.volume(below: corner) - (all - dominated)) < 1e-9 * all)
            for probe in fronts.points(300, dimension: dimension).map({ $0.map { $0 * 5 } }) {
                let count = (0..<boxes.count).filter { box in
                    (0..<dimension).allSatisfy {
                        probe[$0] > boxes.lower[box * dimension + $0] && probe[$0] <= boxes.upper[box * dimension + $0]
                    }
                }.count
                let isInside = zip(probe, reference).allSatisfy { $0 > $1 }
                let isDominated = points.contains { zip($0, probe).allSatisfy { $0 >= $1 } }
                #expect(count == (isInside && !isDominated ? 1 : 0))
            }
        }
    }

    @Test func theVolumeBelowAPointIsItsImprovement() {
        var fronts = Fronts(seed: 3)
        let points = fronts.sphere(40, dimension: 3)
        let reference = [0.1, 0.0, 0.2]
        let boxes = BoxDecomposition(front: points, reference: reference)
        for point in fronts.points(40, dimension: 3) {
            let improvement = Hypervolume.improvement(of: point, over: points, reference: reference)
            #expect(abs(boxes.volume(below: point) - improvement) < 1e-12)
        }
    }

    @Test func threeObjectivesNeedAtMostTwoBoxesAPointAndOneMore() {
        var fronts = Fronts(seed: 5)
        let boxes = BoxDecomposition(front: fronts.sphere(60, dimension: 3), reference: [0, 0, 0])
        #expect(boxes.count > 60 && boxes.count <= 2 * 60 + 1)
    }

    @Test func thereAreNoMoreBoxesThanInBoTorch() throws {
        struct Fixture: Decodable {
            struct Case: Decodable {
                var reference: [Double]
                var points: [[Double]]
                var volume: Double
                var cells: Int
            }
            var cases: [Case]
        }
        let url = try #require(Bundle.module.url(forResource: "boxes", withExtension: "json", subdirectory: "Fixtures"))
        let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
        #expect(fixture.cases.count == 4)
        for test in fixture.cases {
            let boxes = BoxDecomposition(front: test.points, reference: test.reference)
            #expect(boxes.count <= test.cells)
            let corner = test.reference.indices.map { axis in test.points.map { $0[axis] }.max() ?? 0 }
            let all = zip(corner, test.reference).reduce(1) { $0 * ($1.0 - $1.1) }
            #expect(abs(all - boxes.volume(below: corner) - test.volume) < 1e-10 * test.volume)
        }
    }

    @Test(arguments: 2...5) func duplicatesDominatedAndInvalidPointsChangeNothing(dimension: Int) {
        var fronts = Fronts(seed: UInt64(60 + dimension))
        let reference = Array(repeating: 0.1, count: dimension)
        let front = Dominance.front(of: fronts.sphere(10, dimension: dimension)).filter { $0.allSatisfy { $0 > 0.1 } }
        let clean = BoxDecomposition(front: front, reference: reference)
        var noisy = front + front.map { $0.map { 0.1 + 0.9 * ($0 - 0.1) } } + front
        noisy.append(Array(repeating: .infinity, count: dimension))
        noisy.append(Array(repeating: .nan, count: dimension))
        noisy.append([0.0] + Array(repeating: 5, count: dimension - 1))
        let boxes = BoxDecomposition(front: noisy, reference: reference)
        #expect(boxes.lower == clean.lower && boxes.upper == clean.upper)
    }

    @Test func anEmptyFrontIsOneBox() {
        for dimension in 1...4 {
            let reference = (0..<dimension).map(Double.init)
            let boxes = BoxDecomposition(
                front: [reference, Array(repeating: -.infinity, count: dimension)], reference: reference)
            #expect(boxes.count == 1)
            #expect(boxes.lower == reference)
            #expect(boxes.upper.allSatisfy { $0 == .infinity })
        }
    }
}
