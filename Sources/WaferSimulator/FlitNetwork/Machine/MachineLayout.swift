import MeshNetwork

/// Which port leads where, and which latencies there are; computed once for a run.
struct MachineLayout {
    /// A link that works.
    struct Link {
        var targetPort: Int
        var delay: Int
        var interval: Int
        var depth: Int
    }

    /// A latency and the most items that can be under way with it.
    struct Delay {
        var cycles: Int
        var capacity: Int
    }

    /// By port, where `node * 5 + port` is its index; nil for local ports and for missing and dead links.
    private(set) var links: [Link?]
    /// By port, the port of the neighbour that feeds it.
    private(set) var upstream: [Int?]
    private(set) var inputDepths: [Int]
    private(set) var inputLatencies: [Int]
    private(set) var arrivesDownwards: [Bool]
    private(set) var flitDelays: [Delay] = []
    private(set) var creditDelays: [Delay] = []
    private var flitQueues: [Int: Int] = [:]
    private var creditQueues: [Int: Int] = [:]

    init(_ network: FlitNetwork) {
        let (configuration, mesh) = (network.configuration, network.configuration.mesh)
        let count = network.nodeCount * FlitPort.count
        links = Array(repeating: nil, count: count)
        upstream = Array(repeating: nil, count: count)
        // Local inputs have the network's depth and a channel of one cycle.
        inputDepths = Array(repeating: configuration.bufferFlits, count: count)
        inputLatencies = Array(repeating: 1, count: count)
        arrivesDownwards = Array(repeating: false, count: count)
        var flits: [Int: Int] = [FlitMachine.injectionDelay: network.nodeCount]
        var credits: [Int: Int] = [2: network.nodeCount * configuration.virtualChannels, 5: network.nodeCount]
        /// Joins an output of one router to an input of another.
        func join(_ from: Int, _ to: Int, _ kind: FlitLinkClass, isDown: Bool) {
            let depth = kind.bufferFlits ?? configuration.bufferFlits
            let delay = FlitMachine.switchDelay + kind.latencyCycles + kind.cyclesPerFlit - 1
            links[from] = Link(targetPort: to, delay: delay, interval: kind.cyclesPerFlit, depth: depth)
            upstream[to] = from
            inputDepths[to] = depth
            inputLatencies[to] = kind.latencyCycles
            arrivesDownwards[to] = isDown
            flits[delay, default: 0] += 1
            credits[kind.latencyCycles + 1, default: 0] += 1
        }
        for node in 0..<mesh.nodeCount {
            for direction in 0..<4 {
                let link = 4 * node + direction
                guard let neighbour = mesh.neighbour(over: link) else { continue }
                if let order = network.order, !order.isLinkAlive[link] { continue }
                join(
                    node * FlitPort.count + direction, neighbour * FlitPort.count + (direction ^ 1),
                    configuration.linkClass(link),
                    isDown: network.order.map { !$0.isUp(link, to: neighbour) } ?? false)
            }
        }
        if let memory = configuration.memory {
            for (port, direction) in network.portDirections.enumerated() {
                let inside = memory.ports.attachments[port] * FlitPort.count + direction
                let outside = (mesh.nodeCount + port) * FlitPort.count + (direction ^ 1)
                join(inside, outside, memory.write, isDown: false)
                join(outside, inside, memory.read, isDown: false)
            }
        }
        // A link takes one flit a cycle at most, and returns one credit.
        for (cycles, channels) in flits.sorted(by: { $0.key < $1.key }) {
            flitQueues[cycles] = flitDelays.count
            flitDelays.append(Delay(cycles: cycles, capacity: channels * (cycles + 1)))
        }
        for (cycles, channels) in credits.sorted(by: { $0.key < $1.key }) {
            creditQueues[cycles] = flitDelays.count + creditDelays.count
            creditDelays.append(Delay(cycles: cycles, capacity: channels * (cycles + 1)))
        }
    }

    /// The queue of the flits of a latency that the layout has.
    func flitQueue(_ cycles: Int) -> Int { flitQueues[cycles] ?? 0 }

    /// The queue of the credits of a latency that the layout has.
    func creditQueue(_ cycles: Int) -> Int { creditQueues[cycles] ?? flitDelays.count }
}
