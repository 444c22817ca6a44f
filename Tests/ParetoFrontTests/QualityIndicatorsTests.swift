import ParetoFront
import Testing

@Suite struct QualityIndicatorsTests {
    @Test func theAdditiveEpsilonIsTheShiftThatCovers() {
        var fronts = Fronts(seed: 15)
        let points = fronts.points(12, dimension: 3)
        let targets = fronts.points(9, dimension: 3)
        let shift = QualityIndicators.additiveEpsilon(of: points, against: targets)
        func covers(_ amount: Double) -> Bool {
            targets.allSatisfy { target in
                points.contains { point in zip(point, target).allSatisfy { $0 + amount >= $1 } }
            }
        }
        #expect(covers(shift + 1e-12) && !covers(shift - 1e-12))
        #expect(QualityIndicators.additiveEpsilon(of: points, against: points) == 0)
        #expect(QualityIndicators.additiveEpsilon(of: [[.nan, 1]], against: [[1, 1]]) == .infinity)
    }

    @Test func distancesCountOnlyWhatIsMissing() {
        let distance = QualityIndicators.invertedGenerationalDistancePlus(
            of: [[1, 5], [4, 1]], against: [[4, 5], [1, 1], [5, 2]])
        #expect(abs(distance - (3 + 0 + 2.0.squareRoot()) / 3) < 1e-12)
        #expect(QualityIndicators.invertedGenerationalDistancePlus(of: [], against: [[1, 1]]) == .infinity)
        #expect(QualityIndicators.invertedGenerationalDistancePlus(of: [[1, 1]], against: []) == 0)
    }

    @Test(arguments: 2...4) func theGreedySubsetTakesTheLargestGainEveryTime(dimension: Int) {
        var fronts = Fronts(seed: UInt64(80 + dimension))
        let points = fronts.sphere(20, dimension: dimension) + [Array(repeating: .nan, count: dimension)]
        let reference = Array(repeating: 0.0, count: dimension)
        let chosen = Hypervolume.greedySubset(6, of: points, reference: reference)
        #expect(chosen.count == 6)
        for step in chosen.indices {
            let taken = chosen[..<step].map { points[$0] }
            let gains = points.map { Hypervolume.improvement(of: $0, over: taken, reference: reference) }
            #expect(abs(gains[chosen[step]] - (gains.max() ?? 0)) < 1e-12)
        }
        let all = Hypervolume.greedySubset(.max, of: points + points, reference: reference)
        #expect(Set(all).count == all.count && all.count <= 20)
    }
}
