import ParetoFront
import Testing

@Suite struct ParetoArchiveTests {
    @Test func theArchiveHoldsTheFrontOfAllItWasGiven() {
        var fronts = Fronts(seed: 1)
        let points = fronts.grid(200, dimension: 3)
        var archive = ParetoArchive<Int>()
        for (index, point) in points.enumerated() { archive.insert(point, id: index) }
        let mask = Dominance.nonDominatedMask(points)
        #expect(Set(archive.entries.map(\.id)) == Set(points.indices.filter { mask[$0] }))
        #expect(archive.hypervolume(reference: [0, 0, 0]) == Hypervolume.volume(of: points, reference: [0, 0, 0]))
        let answers = [[.nan, 1, 1], [0, 0, 0], [9, 9, 9]].map { archive.insert($0, id: 1000) }
        #expect(answers == [false, false, true])
        #expect(archive.entries.map(\.id) == [1000])
    }
}
