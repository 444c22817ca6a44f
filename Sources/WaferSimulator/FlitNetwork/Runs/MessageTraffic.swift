/// Messages that nodes send as packets, one after the other in the order in which they become ready.
struct MessageTraffic: PacketSource, ~Copyable {
    /// What is left to do for one message.
    private struct Progress {
        var source: UInt32
        var destination: UInt32
        var delay: UInt32
        /// Flits that have not left the node, and that have not arrived.
        var toSend: UInt32
        var toArrive: UInt32
        /// Messages that it waits for.
        var unmet: UInt32
        /// The latest end of those that have arrived.
        var readyAt: UInt32 = 0
        /// The next message in its node's queue.
        var next: UInt32 = none
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    /// The queue of a node.
    private struct Queue {
        var first = none
        var last = none
    }

    private static let none = UInt32.max
    private let messages: UnsafeMutablePointer<Progress>
    private let queues: UnsafeMutablePointer<Queue>
    /// Messages that wait for message m stand at `dependants[firstDependant[m]..<firstDependant[m + 1]]`.
    private let firstDependant: [Int]
    private let dependants: [UInt32]
    private let packetFlits: UInt32
    private let count: Int
    private(set) var unfinished: Int

    init(_ list: [FlitMessage], nodes: Int, packetFlits: Int) {
        count = list.count
        unfinished = list.count
        self.packetFlits = UInt32(packetFlits)
        queues = .filled(Queue(), nodes)
        messages = .allocate(capacity: max(list.count, 1))
        var starts = [Int](repeating: 0, count: list.count + 1)
        for message in list {
            for dependence in message.dependences { starts[dependence + 1] += 1 }
        }
        for index in 0..<list.count { starts[index + 1] += starts[index] }
        var fill = starts
        var dependants = [UInt32](repeating: 0, count: starts[list.count])
        for (index, message) in list.enumerated() {
            for dependence in message.dependences {
                dependants[fill[dependence]] = UInt32(index)
                fill[dependence] += 1
            }
            (messages + index).initialize(
                to: Progress(
                    source: UInt32(message.source), destination: UInt32(message.destination),
                    delay: UInt32(message.delayCycles), toSend: UInt32(message.flits), toArrive: UInt32(message.flits),
                    unmet: UInt32(message.dependences.count)))
        }
        firstDependant = starts
        self.dependants = dependants
    }

    deinit {
        messages.deallocate()
        queues.deallocate()
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
        guard messages[number].toSend > 0 else { return finish(number, at: machine.now, in: machine) }
        let node = Int(messages[number].source)
        if queues[node].first == Self.none {
            queues[node].first = UInt32(number)
        } else {
            messages[Int(queues[node].last)].next = UInt32(number)
        }
        queues[node].last = UInt32(number)
        if !machine.isSending(node) { sendNext(node, in: machine) }
    }

    mutating func sent(from node: Int, in machine: FlitMachine) {
        let first = Int(queues[node].first)
        if messages[first].toSend == 0 {
            queues[node].first = messages[first].next
            guard queues[node].first != Self.none else { return }
        }
        sendNext(node, in: machine)
    }

    /// Hands the node the next packet of its first message.
    private mutating func sendNext(_ node: Int, in machine: FlitMachine) {
        let number = Int(queues[node].first)
        let length = min(messages[number].toSend, packetFlits)
        messages[number].toSend &-= length
        let entry = PacketTable.Entry(created: machine.now, owner: UInt32(number), length: length, arrived: 0)
        machine.load(node, destination: Int(messages[number].destination), entry: entry)
    }

    mutating func received(_ packet: PacketTable.Entry, at cycle: UInt32, in machine: FlitMachine) {
        let number = Int(packet.owner)
        messages[number].toArrive &-= packet.length
        if messages[number].toArrive == 0 { finish(number, at: cycle, in: machine) }
    }

    private mutating func finish(_ number: Int, at cycle: UInt32, in machine: FlitMachine) {
        messages[number].end = cycle
        unfinished &-= 1
        for index in firstDependant[number]..<firstDependant[number + 1] {
            let dependant = Int(dependants[index])
            messages[dependant].unmet &-= 1
            messages[dependant].readyAt = max(messages[dependant].readyAt, cycle)
            guard messages[dependant].unmet == 0 else { continue }
            let start = messages[dependant].readyAt &+ messages[dependant].delay
            machine.state.pointee.calendar.add(dependant, at: start, now: machine.now)
        }
    }

    func isFinished(at cycle: UInt32) -> Bool { unfinished == 0 }
}
