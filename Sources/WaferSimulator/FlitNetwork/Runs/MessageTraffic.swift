/// Messages that nodes send as packets.
///
/// A node sends to its destinations in turn, a packet each; messages to the same destination leave one after the other,
/// in the order in which they become ready.
///
/// Messages on paths of their own are not sent: when they arrive is known when they start.
struct MessageTraffic: PacketSource, ~Copyable {
    /// What is left to do for one message.
    private struct Progress {
        /// The messages of its source and destination.
        var pair: UInt32
        /// Its path, if it is not played flit by flit; else -1.
        var path: Int32
        var delay: UInt32
        /// Flits that have not left the node, and that have not arrived.
        var toSend: UInt32
        var toArrive: UInt32
        /// Messages that it waits for.
        var unmet: UInt32
        /// The latest end of those that have arrived.
        var readyAt: UInt32 = 0
        /// The next message of its pair.
        var next: UInt32 = none
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    /// The messages from one node to another that are ready.
    private struct Pair {
        var source: UInt32
        var destination: UInt32
        var first = none
        var last = none
        /// The pair of the same node whose turn is after this one's.
        var next = none
    }

    /// The pairs of a node that have messages, by turn.
    private struct Queue {
        var first = none
        var last = none
    }

    /// A path in closed form.
    private struct Path {
        /// The cycle in which its node sends the next flit at the earliest.
        var free: UInt64
        /// Cycles from leaving the node to the arrival.
        var flight: UInt64
    }

    private static let none = UInt32.max
    private let messages: UnsafeMutablePointer<Progress>
    private let pairs: UnsafeMutablePointer<Pair>
    private let queues: UnsafeMutablePointer<Queue>
    private let paths: UnsafeMutablePointer<Path>
    /// Messages that start in this cycle.
    private let woken: UnsafeMutablePointer<UInt32>
    private var wokenCount = 0
    private let graph: MessageGraph
    private let packetFlits: UInt32
    private let limit: UInt64
    private let count: Int
    private(set) var unfinished: Int

    /// Gets messages ready that are all played flit by flit; their waits must name messages of the list.
    init(_ list: [FlitMessage], nodes: Int, packetFlits: Int) {
        self.init(
            list, graph: MessageGraph(list), pairs: MessagePairs(list, nodes: nodes), paths: nil, nodes: nodes,
            packetFlits: packetFlits)
    }

    /// Gets messages ready.
    ///
    /// - Parameters:
    ///   - list: The messages.
    ///   - graph: Which messages release which.
    ///   - messagePairs: Which messages have the same ends.
    ///   - privatePaths: Those that are not played flit by flit.
    ///   - nodes: Nodes of the network.
    ///   - packetFlits: Flits of a packet.
    ///   - cycleLimit: The cycle in which the run ends at the latest.
    init(
        _ list: [FlitMessage], graph: MessageGraph, pairs messagePairs: MessagePairs, paths privatePaths: PrivatePaths?,
        nodes: Int, packetFlits: Int, cycleLimit: Int = Int(UInt32.max)
    ) {
        count = list.count
        unfinished = list.count
        self.packetFlits = UInt32(packetFlits)
        self.graph = graph
        limit = UInt64(cycleLimit)
        queues = .filled(Queue(), nodes)
        woken = .filled(0, list.count)
        messages = .allocate(capacity: max(list.count, 1))
        for (index, message) in list.enumerated() {
            (messages + index).initialize(
                to: Progress(
                    pair: UInt32(messagePairs.pairOfMessage[index]),
                    path: privatePaths?.pathOfMessage[index] ?? -1, delay: UInt32(message.delayCycles),
                    toSend: UInt32(message.flits), toArrive: UInt32(message.flits), unmet: graph.waits[index]))
        }
        pairs = .filled(Pair(source: 0, destination: 0), messagePairs.ends.count)
        for (index, ends) in messagePairs.ends.enumerated() {
            pairs[index] = Pair(source: UInt32(ends.source), destination: UInt32(ends.destination))
        }
        let flights = privatePaths?.flightCycles ?? []
        paths = .filled(Path(free: 0, flight: 0), flights.count)
        for (path, flight) in flights.enumerated() { paths[path].flight = UInt64(flight) }
    }

    deinit {
        messages.deallocate()
        pairs.deallocate()
        queues.deallocate()
        paths.deallocate()
        woken.deallocate()
    }

    /// Notes when the messages that wait for nothing start.
    mutating func start(in machine: FlitMachine) {
        // The calendar gives back last what it was given first.
        for index in (0..<count).reversed() where messages[index].unmet == 0 {
            machine.state.pointee.calendar.add(index, at: messages[index].delay, now: 0)
        }
    }

    /// When a message started and ended.
    func cycles(of index: Int) -> (start: Int, end: Int) { (Int(messages[index].start), Int(messages[index].end)) }

