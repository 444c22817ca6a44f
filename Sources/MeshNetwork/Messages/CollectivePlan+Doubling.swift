extension CollectivePlan {
    /// A collective by recursive halving and doubling: log2 n exchanges, of half the data first and of less each time.
    ///
    /// Partners are near in the order for the long messages and far for the short ones. Nodes beyond a power of two
    /// hand their vectors to a neighbour in the order before, and get the result after. R. Thakur, R. Rabenseifner and
    /// W. Gropp, "Optimization of collective communication operations in MPICH", IJHPCA 19 (2005).
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - nodes: The nodes; those next to each other exchange most.
    ///   - bytes: The whole vector.
    public static func halvingDoubling(
        _ operation: Collective.Operation, nodes: [Int], bytes: Double
    ) -> CollectivePlan {
        let pairing = Pairing(nodes)
        // Positions are ranks with the bits reversed, so that what is kept in each halving is one range.
        var owners: [Int] = []
        var starts: [Int] = []
        for position in 0..<pairing.count {
            let rank = pairing.reversedBits(position)
            starts.append(owners.count)
            owners.append(pairing.nodes[rank])
            if let guest = pairing.guests[rank] { owners.append(guest) }
        }
        starts.append(owners.count)
        var plan = CollectivePlan(owners: owners, bytes: bytes)
        guard nodes.count > 1 else { return plan }
        var held = Held(count: pairing.count)
        let whole = 0..<owners.count

        if operation != .allGather {
            plan.admitGuests(pairing, parts: { _ in whole }, isSum: true, held: &held)
            for bit in 0..<pairing.bits {
                plan.exchange(pairing, bit: bit, isSum: true, held: &held) { rank in
                    // The half that the partner keeps.
                    let block = pairing.block(of: rank ^ (1 << bit), after: bit + 1)
                    return starts[block.lowerBound]..<starts[block.upperBound]
                }
            }
        }
        if operation == .reduceScatter {
            plan.sendToGuests(pairing, held: held) { rank in
                let end = starts[pairing.reversedBits(rank) + 1]
                return end - 1..<end
            }
        }
        if operation == .allGather {
            plan.admitGuests(
                pairing,
                parts: { rank in
                    let end = starts[pairing.reversedBits(rank) + 1]
                    return end - 1..<end
                }, isSum: false, held: &held)
        }
        if operation != .reduceScatter {
            for bit in (0..<pairing.bits).reversed() {
                plan.exchange(pairing, bit: bit, isSum: false, held: &held) { rank in
                    let block = pairing.block(of: rank, after: bit + 1)
                    return starts[block.lowerBound]..<starts[block.upperBound]
                }
            }
            plan.sendToGuests(pairing, held: held) { _ in whole }
        }
        return plan
    }

    /// An all-reduce by recursive doubling: log2 n exchanges of the whole vector, for short ones.
    ///
    /// R. Thakur, R. Rabenseifner and W. Gropp, IJHPCA 19 (2005). A node keeps what arrives apart until its own message
    /// of the same exchange has been sent.
    ///
    /// - Parameters:
    ///   - nodes: The nodes, in the order in which near ones exchange first.
    ///   - bytes: The whole vector.
    public static func recursiveDoubling(nodes: [Int], bytes: Double) -> CollectivePlan {
        let pairing = Pairing(nodes)
        var plan = CollectivePlan(owners: [nodes.first ?? 0], bytes: bytes)
        guard nodes.count > 1 else { return plan }
        var held = Held(count: pairing.count)
        plan.admitGuests(pairing, parts: { _ in 0..<1 }, isSum: true, held: &held)
        for bit in 0..<pairing.bits {
            plan.exchange(pairing, bit: bit, isSum: true, held: &held) { _ in 0..<1 }
        }
        plan.sendToGuests(pairing, held: held) { _ in 0..<1 }
        return plan
    }

    /// What a rank has got and sent so far.
    private struct Held {
        var arrivals: [[Int]]
        var lastSent: [Int?]

        init(count: Int) {
            arrivals = [[Int]](repeating: [], count: count)
            lastSent = [Int?](repeating: nil, count: count)
        }
    }

    /// The guests' data go to their hosts.
    private mutating func admitGuests(
        _ pairing: Pairing, parts: (Int) -> Range<Int>, isSum: Bool, held: inout Held
    ) {
        for rank in 0..<pairing.count {
            guard let guest = pairing.guests[rank] else { continue }
            held.arrivals[rank].append(
                send(parts(rank), isSum: isSum, from: guest, to: pairing.nodes[rank], after: EmptyCollection()))
        }
    }

    /// All ranks exchange with those that differ in one bit.
    private mutating func exchange(
        _ pairing: Pairing, bit: Int, isSum: Bool, held: inout Held, parts: (Int) -> Range<Int>
    ) {
        let base = messages.count
        for rank in 0..<pairing.count {
            held.lastSent[rank] = send(
                parts(rank), isSum: isSum, from: pairing.nodes[rank], to: pairing.nodes[rank ^ (1 << bit)],
                after: held.arrivals[rank], queuedBehind: held.lastSent[rank])
        }
        for rank in 0..<pairing.count { held.arrivals[rank].append(base + (rank ^ (1 << bit))) }
    }

    /// The guests get results from their hosts.
    private mutating func sendToGuests(_ pairing: Pairing, held: Held, parts: (Int) -> Range<Int>) {
        for rank in 0..<pairing.count {
            guard let guest = pairing.guests[rank] else { continue }
            send(
                parts(rank), isSum: false, from: pairing.nodes[rank], to: guest, after: held.arrivals[rank],
                queuedBehind: held.lastSent[rank])
        }
    }
}
