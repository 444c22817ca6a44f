import ParetoFront
import Testing

@Suite struct DominanceTests {
    @Test(arguments: 1...5) func theMaskAgreesWithTheDefinition(dimension: Int) {
        var fronts = Fronts(seed: UInt64(dimension))
        for points in [fronts.points(80, dimension: dimension), fronts.grid(80, dimension: dimension)] {
            let mask = Dominance.nonDominatedMask(points)
            for index in points.indices {
                #expect(mask[index] == !points.contains { Dominance.dominates($0, points[index]) })
            }
        }
    }

    @Test func equalPointsDoNotDominate() {
        #expect(!Dominance.dominates([1, 2], [1, 2]))
        #expect(Dominance.dominates([1, 3], [1, 2]))
        #expect(!Dominance.dominates([2, 1], [1, 2]))
        #expect(!Dominance.dominates([2, .nan], [1, 2]))
        #expect(Dominance.nonDominatedMask([[1, 2], [1, 2], [0, 2]]) == [true, true, false])
        #expect(Dominance.front(of: [[1, 2], [1, 2], [0, 2]]) == [[1, 2]])
    }

    @Test func pointsWithNaNCompareWithNothing() {
        let points: [[Double]] = [
            [1, 2, 3], [.nan, 9, 9], [0, 2, 3], [.nan, .nan, .nan], [1, 2, 3], [.infinity, 0, 0],
        ]
        #expect(Dominance.nonDominatedMask(points) == [true, false, false, false, true, true])
        #expect(Dominance.sortedFronts(points) == [[0, 4, 5], [2], [1, 3]])
        #expect(Dominance.nonDominatedMask([[1, 2], [3], [0, 1], [2]]) == [true, true, false, false])
        #expect(!Dominance.dominates([2, 2], [1]))
        #expect(Dominance.nonDominatedMask([]).isEmpty)
    }

    @Test func largeSetsOfThreeObjectivesAgreeWithTheDefinition() {
        var fronts = Fronts(seed: 21)
        for points in [fronts.sphere(1500, dimension: 3), fronts.grid(1500, dimension: 3)] {
            let some = points.indices.map { $0 % 3 == 0 ? points[$0].map { $0 * 0.9 } : points[$0] }
            let mask = Dominance.nonDominatedMask(some)
            for index in stride(from: 0, to: some.count, by: 7) {
                #expect(mask[index] == !some.contains { Dominance.dominates($0, some[index]) })
            }
        }
    }

    @Test(arguments: 1...5)
    func frontsPeelOffOneAfterAnother(dimension: Int) {
        var fronts = Fronts(seed: 9)
        // Points of a coarse grid are often equal, or equal in one objective.
        for points in [fronts.points(120, dimension: dimension), fronts.grid(300, dimension: dimension)] {
            var left = Array(points.indices)
            for front in Dominance.sortedFronts(points) {
                let free = left.filter { index in !left.contains { Dominance.dominates(points[$0], points[index]) } }
                #expect(front == free)
                left.removeAll { free.contains($0) }
            }
            #expect(left.isEmpty)
        }
        #expect(Dominance.sortedFronts([]).isEmpty)
        #expect(Dominance.sortedFronts([[1, 2], [3], [0, 1], [2], [], [9, .nan]]) == [[0, 1, 4], [2, 3], [5]])
    }

    @Test func crowdingMeasuresTheGapAroundAPoint() {
        let distances = Dominance.crowdingDistances([[0, 10], [1, 6], [4, 5], [10, 0]])
        #expect(distances[0] == .infinity && distances[3] == .infinity)
        #expect(abs(distances[1] - (0.4 + 0.5)) < 1e-12)
        #expect(abs(distances[2] - (0.9 + 0.6)) < 1e-12)
        #expect(Dominance.crowdingDistances([[3, 3], [3, 3], [3, 3]]).filter(\.isFinite) == [0])
        #expect(Dominance.crowdingDistances([]).isEmpty)
    }
}
