import MeshNetwork

/// Moves contributions instead of bytes: which nodes' data are in each part of the vector, at each node, as a bit set.
///
/// At most 64 nodes, which are counted by their place in `nodes`.
struct PlanExecution {
    enum Flaw: Error { case countedTwice(message: Int), circular, unequalCopies(message: Int), stuck }

    let plan: CollectivePlan
    let nodes: [Int]
    private let placeOfNode: [Int: Int]
    /// By node and part, what is there before.
    var start: [[UInt64]]

    init(_ plan: CollectivePlan, nodes: [Int], start: (_ place: Int, _ part: Int) -> Bool) {
        self.plan = plan
        self.nodes = nodes
        placeOfNode = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        self.start = nodes.indices.map { place in
            plan.owners.indices.map { start(place, $0) ? 1 << UInt64(place) : 0 }
        }
    }

    private func source(_ message: Int) -> Int { placeOfNode[Int(plan.messages.sources[message])] ?? -1 }
    private func destination(_ message: Int) -> Int { placeOfNode[Int(plan.messages.destinations[message])] ?? -1 }

    /// What every node has in the end, if a message carries exactly what its dependences promise to have arrived.
    func causally() throws -> [[UInt64]] {
        let list = plan.messages
        let order = list.order()
        guard order.count == list.count else { throw Flaw.circular }
        let words = (list.count + 63) / 64
        var ancestors = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: list.count)
        var carried = [[UInt64]](repeating: [], count: list.count)
        var inbound = [[[Int]]](
            repeating: [[Int]](repeating: [], count: plan.owners.count), count: nodes.count)
        for message in 0..<list.count {
            for part in plan.payloads[message].parts { inbound[destination(message)][Int(part)].append(message) }
        }
        func value(at place: Int, part: Int, known: (Int) -> Bool, message: Int) throws -> UInt64 {
            var sum = start[place][part]
            var copy: UInt64?
            for arrival in inbound[place][part] where known(arrival) {
                let payload = plan.payloads[arrival]
                let content = carried[arrival][part - Int(payload.parts.lowerBound)]
                if payload.isSum {
                    guard sum & content == 0 else { throw Flaw.countedTwice(message: message) }
                    sum |= content
                } else {
                    guard copy == nil || copy == content else { throw Flaw.unequalCopies(message: message) }
                    copy = content
                }
            }
            return copy ?? sum
        }
        for message in order {
            var own = [UInt64](repeating: 0, count: words)
            for dependence in list.dependences(of: message) {
                for word in own.indices { own[word] |= ancestors[Int(dependence)][word] }
                own[Int(dependence) / 64] |= 1 << UInt64(dependence % 64)
            }
            let queue = Int(list.queuedBehind[message])
            if queue >= 0 { for word in own.indices { own[word] |= ancestors[queue][word] } }
            ancestors[message] = own
            carried[message] = try plan.payloads[message].parts.map { part in
                try value(
                    at: source(message), part: Int(part), known: { own[$0 / 64] >> UInt64($0 % 64) & 1 == 1 },
                    message: message)
            }
        }
        return try nodes.indices.map { place in
            try plan.owners.indices.map { try value(at: place, part: $0, known: { _ in true }, message: -1) }
        }
    }

    /// What every node has in the end, if messages start and arrive in any order that the waits allow, and what arrives
    /// is added to or put in the place of what is there at once.
    func inAnyOrder(_ random: inout some RandomNumberGenerator) throws -> [[UInt64]] {
        let list = plan.messages
        var state = start
        var waits = (0..<list.count).map { list.dependences(of: $0).count + (list.queuedBehind[$0] < 0 ? 0 : 1) }
        var afterArrival = [[Int]](repeating: [], count: list.count)
        var afterSending = [[Int]](repeating: [], count: list.count)
        for message in 0..<list.count {
            for dependence in list.dependences(of: message) { afterArrival[Int(dependence)].append(message) }
            if list.queuedBehind[message] >= 0 { afterSending[Int(list.queuedBehind[message])].append(message) }
        }
        // Events that may come next: (message, whether it starts, else it arrives).
        var possible = (0..<list.count).filter { waits[$0] == 0 }.map { ($0, true) }
        var carried = [[UInt64]](repeating: [], count: list.count)
        var arrived = 0
        while !possible.isEmpty {
            let choice = Int.random(in: 0..<possible.count, using: &random)
            let (message, isStart) = possible[choice]
            possible.swapAt(choice, possible.count - 1)
            possible.removeLast()
            let released: [Int]
            if isStart {
                carried[message] = plan.payloads[message].parts.map { state[source(message)][Int($0)] }
                possible.append((message, false))
                released = afterSending[message]
            } else {
                let payload = plan.payloads[message]
                for (offset, part) in payload.parts.enumerated() {
                    let content = carried[message][offset]
                    let old = state[destination(message)][Int(part)]
                    if payload.isSum, old & content != 0 { throw Flaw.countedTwice(message: message) }
                    state[destination(message)][Int(part)] = payload.isSum ? old | content : content
                }
                arrived += 1
                released = afterArrival[message]
            }
            for follower in released {
                waits[follower] -= 1
                if waits[follower] == 0 { possible.append((follower, true)) }
            }
        }
        guard arrived == list.count else { throw Flaw.stuck }
        return state
    }
}
