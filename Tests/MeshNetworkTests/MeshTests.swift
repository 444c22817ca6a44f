import MeshNetwork
import Testing

@Suite struct MeshTests {
    @Test func routesGoAlongTheRowFirstAndAreShortest() {
        let mesh = Mesh(width: 5, height: 4)
        for source in 0..<mesh.nodeCount {
            for destination in 0..<mesh.nodeCount {
                var node = source
                var hasTurned = false
                for link in mesh.route(from: source, to: destination) {
                    #expect(link / 4 == node)
                    switch link % 4 {
                    case 0: node += 1
                    case 1: node -= 1
                    case 2: node += 5
                    default: node -= 5
                    }
                    if link % 4 >= 2 { hasTurned = true } else { #expect(!hasTurned) }
                }
                #expect(node == destination)
                #expect(
                    mesh.route(from: source, to: destination).count
                        == mesh.distance(from: source, to: destination))
            }
        }
    }

    @Test func loadsAddUpOverRoutes() {
        let mesh = Mesh(width: 4, height: 1)
        var loads = LinkLoads(mesh: mesh)
        loads.add([
            Message(source: 0, destination: 3, bytes: 10), Message(source: 1, destination: 2, bytes: 5),
            Message(source: 3, destination: 0, bytes: 1),
        ])
        #expect(loads.maximum == 15)
        #expect(loads.total == 10 * 3 + 5 + 3)
        #expect(loads.bytes[mesh.link(from: 1, .east)] == 15)
        #expect(loads.bytes[mesh.link(from: 2, .west)] == 1)
    }

    @Test func aLinkLeadsToANeighbourAndBack() {
        let mesh = Mesh(width: 4, height: 3)
        var inside = 0
        for link in 0..<mesh.linkCount {
            guard let neighbour = mesh.neighbour(over: link), let opposite = mesh.opposite(of: link) else { continue }
            inside += 1
            #expect(mesh.route(from: link / 4, to: neighbour) == [link])
            #expect(mesh.route(from: neighbour, to: link / 4) == [opposite])
            #expect(mesh.opposite(of: opposite) == link)
        }
        // 3 links a row and 2 a column, each way.
        #expect(inside == 2 * (3 * 3 + 4 * 2))
    }

    @Test func routesInTheOtherOrderOfDimensionsAreThoseBackTurnedRound() {
        let mesh = Mesh(width: 5, height: 4)
        for source in 0..<mesh.nodeCount {
            for destination in 0..<mesh.nodeCount {
                var links: [Int] = []
                mesh.forEachLink(from: source, to: destination, order: .yx) { links.append($0) }
                let back = mesh.route(from: destination, to: source).reversed().compactMap { mesh.opposite(of: $0) }
                #expect(links == back)
            }
        }
    }
}
