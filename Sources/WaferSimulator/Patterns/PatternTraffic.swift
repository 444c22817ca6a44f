import MeshNetwork

/// Flows without end, each in rounds in which every one of its messages sends its part.
///
/// A message may be only so many rounds ahead of the slowest of its flow: enough to cover the latency, so that messages
/// of a flow keep pace with each other as the steps of a collective do. A node with several messages sends a packet of
/// each in turn.
struct PatternTraffic: PacketSource, ~Copyable {
    /// One message of a flow.
    private struct Stream {
        let flow: Int32
        let source: Int32
        let destination: Int32
        /// Flits of a round.
        let flits: Int32
        /// Rounds begun, and flits left of the last.
        var begun: Int32 = 0
        var left: Int32 = 0
        /// Flits that arrived.
        var arrived = 0
        /// Packets since counting began, and the sums of which a line through their arrivals is made.
        var packets: Int32 = 0
        var origin: UInt32 = 0
        var base = 0
        var times = 0.0
        var counts = 0.0
        var squares = 0.0
        var products = 0.0

        /// Flits a cycle: the slope of the line through what had arrived by when, least squares.
        var rate: Double {
            let number = Double(packets)
            let spread = squares - times * times / number
            return spread > 0 ? (products - times * counts / number) / spread : 0
        }
    }

    private var streams: [Stream] = []
    private var streamsOfFlow: [Range<Int>] = []
    /// By flow: rounds that all of its messages have finished, and how many they may be ahead.
    private var finished: [Int32] = []
    private var window: [Int32] = []
    /// By node: its streams, and the place in it of the one that sent last.
    private var streamsOfNode: [[Int32]]
    private var turn: [Int]
    private var isWaking: [Bool]

    /// Flits of a packet.
    static let packetFlits: Int32 = 8
    /// Flits of the largest message in a round.
    static let roundFlits: Int32 = 32

    /// Starts the flows of a pattern.
    ///
    /// - Parameters:
    ///   - pattern: The flows.
    ///   - mesh: The mesh that they are on.
    ///   - hopFlits: Flits that a link carries while one crosses a router and a link.
    init(_ pattern: FlowPattern, mesh: Mesh, hopFlits: Double) {
        streamsOfNode = [[Int32]](repeating: [], count: mesh.nodeCount)
        turn = [Int](repeating: 0, count: mesh.nodeCount)
        isWaking = [Bool](repeating: false, count: mesh.nodeCount)
        for (flow, parts) in pattern.flows.enumerated() {
            let first = streams.count
            var longest = 0
            for part in parts {
                let source = mesh.node(x: Int(part.x), y: Int(part.y))
                let destination = mesh.node(x: Int(part.toX), y: Int(part.toY))
                longest = max(longest, mesh.distance(from: source, to: destination))
                streamsOfNode[source].append(Int32(streams.count))
                streams.append(
                    Stream(
                        flow: Int32(flow), source: Int32(source), destination: Int32(destination),
                        flits: max(1, Self.roundFlits * part.size / 1024)))
            }
            streamsOfFlow.append(first..<streams.count)
            finished.append(0)
            window.append(Int32(3 + 2 * Double(longest + 1) * hopFlits / Double(Self.roundFlits)))
        }
    }

    /// Notes that all nodes with messages start.
    mutating func start(in machine: FlitMachine) {
        for node in streamsOfNode.indices.reversed() where !streamsOfNode[node].isEmpty {
            isWaking[node] = true
            machine.state.pointee.calendar.add(node, at: 0, now: 0)
        }
    }

    mutating func wake(_ number: Int, in machine: FlitMachine) {
        isWaking[number] = false
        if !machine.isSending(number) { sendNext(number, in: machine) }
    }

    mutating func sent(from node: Int, in machine: FlitMachine) { sendNext(node, in: machine) }

    /// Hands a node the next packet of the stream whose turn it is.
    private mutating func sendNext(_ node: Int, in machine: FlitMachine) {
        let count = streamsOfNode[node].count
        guard count > 0 else { return }
        for step in 1...count {
            let place = (turn[node] + step) % count
            let index = Int(streamsOfNode[node][place])
            if streams[index].left == 0 {
                let flow = Int(streams[index].flow)
                guard streams[index].begun < finished[flow] + window[flow] else { continue }
                streams[index].begun += 1
                streams[index].left = streams[index].flits
            }
            let length = min(streams[index].left, Self.packetFlits)
            streams[index].left -= length
            turn[node] = place
            machine.load(
                node, destination: Int(streams[index].destination),
                entry: PacketTable.Entry(
                    created: machine.now, owner: UInt32(index), length: UInt32(length), arrived: 0))
            return
        }
    }

    mutating func received(_ packet: PacketTable.Entry, at cycle: UInt32, in machine: FlitMachine) {
        let index = Int(packet.owner)
        streams[index].arrived += Int(packet.length)
        if streams[index].packets == 0 {
            streams[index].origin = cycle
            streams[index].base = streams[index].arrived
        }
        let time = Double(cycle &- streams[index].origin)
        let count = Double(streams[index].arrived - streams[index].base)
        streams[index].packets += 1
        streams[index].times += time
        streams[index].counts += count
        streams[index].squares += time * time
        streams[index].products += time * count
        let flow = Int(streams[index].flow)
        let rounds = streams[index].arrived / Int(streams[index].flits)
        guard rounds > Int(finished[flow]) else { return }
        let slowest = streamsOfFlow[flow].reduce(Int.max) { min($0, streams[$1].arrived / Int(streams[$1].flits)) }
        guard slowest > Int(finished[flow]) else { return }
        finished[flow] = Int32(slowest)
        // Its nodes may have stopped because they were too far ahead.
        for other in streamsOfFlow[flow] {
            let node = Int(streams[other].source)
            guard !isWaking[node], !machine.isSending(node) else { continue }
            isWaking[node] = true
            machine.state.pointee.calendar.add(node, at: machine.now &+ 1, now: machine.now)
        }
    }

    func isFinished(at cycle: UInt32) -> Bool { false }

    /// Starts to count arrivals anew.
    mutating func startCounting() {
        for index in streams.indices {
            streams[index].packets = 0
            streams[index].times = 0
            streams[index].counts = 0
            streams[index].squares = 0
            streams[index].products = 0
        }
    }

    /// The fewest packets of any message that were counted.
    var fewestPackets: Int { Int(streams.reduce(Int32.max) { min($0, $1.packets) }) }

    /// By flow: rounds a cycle, times the flits of the largest message.
    func rates() -> [Double] {
        streamsOfFlow.map { range in
            let sum = streams[range].reduce(0.0) { $0 + $1.rate / Double($1.flits) }
            return sum / Double(range.count) * Double(Self.roundFlits)
        }
    }
}
