import _IngotTestSupport
import MeshNetwork
import Testing
import WaferSimulator

/// The network beside its specification.
@Suite struct PlainNetworkTests {
    /// Plays messages that start at once, no two between the same nodes, on both.
    private static func compare(
        _ mesh: Mesh, channels: Int, depth: Int, messages: [FlitMessage], packetFlits: Int, _ name: String
    ) throws {
        let network = try FlitNetwork(
            FlitNetworkConfiguration(mesh: mesh, virtualChannels: channels, bufferFlits: depth))
        let run = try network.run(messages, packetFlits: packetFlits)
        // A node sends a packet of each of its messages in turn.
        var flits = [[PlainNetwork.Flit]](repeating: [], count: mesh.nodeCount)
        var left = messages.map(\.flits)
        while left.contains(where: { $0 > 0 }) {
            for (index, message) in messages.enumerated() where left[index] > 0 {
                let length = min(left[index], packetFlits)
                for number in 0..<length {
                    flits[message.source].append(
                        PlainNetwork.Flit(
                            message: index, destination: message.destination, isHead: number == 0,
                            isTail: number + 1 == length))
                }
                left[index] -= length
            }
        }
        var plain = PlainNetwork(mesh: mesh, channels: channels, depth: depth)
        let ends = plain.run(flits, messages: messages.count)
        try #require(run.endCycles == ends, "\(name)")
    }

    @Test("Every message of random lists ends in the cycle that the specification says", arguments: 0..<6)
    func random(part: Int) throws {
        for seed in 10 * part..<10 * part + 10 {
            var generator = SplitMix(UInt64(seed))
            let mesh = Mesh(width: .random(in: 1...5, using: &generator), height: .random(in: 1...5, using: &generator))
            var messages: [FlitMessage] = []
            for source in 0..<mesh.nodeCount {
                let some = (0..<mesh.nodeCount).shuffled(using: &generator).prefix(
                    .random(in: 0...5, using: &generator))
                for destination in some {
                    messages.append(
                        FlitMessage(
                            source: source, destination: destination, flits: .random(in: 1...40, using: &generator)))
                }
            }
            try Self.compare(
                mesh, channels: .random(in: 1...6, using: &generator), depth: .random(in: 1...9, using: &generator),
                messages: messages, packetFlits: .random(in: 1...9, using: &generator), "seed \(seed)")
        }
    }

    @Test("So does every message to a node that all send to, with other traffic beside", arguments: [1, 3, 8])
    func hotspot(packetFlits: Int) throws {
        let mesh = Mesh(width: 4, height: 4)
        var messages: [FlitMessage] = []
        for source in 0..<16 {
            for destination in Set([10, 15 - source, (source + 6) % 16]).sorted() {
                messages.append(FlitMessage(source: source, destination: destination, flits: 24))
            }
        }
        try Self.compare(
            mesh, channels: 4, depth: 8, messages: messages, packetFlits: packetFlits, "\(packetFlits) flits")
    }
}
