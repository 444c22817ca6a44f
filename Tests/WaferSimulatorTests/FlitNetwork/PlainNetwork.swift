import MeshNetwork

/// A mesh of virtual-channel routers written as its specification reads, without a thought for speed.
///
/// Input-queued routers with routes known on arrival, virtual-channel allocation, switch allocation and traversal in
/// a cycle each, links and the channels of nodes of one cycle, and separable iSLIP allocators of one iteration
/// (N. McKeown, IEEE/ACM Trans. Networking 7(2), 1999): the router of BookSim 2 (N. Jiang et al., ISPASS 2013) in its
/// base configuration. Both allocators see what requests stood at the start of the cycle.
struct PlainNetwork {
    /// Requests of inputs for outputs, and pointers that move on past what was accepted.
    struct Allocator {
        var grantFirst: [Int]
        var acceptFirst: [Int]

        init(inputs: Int, outputs: Int) {
            grantFirst = Array(repeating: 0, count: outputs)
            acceptFirst = Array(repeating: 0, count: inputs)
        }

        /// The candidate that comes first when counting goes on from a place and wraps.
        static func next(_ candidates: [Int], from first: Int) -> Int? {
            let sorted = candidates.sorted()
            return sorted.first { $0 >= first } ?? sorted.first
        }

        /// By input, its output.
        mutating func allocate(_ requests: [(input: Int, output: Int)]) -> [Int: Int] {
            var grants: [Int: [Int]] = [:]
            for output in Set(requests.map(\.output)) {
                let inputs = requests.filter { $0.output == output }.map(\.input)
                guard let input = Self.next(inputs, from: grantFirst[output]) else { continue }
                grants[input, default: []].append(output)
            }
            var matches: [Int: Int] = [:]
            for (input, outputs) in grants {
                guard let output = Self.next(outputs, from: acceptFirst[input]) else { continue }
                matches[input] = output
                grantFirst[output] = (input + 1) % acceptFirst.count
                acceptFirst[input] = (output + 1) % grantFirst.count
            }
            return matches
        }
    }

    struct Flit {
        var message: Int
        var destination: Int
        var isHead: Bool
        var isTail: Bool
        var channel = -1
    }

    /// An input virtual channel: its flits, and the output channel of the packet in front, as port times channels plus
    /// channel.
    struct Input {
        var flits: [Flit] = []
        var output: Int?
    }

    struct Router {
        var inputs: [Input]
        var credits: [Int]
        var isTaken: [Bool]
        var channelAllocator: Allocator
        var switchAllocator: Allocator
        var switchChannel = [0, 0, 0, 0, 0]
    }

    let mesh: Mesh
    let channels: Int
    private var routers: [Router]
    private var nodeCredits: [[Int]]
    private var nodeChannel: [Int]
    /// By cycle: flits that reach a router's input or a node, and credits that reach a router's output or a node.
    private var flitsToRouter: [Int: [(router: Int, input: Int, flit: Flit)]] = [:]
    private var flitsToNode: [Int: [(node: Int, flit: Flit)]] = [:]
    private var creditsToRouter: [Int: [(router: Int, output: Int)]] = [:]
    private var creditsToNode: [Int: [(node: Int, channel: Int)]] = [:]

    init(mesh: Mesh, channels: Int, depth: Int) {
        (self.mesh, self.channels) = (mesh, channels)
        let slots = 5 * channels
        let router = Router(
            inputs: Array(repeating: Input(), count: slots), credits: Array(repeating: depth, count: slots),
            isTaken: Array(repeating: false, count: slots),
            channelAllocator: Allocator(inputs: slots, outputs: slots),
            switchAllocator: Allocator(inputs: 5, outputs: 5))
        routers = Array(repeating: router, count: mesh.nodeCount)
        nodeCredits = Array(repeating: Array(repeating: depth, count: channels), count: mesh.nodeCount)
        nodeChannel = Array(repeating: channels - 1, count: mesh.nodeCount)
    }

