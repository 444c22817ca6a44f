import MeshNetwork
import Testing
import TrainingStrategy
import _IngotTestSupport

@Suite struct StagePlacementTests {
    /// Four stages of which the first keeps something with the last: by rows of a square it is six links, round the
    /// square four (WATOS, arXiv:2512.12279, figure 12).
    @Test func sixLinksBecomeFour() throws {
        let mesh = Mesh(width: 2, height: 2)
        let sites = (0..<4).map { Rectangle(x: $0 % 2, y: $0 / 2, width: 1, height: 1) }
        let problem = StagePlacement(
            sites: sites, mesh: mesh, stages: 4, pipelineBytes: 1,
            pairs: [StagePlacement.Pair(sender: 0, helper: 3, bytes: 1)])
        #expect(problem.links([0, 1, 2, 3]) == 6)
        #expect(problem.links(problem.best()) == 4)
        #expect(problem.cost(problem.best()) == 4)
    }

    /// Branch and bound, against every placement of up to four stages on up to seven of 16 dies.
    @Test func exactPlacementEqualsBruteForce() {
        var random = SplitMix(4)
        var (better, conflicts) = (0, 0)
        for _ in 0..<250 {
            let problem = Self.problem(&random, sites: 3...7, stages: 2...4)
            let best = Self.bruteForce(problem)
            #expect(abs(problem.cost(problem.exact()) - best) <= 1e-9 * best)
            #expect(Set(problem.exact()).count == problem.stages)
            let found = problem.cost(problem.best())
            #expect(found <= best * (1 + 1e-9))
            if problem.cost(Array(0..<problem.stages)) > best { better += 1 }
            let plain = problem.links(problem.exact())
            if Double(plain) < best { conflicts += 1 }
        }
        #expect(better > 100 && conflicts > 20)
    }

    /// The local search stays near the best where that is known.
    @Test func searchComesNearTheBest() {
        var random = SplitMix(9)
        var (sum, count) = (0.0, 0.0)
        for _ in 0..<60 {
            let problem = Self.problem(&random, sites: 5...8, stages: 4...5)
            let best = Self.bruteForce(problem)
            let start = Array(0..<problem.stages)
            let improved = problem.cost(problem.improved(start))
            #expect(improved <= problem.cost(start))
            #expect(improved >= best * (1 - 1e-9))
            sum += problem.cost(problem.searched()) / best
            count += 1
        }
        #expect(sum / count < 1.1)
    }

    /// Without pairs a walk through neighbours is the best there is, with or without failed dies in the way.
    @Test(arguments: [(1, 1), (2, 1), (1, 2), (2, 2)])
    func pipelinesAloneWalkFromNeighbourToNeighbour(width: Int, height: Int) {
        let mesh = Mesh(width: 8, height: 7)
        let packing = GroupPacking(shape: TensorShape(width: width, height: height), mesh: mesh)
        let problem = StagePlacement(
            sites: packing.sites, mesh: mesh, stages: packing.sites.count, pipelineBytes: 1, pairs: [])
        let places = problem.best()
        #expect(Set(places).count == packing.sites.count)
        // A step is as long as the shorter side at least; turns may take the longer one.
        let steps = packing.sites.count - 1
        #expect(problem.links(places) >= steps * min(width, height))
        #expect(problem.links(places) <= steps * min(width, height) + 8 * abs(width - height))
    }

