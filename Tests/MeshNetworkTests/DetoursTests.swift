import MeshNetwork
import Testing
import _IngotTestSupport

/// Ways round nodes and links that do not work.
@Suite struct DetoursTests {
    /// Hops between all nodes over links that work, by Floyd and Warshall.
    private static func distances(_ mesh: Mesh, failed: Set<Int>, cut: Set<[Int]>) -> [[Int]] {
        let far = 1_000_000
        var hops = (0..<mesh.nodeCount).map { one in (0..<mesh.nodeCount).map { one == $0 ? 0 : far } }
        for node in 0..<mesh.nodeCount where !failed.contains(node) {
            for direction in Mesh.Direction.allCases {
                guard let other = mesh.neighbour(of: node, direction), !failed.contains(other),
                    !cut.contains([min(node, other), max(node, other)])
                else { continue }
                hops[node][other] = 1
            }
        }
        for middle in 0..<mesh.nodeCount {
            for one in 0..<mesh.nodeCount {
                for other in 0..<mesh.nodeCount {
                    hops[one][other] = min(hops[one][other], hops[one][middle] + hops[middle][other])
                }
            }
        }
        return hops
    }

    @Test func detoursAreShortestWaysInWholeLegs() {
        var random = SplitMix(17)
        func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
        var detoured = 0
        for _ in 0..<40 {
            let mesh = Mesh(width: 2 + below(5), height: 1 + below(5))
            let failed = Set((0..<below(4)).map { _ in below(mesh.nodeCount) })
            var cut: Set<[Int]> = []
            for _ in 0..<below(8) {
                let node = below(mesh.nodeCount)
                if let other = mesh.neighbour(of: node, Mesh.Direction.allCases[below(4)]) {
                    cut.insert([min(node, other), max(node, other)])
                }
            }
            let detours = Detours(
                mesh: mesh, failedNodes: Array(failed), failedLinks: cut.map { ($0[0], $0[1]) })
            let hops = Self.distances(mesh, failed: failed, cut: cut)
            let reachable = (0..<mesh.nodeCount).map { detours.reachable(from: $0) }
            for one in 0..<mesh.nodeCount where !failed.contains(one) {
                for other in 0..<mesh.nodeCount where other != one && !failed.contains(other) {
                    guard let legs = detours.legs(from: one, to: other) else {
                        #expect(hops[one][other] >= 1_000_000)
                        #expect(!reachable[one][other])
                        continue
                    }
                    #expect(reachable[one][other])
                    #expect(legs.first?.from == one && legs.last?.to == other)
                    for (leg, next) in zip(legs, legs.dropFirst()) { #expect(leg.to == next.from) }
                    for leg in legs { #expect(detours.isDirect(from: leg.from, to: leg.to)) }
                    let length = legs.reduce(0) { $0 + mesh.distance(from: $1.from, to: $1.to) }
                    #expect(length == hops[one][other])
                    if legs.count > 1 { detoured += 1 }
                }
            }
        }
        #expect(detoured > 200)
    }

    @Test func whatIsWholeGoesStraight() {
        let mesh = Mesh(width: 5, height: 4)
        let detours = Detours(mesh: mesh, failedNodes: [], failedLinks: [(0, 1)])
        #expect(detours.legs(from: 1, to: 18)?.count == 1)
        // From 0 the first link of row 0 is cut: up first, and from there the XY route leads along row 1 and down.
        #expect(detours.legs(from: 0, to: 1)?.map(\.to) == [5, 1])
        let load = detours.busiestLink([
            Message(source: 0, destination: 1, bytes: 2), Message(source: 5, destination: 6, bytes: 3),
        ])
        #expect(load.bytes == 5)
        #expect(load.hops == 3)
    }
}