    /// Sends the packets of every node, in order and as fast as the network takes them.
    ///
    /// - Returns: By message, the cycle in which its last flit arrives.
    mutating func run(_ flits: [[Flit]], messages: Int) -> [Int] {
        var ends = [Int](repeating: 0, count: messages)
        var left = flits.reduce(0) { $0 + $1.count }
        var sent = [Int](repeating: 0, count: flits.count)
        var cycle = 0
        while left > 0 {
            for (node, flit) in flitsToNode.removeValue(forKey: cycle) ?? [] {
                ends[flit.message] = cycle
                left -= 1
                creditsToRouter[cycle + 2, default: []].append((node, 4 * channels + flit.channel))
            }
            for (node, channel) in creditsToNode.removeValue(forKey: cycle) ?? [] { nodeCredits[node][channel] += 1 }
            for (router, output) in creditsToRouter.removeValue(forKey: cycle) ?? [] {
                routers[router].credits[output] += 1
            }
            for (router, input, flit) in flitsToRouter.removeValue(forKey: cycle) ?? [] {
                routers[router].inputs[input].flits.append(flit)
            }
            for node in flits.indices where sent[node] < flits[node].count {
                if inject(flits[node][sent[node]], node: node, cycle: cycle) { sent[node] += 1 }
            }
            for router in routers.indices { step(router, cycle: cycle) }
            cycle += 1
        }
        return ends
    }

    /// Sends a flit of a node if there is room; a head takes the next channel that has some.
    private mutating func inject(_ flit: Flit, node: Int, cycle: Int) -> Bool {
        if flit.isHead {
            let room = (0..<channels).filter { nodeCredits[node][$0] > 0 }
            guard let channel = Allocator.next(room, from: (nodeChannel[node] + 1) % channels) else { return false }
            nodeChannel[node] = channel
        }
        guard nodeCredits[node][nodeChannel[node]] > 0 else { return false }
        nodeCredits[node][nodeChannel[node]] -= 1
        flitsToRouter[cycle + 2, default: []].append((node, 4 * channels + nodeChannel[node], flit))
        return true
    }

    private mutating func step(_ index: Int, cycle: Int) {
        var router = routers[index]
        let slots = 5 * channels
        // What each stage sees.
        let waiting = (0..<slots).filter { router.inputs[$0].output == nil && !router.inputs[$0].flits.isEmpty }
        let active = (0..<slots).filter { slot in
            guard let output = router.inputs[slot].output else { return false }
            return !router.inputs[slot].flits.isEmpty && router.credits[output] > 0
        }
        var wanted: [(input: Int, output: Int)] = []
        for slot in waiting {
            let port = route(from: index, to: router.inputs[slot].flits[0].destination)
            for channel in 0..<channels where !router.isTaken[port * channels + channel] {
                wanted.append((slot, port * channels + channel))
            }
        }
        let granted = router.channelAllocator.allocate(wanted)
        // Of the channels of an input that want the same output, the one that is next in turn.
        var offers: [(input: Int, output: Int)] = []
        var offered: [Int: Int] = [:]
        for input in 0..<5 {
            for output in 0..<5 {
                let own = active.filter {
                    $0 / channels == input && (router.inputs[$0].output ?? -1) / channels == output
                }
                let next = Allocator.next(own.map { $0 % channels }, from: router.switchChannel[input])
                guard let channel = next else { continue }
                offers.append((input, output))
                offered[5 * input + output] = input * channels + channel
            }
        }
        let moves = router.switchAllocator.allocate(offers)
        for (slot, output) in granted {
            router.inputs[slot].output = output
            router.isTaken[output] = true
        }
        for (input, output) in moves {
            guard let slot = offered[5 * input + output], let taken = router.inputs[slot].output else { continue }
            router.switchChannel[input] = (slot % channels + 1) % channels
            var flit = router.inputs[slot].flits.removeFirst()
            flit.channel = taken % channels
            router.credits[taken] -= 1
            if flit.isTail {
                router.isTaken[taken] = false
                router.inputs[slot].output = nil
            }
            send(flit, from: index, output: output, cycle: cycle)
            returnCredit(from: index, slot: slot, cycle: cycle)
        }
        routers[index] = router
    }

    private mutating func send(_ flit: Flit, from router: Int, output: Int, cycle: Int) {
        if output == 4 {
            flitsToNode[cycle + 3, default: []].append((router, flit))
        } else if let neighbour = mesh.neighbour(over: 4 * router + output) {
            flitsToRouter[cycle + 3, default: []].append((neighbour, (output ^ 1) * channels + flit.channel, flit))
        }
    }

    private mutating func returnCredit(from router: Int, slot: Int, cycle: Int) {
        let (port, channel) = (slot / channels, slot % channels)
        if port == 4 {
            creditsToNode[cycle + 2, default: []].append((router, channel))
        } else if let neighbour = mesh.neighbour(over: 4 * router + port) {
            creditsToRouter[cycle + 2, default: []].append((neighbour, (port ^ 1) * channels + channel))
        }
    }

    private func route(from router: Int, to destination: Int) -> Int {
        mesh.route(from: router, to: destination).first.map { $0 % 4 } ?? 4
    }
}
