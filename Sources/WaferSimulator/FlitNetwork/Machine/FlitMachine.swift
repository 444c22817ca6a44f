import MeshNetwork

/// The state of a network during one run: routers, links, nodes.
///
/// A router takes four cycles a hop, as the input-queued router of W. J. Dally and B. Towles, *Principles and Practices
/// of Interconnection Networks* (2004), ch. 16 and 17, with routes computed a hop ahead: a head flit asks for an output
/// channel in the cycle in which it arrives, then for the switch, crosses the switch, crosses the link. Both allocators
/// are separable with round-robin arbiters in one iteration: outputs grant, inputs accept, and pointers move on past
/// what was accepted (N. McKeown, IEEE/ACM Trans. Networking 7(2), 1999). A tail flit gives its output channel back
/// when it wins the switch; a credit returns when a flit leaves its buffer.
///
/// Every kind of state is one allocation that this type owns. Only routers and nodes with something to do are visited.
final class FlitMachine {
    let network: FlitNetwork
    let configuration: FlitNetworkConfiguration
    let channels: Int
    /// Nodes of the mesh, and memory ports after them.
    let nodeCount: Int
    let meshNodeCount: Int
    /// Input channels of a router.
    let slots: Int
    /// Index of the first channel of a node's own output in ``outputs``.
    let firstNodeOutput: Int
    /// Whether the buffer of the node can fill up; if not, its credits need not be counted.
    let countsEjectionCredits: Bool

    let ports: UnsafeMutablePointer<FlitPort>
    let inputs: UnsafeMutablePointer<FlitInputChannel>
    /// Of routers, then of nodes.
    let outputs: UnsafeMutablePointer<FlitOutputChannel>
    let store: UnsafeMutablePointer<FlitWord>
    let storeSize: Int
    /// By router: bits 0–4 outputs with channel requests, bits 8–12 outputs with switch requests.
    let pending: UnsafeMutablePointer<UInt32>
    let activeRouters: UnsafeMutablePointer<UInt64>
    /// By node, its place; for a memory port, that of the node that it is joined to.
    let coordinates: UnsafeMutablePointer<UInt32>
    /// By node, the port of the router at its place that leads to it.
    let exits: UnsafeMutablePointer<UInt8>
    let sources: UnsafeMutablePointer<FlitSource>
    let activeSources: UnsafeMutablePointer<UInt64>
    /// Flits that a node received in the measured cycles.
    let accepted: UnsafeMutablePointer<UInt32>
    let queues: UnsafeMutablePointer<DelayQueue>
    let flitQueueCount: Int
    let queueCount: Int
    let scratch: UnsafeMutablePointer<UInt32>
    /// By input channel: its port, and the channel after it.
    let portOfSlot: UnsafeMutablePointer<UInt8>
    let nextSlot: UnsafeMutablePointer<UInt8>
    /// By port: the first channel of the port after it.
    let nextPortSlot: UnsafeMutablePointer<UInt8>
    /// A bit for each channel of a port.
    let channelMask: UInt64
    let routeByComparison: UnsafeMutablePointer<UInt8>
    let injectionQueue: Int
    let ejectionCreditQueue: Int

    /// Routes around faults, made when a destination is first used; empty without faults.
    var routes: [UpDownRoutes?] = []
    let order: UpDownOrder?
    let hasFaults: Bool
    /// What changes every cycle; behind a pointer, where access costs no check.
    let state: UnsafeMutablePointer<FlitMachineState>

    /// Cycles from leaving the node, or from switch allocation, to the far end of a link of one cycle.
    static let injectionDelay = 2
    static let switchDelay = 2

