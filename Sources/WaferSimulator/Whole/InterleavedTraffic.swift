/// Messages that wait for each other; a node sends a packet of each of its ready ones in turn.
///
/// A die has links of its own on every edge, so a message to the east does not wait for one to the west.
struct InterleavedTraffic: PacketSource, ~Copyable {
    /// One message.
    struct Message {
        /// The node that sends.
        var source: UInt32
        /// The node that receives.
        var destination: UInt32
        /// Flits; 0 for work, which only takes its time.
        var flits: UInt32
        /// Cycles between the last message that it waits for and its start.
        var delay: UInt32
        /// Messages that it waits for.
        var dependences: [Int32]
    }

    private let messages: [Message]
    private var toSend: [UInt32]
    private var toArrive: [UInt32]
    private var unmet: [UInt32]
    private var readyAt: [UInt32]
    private let starts: [Int]
    private let dependants: [Int32]
    /// By node, the messages that are being sent, and whose turn it is.
    private var sending: [[Int32]]
    private var turn: [Int]
    private(set) var unfinished: Int
    /// When the last message so far had arrived.
    private(set) var lastCycle: UInt32 = 0

    init(_ messages: [Message], nodes: Int) {
        self.messages = messages
        toSend = messages.map(\.flits)
        toArrive = toSend
        unmet = messages.map { UInt32($0.dependences.count) }
        readyAt = [UInt32](repeating: 0, count: messages.count)
        sending = [[Int32]](repeating: [], count: nodes)
        turn = [Int](repeating: 0, count: nodes)
        unfinished = messages.count
        var starts = [Int](repeating: 0, count: messages.count + 1)
        for message in messages { for other in message.dependences { starts[Int(other) + 1] += 1 } }
        for index in messages.indices { starts[index + 1] += starts[index] }
        var fill = starts
        var dependants = [Int32](repeating: 0, count: starts[messages.count])
        for (index, message) in messages.enumerated() {
            for other in message.dependences {
                dependants[fill[Int(other)]] = Int32(index)
                fill[Int(other)] += 1
            }
        }
        self.starts = starts
        self.dependants = dependants
    }

    /// Notes when the messages that wait for nothing start.
    mutating func start(in machine: FlitMachine) {
        for index in messages.indices.reversed() where unmet[index] == 0 {
            machine.state.pointee.calendar.add(index, at: messages[index].delay, now: 0)
        }
    }

    mutating func wake(_ number: Int, in machine: FlitMachine) {
        guard toSend[number] > 0 else { return finish(number, at: machine.now, in: machine) }
        let node = Int(messages[number].source)
        sending[node].append(Int32(number))
        if !machine.isSending(node) { sendNext(node, in: machine) }
    }

    mutating func sent(from node: Int, in machine: FlitMachine) { sendNext(node, in: machine) }

    private mutating func sendNext(_ node: Int, in machine: FlitMachine) {
        guard !sending[node].isEmpty else { return }
        let place = turn[node] % sending[node].count
        let number = Int(sending[node][place])
        let length = min(toSend[number], UInt32(PatternTraffic.packetFlits))
        toSend[number] -= length
        if toSend[number] == 0 {
            sending[node].remove(at: place)
            turn[node] = place
        } else {
            turn[node] = place + 1
        }
        machine.load(
            node, destination: Int(messages[number].destination),
            entry: PacketTable.Entry(created: machine.now, owner: UInt32(number), length: length, arrived: 0))
    }

    mutating func received(_ packet: PacketTable.Entry, at cycle: UInt32, in machine: FlitMachine) {
        let number = Int(packet.owner)
        toArrive[number] -= packet.length
        if toArrive[number] == 0 { finish(number, at: cycle, in: machine) }
    }

    private mutating func finish(_ number: Int, at cycle: UInt32, in machine: FlitMachine) {
        unfinished -= 1
        lastCycle = max(lastCycle, cycle)
        for index in starts[number]..<starts[number + 1] {
            let other = Int(dependants[index])
            unmet[other] -= 1
            readyAt[other] = max(readyAt[other], cycle)
            guard unmet[other] == 0 else { continue }
            machine.state.pointee.calendar.add(
                other, at: readyAt[other] + messages[other].delay, now: machine.now)
        }
    }

    func isFinished(at cycle: UInt32) -> Bool { unfinished == 0 }
}