    mutating func wake(_ number: Int, in machine: FlitMachine) {
        messages[number].start = machine.now
        guard messages[number].toSend > 0 else {
            release(2 &* number &+ 1, at: machine.now, in: machine)
            return finish(number, at: machine.now, in: machine)
        }
        woken[wokenCount] = UInt32(truncatingIfNeeded: number)
        wokenCount &+= 1
    }

    mutating func wokeAll(in machine: FlitMachine) {
        guard wokenCount > 0 else { return }
        // Messages that start together leave in the order of the list, however they came to start.
        if wokenCount > 1 {
            var together = UnsafeMutableBufferPointer(start: woken, count: wokenCount)
            together.sort()
        }
        for index in 0..<wokenCount {
            let number = Int(woken[index])
            if messages[number].path >= 0 { sendAlone(number, in: machine) } else { enqueue(number, in: machine) }
        }
        wokenCount = 0
    }

    /// Puts a message behind those of its pair, and the pair behind the others of its node.
    private mutating func enqueue(_ number: Int, in machine: FlitMachine) {
        let pair = Int(messages[number].pair)
        if pairs[pair].first == Self.none {
            pairs[pair].first = UInt32(truncatingIfNeeded: number)
            appendToTurns(pair)
        } else {
            messages[Int(pairs[pair].last)].next = UInt32(truncatingIfNeeded: number)
        }
        pairs[pair].last = UInt32(truncatingIfNeeded: number)
        let node = Int(pairs[pair].source)
        if !machine.isSending(node) { sendNext(node, in: machine) }
    }

    private mutating func appendToTurns(_ pair: Int) {
        let node = Int(pairs[pair].source)
        if queues[node].first == Self.none {
            queues[node].first = UInt32(truncatingIfNeeded: pair)
        } else {
            pairs[Int(queues[node].last)].next = UInt32(truncatingIfNeeded: pair)
        }
        queues[node].last = UInt32(truncatingIfNeeded: pair)
        pairs[pair].next = Self.none
    }

    /// Works out when a message on a path of its own is sent and has arrived.
    private mutating func sendAlone(_ number: Int, in machine: FlitMachine) {
        let path = paths + Int(messages[number].path)
        let free = max(UInt64(machine.now), path.pointee.free) &+ UInt64(messages[number].toSend)
        path.pointee.free = free
        if free < limit { release(2 &* number &+ 1, at: UInt32(free), in: machine) }
        // A flit is taken off the network three cycles before it is at its node.
        let end = free &- 1 &+ path.pointee.flight
        if end &- 3 < limit { finish(number, at: UInt32(end), in: machine) }
    }

    mutating func sent(from node: Int, in machine: FlitMachine) {
        let pair = Int(queues[node].first)
        let first = Int(pairs[pair].first)
        queues[node].first = pairs[pair].next
        if messages[first].toSend == 0 {
            pairs[pair].first = messages[first].next
            release(2 &* first &+ 1, at: machine.now &+ 1, in: machine)
        }
        if pairs[pair].first != Self.none { appendToTurns(pair) }
        if queues[node].first != Self.none { sendNext(node, in: machine) }
    }

    /// Hands the node the next packet of the pair whose turn it is.
    private mutating func sendNext(_ node: Int, in machine: FlitMachine) {
        let pair = Int(queues[node].first)
        let number = Int(pairs[pair].first)
        let length = min(messages[number].toSend, packetFlits)
        messages[number].toSend &-= length
        let entry = PacketTable.Entry(
            created: machine.now, owner: UInt32(truncatingIfNeeded: number), length: length, arrived: 0)
        machine.load(node, destination: Int(pairs[pair].destination), entry: entry)
    }

    mutating func received(_ packet: PacketTable.Entry, at cycle: UInt32, in machine: FlitMachine) {
        let number = Int(packet.owner)
        messages[number].toArrive &-= packet.length
        if messages[number].toArrive == 0 { finish(number, at: cycle, in: machine) }
    }

    private mutating func finish(_ number: Int, at cycle: UInt32, in machine: FlitMachine) {
        messages[number].end = cycle
        unfinished &-= 1
        release(2 &* number, at: cycle, in: machine)
    }

    /// One wait fewer for the messages of a row of the graph; those without any are put into the calendar.
    private mutating func release(_ row: Int, at cycle: UInt32, in machine: FlitMachine) {
        for place in graph.starts[row]..<graph.starts[row + 1] {
            let follower = Int(graph.followers[place])
            messages[follower].unmet &-= 1
            messages[follower].readyAt = max(messages[follower].readyAt, cycle)
            guard messages[follower].unmet == 0 else { continue }
            let start = messages[follower].readyAt &+ messages[follower].delay
            machine.state.pointee.calendar.add(follower, at: start, now: machine.now)
        }
    }

    func isFinished(at cycle: UInt32) -> Bool { unfinished == 0 }
}
