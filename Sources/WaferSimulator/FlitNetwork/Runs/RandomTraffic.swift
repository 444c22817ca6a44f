import Glibc
import MeshNetwork

/// Nodes that make packets at random, each cycle with the same chance, and keep them until the network takes them.
///
/// The cycles between packets are drawn at once, so a node that waits costs nothing. A packet is drawn when the one
/// before it has left, with the cycle in which it was made; that equals an endless queue at the node.
struct RandomTraffic: PacketSource, ~Copyable {
    /// What one run observes at each node.
    struct Node {
        /// When its next packet is made; infinite for nodes that send nothing.
        var nextPacket = Double.infinity
        /// Flits made in the measured cycles.
        var offered = 0
        /// Flits of its own that arrived in the measured cycles.
        var delivered = 0
    }

    private let destinations: [Int?]?
    private let live: [Int]
    private let isAlive: [Bool]
    private let isHotspot: Bool
    private let hotspot: Int
    /// Of the hotspot, beside 1 for each of the other live nodes; 0 where it is dead.
    private let hotspotWeight: Double
    private let others: [Int]
    private let length: UInt32
    private let logarithmOfMiss: Double
    private let window: Range<UInt32>
    private var random: NetworkRandom
    private let nodes: UnsafeMutablePointer<Node>
    private let nodeCount: Int
    /// Nodes that have yet to make packets in the measured cycles, and measured packets under way.
    private var behind = 0
    private var measuredUnderWay = 0
    private(set) var latencySum = 0.0
    private(set) var linkSum = 0.0
    private(set) var measuredArrived = 0
    private var measuredSent = 0

    init(
        _ pattern: TrafficPattern, destinations: [Int?]?, on network: FlitNetwork, packetRate: Double, length: Int,
        window: Range<UInt32>, random: NetworkRandom
    ) {
        let mesh = network.configuration.mesh
        live = network.liveNodes
        isAlive = (0..<mesh.nodeCount).map(network.isAlive)
        self.destinations = destinations
        let middle = mesh.node(x: mesh.width / 2, y: mesh.height / 2)
        hotspot = middle
        others = live.filter { $0 != middle }
        if case .hotspot(let weight) = pattern {
            (isHotspot, hotspotWeight) = (true, network.isAlive(middle) ? weight : 0)
        } else {
            (isHotspot, hotspotWeight) = (false, 0)
        }
        self.length = UInt32(length)
        logarithmOfMiss = log1p(-packetRate)
        self.window = window
        self.random = random
        nodeCount = mesh.nodeCount
        nodes = .filled(Node(), nodeCount)
    }

    deinit { nodes.deallocate() }

    /// Draws the first packet of every node that sends.
    mutating func start(in machine: FlitMachine) {
        // With a hotspot of weight 0 and no other live node, packets have nowhere to go.
        guard !isHotspot || hotspotWeight > 0 || !others.isEmpty else { return }
        for node in live {
            if let destinations {
                guard let destination = destinations[node], isAlive[destination] else { continue }
            }
            nodes[node].nextPacket = random.gap(logarithmOfMiss: logarithmOfMiss) - 1
            if nodes[node].nextPacket < Double(window.upperBound) { behind += 1 }
            schedule(node, from: machine.now, in: machine)
        }
    }

    /// What was observed at a node.
    func node(_ index: Int) -> Node { nodes[index] }

    /// Mean links of the measured packets that left their node.
    var meanLinks: Double { measuredSent == 0 ? 0 : linkSum / Double(measuredSent) }

    /// Counts what the nodes still have to make in the measured cycles, for a run that was cut off.
    mutating func countBacklog() {
        for node in 0..<nodeCount {
            while nodes[node].nextPacket < Double(window.upperBound) { advance(node) }
        }
    }

    mutating func wake(_ number: Int, in machine: FlitMachine) { make(number, in: machine) }

    mutating func sent(from node: Int, in machine: FlitMachine) {
        schedule(node, from: machine.now &+ 1, in: machine)
    }

    mutating func received(_ packet: PacketTable.Entry, at cycle: UInt32, in machine: FlitMachine) {
        if window.contains(cycle) { nodes[Int(packet.owner)].delivered &+= Int(length) }
        guard window.contains(packet.created) else { return }
        latencySum += Double(cycle &- packet.created)
        measuredArrived &+= 1
        measuredUnderWay &-= 1
    }

    func isFinished(at cycle: UInt32) -> Bool {
        cycle >= window.upperBound && behind == 0 && measuredUnderWay == 0
    }

    /// Loads a node's next packet if it is made by a cycle, or notes when it is.
    @inline(__always)
    private mutating func schedule(_ node: Int, from cycle: UInt32, in machine: FlitMachine) {
        let next = nodes[node].nextPacket
        if next <= Double(cycle) {
            make(node, in: machine)
        } else if next < Double(UInt32.max / 2) {
            machine.state.pointee.calendar.add(node, at: UInt32(next), now: machine.now)
        }
    }

    @inline(__always)
    private mutating func make(_ node: Int, in machine: FlitMachine) {
        let created = UInt32(nodes[node].nextPacket)
        let destination = draw(from: node)
        if window.contains(created) {
            measuredUnderWay &+= 1
            measuredSent &+= 1
            linkSum += Double(machine.links(from: node, to: destination))
        }
        advance(node)
        let entry = PacketTable.Entry(
            created: created, owner: UInt32(truncatingIfNeeded: node), length: length, arrived: 0)
        machine.load(node, destination: destination, entry: entry)
    }

    /// Draws when the node makes the packet after its next.
    @inline(__always)
    private mutating func advance(_ node: Int) {
        let before = nodes[node].nextPacket
        if before >= Double(window.lowerBound), before < Double(window.upperBound) {
            nodes[node].offered &+= Int(length)
        }
        let after = before + random.gap(logarithmOfMiss: logarithmOfMiss)
        nodes[node].nextPacket = after
        if before < Double(window.upperBound), after >= Double(window.upperBound) { behind &-= 1 }
    }

    @inline(__always)
    private mutating func draw(from node: Int) -> Int {
        if let destinations, let destination = destinations[node] { return destination }
        guard isHotspot else { return live[random.below(live.count)] }
        let drawn = (1 - random.unit()) * (hotspotWeight + Double(others.count)) - hotspotWeight
        return drawn < 0 || others.isEmpty ? hotspot : others[min(Int(drawn), others.count - 1)]
    }
}
