import MeshNetwork
import Testing

@Suite struct MessageListTests {
    @Test func arraysThatDoNotFitAreRefused() {
        func make(
            sources: [Int32] = [0, 1], bytes: [Double] = [1, 1], starts: [Int32] = [0, 0, 1], waits: [Int32] = [0],
            queue: [Int32]? = nil
        ) throws(MessageListError) -> MessageList {
            try MessageList(
                sources: sources, destinations: [1, 2], bytes: bytes, dependenceStarts: starts, dependences: waits,
                queuedBehind: queue)
        }
        #expect(throws: Never.self) { try make() }
        #expect(throws: MessageListError.unequalLengths) { try make(sources: [0]) }
        #expect(throws: MessageListError.unequalLengths) { try make(starts: [0, 1, 0]) }
        #expect(throws: MessageListError.unequalLengths) { try make(starts: []) }
        #expect(throws: MessageListError.unknownMessage(2, of: 2)) { try make(waits: [2]) }
        #expect(throws: MessageListError.unknownMessage(-1, of: 2)) { try make(waits: [-1]) }
        #expect(throws: MessageListError.unusableBytes(-1, message: 1)) { try make(bytes: [1, -1]) }
        #expect(throws: MessageListError.unusableBytes(.infinity, message: 0)) { try make(bytes: [.infinity, 1]) }
        #expect(throws: MessageListError.unusableNode(-1, message: 0)) { try make(sources: [-1, 0]) }
        #expect(throws: MessageListError.queueAcrossNodes(message: 1)) { try make(queue: [-1, 0]) }
        #expect(throws: MessageListError.circularWait(message: 0)) { try make(starts: [0, 1, 2], waits: [1, 0]) }
        #expect(throws: MessageListError.circularWait(message: 1)) { try make(waits: [1]) }
        #expect(throws: MessageListError.circularWait(message: 0)) {
            try make(sources: [0, 0], queue: [1, -1])
        }
    }

    @Test func aListThatFollowsWaitsForTheOneBefore() throws {
        var list = MessageList.transfer(from: [0, 1], to: [2, 3], bytes: 10)
        let ring = CollectivePlan.ring(.allGather, order: [2, 3], bytes: 10, bothWays: false).messages
        let range = list.append(ring, after: list.lastMessages(of: 0..<2))
        #expect(range == 2..<4)
        #expect(Array(list.dependences(of: 2)) == [0, 1])
        #expect(list.lastMessages(of: range) == [2, 3])
        #expect(list.order().count == list.count)
    }

    @Test func handOversCoverEveryShareOnce() {
        for (senders, receivers) in [(1, 1), (3, 3), (2, 4), (4, 2), (3, 5), (7, 2), (1, 6)] {
            let sources = Array(0..<senders)
            let destinations = Array(100..<100 + receivers)
            let list = MessageList.transfer(from: sources, to: destinations, bytes: 840)
            #expect(abs(list.bytesSent - 840) < 1e-9)
            for node in sources {
                let sent = (0..<list.count).filter { list[$0].source == node }.map { list[$0].bytes }
                #expect(abs(sent.reduce(0, +) - 840 / Double(senders)) < 1e-9)
            }
            for node in destinations {
                let got = (0..<list.count).filter { list[$0].destination == node }.map { list[$0].bytes }
                #expect(abs(got.reduce(0, +) - 840 / Double(receivers)) < 1e-9)
            }
            // Shares are intervals, so no more messages than cuts.
            #expect(list.count <= senders + receivers - 1)
        }
        #expect(MessageList.transfer(from: [], to: [1], bytes: 3).count == 0)
    }

    @Test func memoryIsReachedThroughTheNearestPort() throws {
        let mesh = Mesh(width: 5, height: 3)
        let ports = MemoryPorts.sides([.west, .east], of: mesh)
        #expect(ports.count == 6)
        let reads = MessageList.reads(by: Array(0..<mesh.nodeCount), bytes: 4, ports: ports)
        let writes = MessageList.writes(by: Array(0..<mesh.nodeCount), bytes: 4, ports: ports)
        #expect(reads.count == mesh.nodeCount)
        for index in 0..<reads.count {
            let (node, port) = (reads[index].destination, reads[index].source - mesh.nodeCount)
            let distance = mesh.distance(from: node, to: ports.attachments[port])
            #expect(distance == min(mesh.x(of: node), mesh.width - 1 - mesh.x(of: node)))
            #expect(writes[index].source == node && writes[index].destination == reads[index].source)
        }
        let none = MemoryPorts(mesh: mesh, attachments: [])
        #expect(none.nearest(to: 3) == nil && MessageList.reads(by: [3], bytes: 1, ports: none).count == 0)
        #expect(MemoryPorts.sides(Mesh.Direction.allCases, of: mesh).count == 16)
    }

    @Test func foldedAndRowMajorRingsHaveTheirHops() {
        let mesh = Mesh(width: 8, height: 8)
        for (width, height) in [(1, 1), (1, 6), (5, 1), (2, 2), (3, 3), (5, 4), (7, 8)] {
            let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
            func hops(_ order: Rectangle.RingOrder) -> [Int] {
                let nodes = rectangle.ringOrder(order, in: mesh)
                #expect(nodes.sorted() == rectangle.nodes(in: mesh).sorted())
                return nodes.indices.map { mesh.distance(from: nodes[$0], to: nodes[($0 + 1) % nodes.count]) }
            }
            #expect(hops(.folded).allSatisfy { $0 <= 2 })
            #expect(hops(.rowMajor).max() == max(width + height - 2, height > 1 ? width : 0))
            #expect(hops(.hamiltonian).filter { $0 > 1 }.count <= (width > 1 && height > 1 ? 1 : rectangle.count))
        }
    }
}