    /// Places never overlap, avoid failed dies, and are as many as fit where that is known.
    @Test func packingsAvoidFailedDies() {
        var random = SplitMix(2)
        let mesh = Mesh(width: 8, height: 7)
        #expect(GroupPacking(shape: TensorShape(width: 2, height: 2), mesh: mesh).sites.count == 12)
        #expect(GroupPacking(shape: TensorShape(width: 4, height: 1), mesh: mesh).sites.count == 14)
        for _ in 0..<200 {
            let shape = TensorShape(
                width: Int.random(in: 1...3, using: &random), height: Int.random(in: 1...3, using: &random))
            let failed = Set(
                (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0..<56, using: &random) })
            let packing = GroupPacking(shape: shape, mesh: mesh, failed: failed)
            var used = Set<Int>()
            for site in packing.sites {
                #expect(site.count == shape.count)
                for node in site.nodes(in: mesh) {
                    #expect(!failed.contains(node) && used.insert(node).inserted)
                }
            }
            // Nothing of the shape fits what is left.
            for y in 0...(7 - shape.height) {
                for x in 0...(8 - shape.width) {
                    let nodes = Rectangle(x: x, y: y, width: shape.width, height: shape.height).nodes(in: mesh)
                    #expect(!nodes.allSatisfy { !failed.contains($0) && !used.contains($0) })
                }
            }
            // Nor does a group hold a broken link, where it may not.
            let links = Set(
                (0..<20).map { _ in
                    mesh.link(
                        from: Int.random(in: 0..<56, using: &random), Bool.random(using: &random) ? .east : .north)
                })
            for site in GroupPacking(shape: shape, mesh: mesh, brokenLinks: links).sites {
                let nodes = Set(site.nodes(in: mesh))
                for link in links where nodes.contains(link / 4) {
                    #expect(mesh.neighbour(over: link).map { !nodes.contains($0) } ?? true)
                }
            }
            if shape.count == 1 { #expect(packing.sites.count == 56 - failed.count) }
        }
    }

    static func problem(
        _ random: inout SplitMix, sites: ClosedRange<Int>, stages: ClosedRange<Int>
    ) -> StagePlacement {
        let mesh = Mesh(width: 4, height: 4)
        let count = Int.random(in: sites, using: &random)
        let dies = Array((0..<16).shuffled(using: &random).prefix(count))
        let number = min(count, Int.random(in: stages, using: &random))
        var pairs: [StagePlacement.Pair] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let sender = Int.random(in: 0..<number, using: &random)
            let helper = Int.random(in: 0..<number, using: &random)
            guard sender != helper else { continue }
            pairs.append(
                StagePlacement.Pair(
                    sender: sender, helper: helper, bytes: Double(Int.random(in: 1...4, using: &random))))
        }
        return StagePlacement(
            sites: dies.map { Rectangle(x: $0 % 4, y: $0 / 4, width: 1, height: 1) }, mesh: mesh, stages: number,
            pipelineBytes: 1, pairs: pairs)
    }

    /// The cost, written down again from equation 2, of every placement.
    static func bruteForce(_ problem: StagePlacement) -> Double {
        let mesh = Mesh(width: 4, height: 4)
        var best = Double.infinity
        func links(_ first: Rectangle, _ second: Rectangle) -> Set<Int> {
            let (a, b) = (mesh.node(x: first.x, y: first.y), mesh.node(x: second.x, y: second.y))
            return Set(mesh.route(from: a, to: b)).union(mesh.route(from: b, to: a))
        }
        func place(_ places: [Int]) {
            guard places.count == problem.stages else {
                for site in problem.sites.indices where !places.contains(site) { place(places + [site]) }
                return
            }
            let at = places.map { problem.sites[$0] }
            let steps = zip(at, at.dropFirst()).map { ($0.0, $0.1) }
            let pairs = problem.pairs.map { (at[$0.sender], at[$0.helper]) }
            var cost = steps.reduce(0.0) { $0 + problem.pipelineBytes * Double(links($1.0, $1.1).count / 2) }
            for (index, pair) in pairs.enumerated() {
                let own = links(pair.0, pair.1)
                var conflicts = steps.filter { !own.isDisjoint(with: links($0.0, $0.1)) }.count
                for (other, second) in pairs.enumerated() where other != index {
                    conflicts += own.isDisjoint(with: links(second.0, second.1)) ? 0 : 1
                }
                cost +=
                    problem.pairs[index].bytes * Double(own.count / 2)
                    * (1 + StagePlacement.conflictFactor * Double(conflicts))
            }
            best = min(best, cost)
        }
        place([])
        return best
    }
}