    /// Builds an idle network.
    ///
    /// - Parameters:
    ///   - network: What is built.
    ///   - sleepers: How many numbers the calendar can hold.
    init(_ network: FlitNetwork, sleepers: Int) {
        let configuration = network.configuration
        self.network = network
        let mesh = configuration.mesh
        self.configuration = configuration
        order = network.order
        hasFaults = network.order != nil
        channels = configuration.virtualChannels
        nodeCount = network.nodeCount
        meshNodeCount = mesh.nodeCount
        slots = FlitPort.count * channels
        firstNodeOutput = nodeCount * slots
        // Switch allocation to credit and back takes 5 cycles, in which a channel sends at most 5 flits.
        countsEjectionCredits = configuration.bufferFlits < 5
        let portCount = nodeCount * FlitPort.count
        ports = .filled(FlitPort(), portCount)
        inputs = .filled(FlitInputChannel(), portCount * channels)
        outputs = .filled(FlitOutputChannel(), portCount * channels + nodeCount * channels)
        pending = .filled(0, nodeCount)
        activeRouters = .filled(0, (nodeCount + 63) / 64)
        activeSources = .filled(0, (nodeCount + 63) / 64)
        coordinates = .filled(0, nodeCount)
        exits = .filled(UInt8(FlitPort.local), nodeCount)
        sources = .filled(FlitSource(), nodeCount)
        accepted = .filled(0, nodeCount)
        scratch = .filled(0, 2 * FlitPort.count * channels)
        portOfSlot = .filled(0, slots)
        nextSlot = .filled(0, slots)
        nextPortSlot = .filled(0, FlitPort.count)
        channelMask = 1 << UInt64(channels) - 1
        routeByComparison = .filled(0, 128)
        state = .allocate(capacity: 1)
        state.initialize(to: FlitMachineState(sleepers: sleepers))

        for slot in 0..<slots {
            portOfSlot[slot] = UInt8(slot / channels)
            nextSlot[slot] = UInt8((slot + 1) % slots)
        }
        for port in 0..<FlitPort.count { nextPortSlot[port] = UInt8((port + 1) % FlitPort.count * channels) }
        for outcome in 0..<128 {
            // East, west, north, south by what is still to be corrected; the first dimension of the order counts. Where
            // nothing is, the packet leaves by its exit.
            let (alongX, alongY, exit) = (outcome & 3, outcome >> 2 & 3, outcome >> 4)
            let goesAlongX = alongX != 0 && (configuration.order == .xy || alongY == 0)
            let port = goesAlongX ? alongX >> 1 : alongY != 0 ? 2 + (alongY >> 1) : exit
            routeByComparison[outcome] = UInt8(port)
        }
        for node in 0..<nodeCount {
            let place = network.attachment(of: node)
            coordinates[node] = UInt32(mesh.y(of: place) << 12 | mesh.x(of: place))
        }
        for (port, direction) in network.portDirections.enumerated() {
            exits[mesh.nodeCount + port] = UInt8(direction)
        }

        let layout = MachineLayout(network)
        flitQueueCount = layout.flitDelays.count
        queueCount = layout.flitDelays.count + layout.creditDelays.count
        queues = .allocate(capacity: queueCount)
        for (index, delay) in (layout.flitDelays + layout.creditDelays).enumerated() {
            (queues + index).initialize(to: DelayQueue(delay: delay.cycles, capacity: delay.capacity))
        }
        injectionQueue = layout.flitQueue(Self.injectionDelay)
        ejectionCreditQueue = layout.creditQueue(5)

        var size = 0
        for index in 0..<portCount {
            let link = layout.links[index]
            let isLocal = index % FlitPort.count == FlitPort.local
            let depth = layout.inputDepths[index]
            for channel in 0..<channels {
                let input = index * channels + channel
                var capacity = 1
                while capacity < depth { capacity *= 2 }
                inputs[input].base = UInt32(size)
                inputs[input].mask = UInt16(capacity - 1)
                size += capacity
                outputs[input].credits = UInt16(isLocal ? configuration.bufferFlits : link?.depth ?? 0)
                if isLocal {
                    outputs[firstNodeOutput + (index / FlitPort.count) * channels + channel].credits = UInt16(depth)
                }
            }
            ports[index].freeChannels = link != nil || isLocal ? UInt16(1 << channels - 1) : 0
            ports[index].arrivesDownwards = layout.arrivesDownwards[index] ? 1 : 0
            if let feeder = layout.upstream[index] {
                ports[index].upstream = FlitTarget.port(feeder, channels: channels)
            }
            ports[index].creditQueue = UInt16(layout.creditQueue(layout.inputLatencies[index] + 1))
            if let link {
                ports[index].target = FlitTarget.port(link.targetPort, channels: channels)
                ports[index].interval = UInt16(link.interval)
                ports[index].flitQueue = UInt16(layout.flitQueue(link.delay))
            }
            if isLocal {
                ports[index].upstream = FlitTarget.nodeFlag | UInt32(index / FlitPort.count * channels)
            }
        }
        storeSize = size
        store = .filled(FlitWord(packet: 0, x: 0, y: 0, exit: 0), size)
        for node in 0..<nodeCount {
            sources[node].freeChannels = UInt16(1 << channels - 1)
            sources[node].channel = UInt8(channels - 1)
        }
        if order != nil { routes = Array(repeating: nil, count: meshNodeCount) }
    }

    deinit {
        state.pointee.calendar.deallocate()
        state.pointee.packets.deallocate()
        state.deallocate()
        ports.deallocate()
        inputs.deallocate()
        outputs.deallocate()
        store.deallocate()
        pending.deallocate()
        activeRouters.deallocate()
        activeSources.deallocate()
        coordinates.deallocate()
        exits.deallocate()
        sources.deallocate()
        accepted.deallocate()
        scratch.deallocate()
        portOfSlot.deallocate()
        nextSlot.deallocate()
        nextPortSlot.deallocate()
        routeByComparison.deallocate()
        for index in 0..<queueCount { queues[index].deallocate() }
        queues.deallocate()
    }
}
