extension CollectivePlan {
    /// A collective over a ring: n - 1 steps in which each node sends 1/n of the data to the next, twice for
    /// all-reduce.
    ///
    /// The order decides the kind of ring: ``Rectangle/RingOrder`` has row by row, folded, and the Hamiltonian cycle.
    /// P. Patarasuk and X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", JPDC 69
    /// (2009).
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - order: The nodes in ring order.
    ///   - bytes: The whole vector: what each node contributes to a sum, or has after gathering.
    ///   - bothWays: Whether one half of the data goes round the other way at the same time.
    public static func ring(
        _ operation: Collective.Operation, order: [Int], bytes: Double, bothWays: Bool
    ) -> CollectivePlan {
        let count = order.count
        var plan = CollectivePlan(owners: bothWays ? order + order : order, bytes: bytes)
        guard count > 1 else { return plan }
        let total = (operation == .allReduce ? 2 : 1) * (bothWays ? 2 : 1) * count * (count - 1)
        plan.reserve(messages: total, dependences: total)
        let none = [[Int]](repeating: [], count: count)
        plan.goRound(order, blocks: (0..<count).map { $0..<$0 + 1 }, operation, after: none)
        if bothWays {
            let blocks = (0..<count).map { count + $0..<count + $0 + 1 }
            plan.goRound(order.reversed(), blocks: blocks.reversed(), operation, after: none)
        }
        return plan
    }

    /// Adds the steps round a ring.
    ///
    /// In step `s` of an all-reduce position `i` sends block `i - 1 - s`: what it got in step `s - 1`. The first n - 1
    /// steps leave block `i` at position `i`; the others hand it on.
    ///
    /// - Parameters:
    ///   - order: The nodes in ring order.
    ///   - blocks: By position, the parts that the node has after a reduce-scatter and before an all-gather.
    ///   - operation: What is left behind.
    ///   - waits: By position, messages that must have arrived before the node sends.
    /// - Returns: By position, the messages after whose arrival the node has what the operation leaves behind.
    @discardableResult
    mutating func goRound(
        _ order: [Int], blocks: [Range<Int>], _ operation: Collective.Operation, after waits: [[Int]]
    ) -> [[Int]] {
        let count = order.count
        guard count > 1 else { return waits }
        let first = operation == .allGather ? count - 1 : 0
        let last = operation == .reduceScatter ? count - 1 : 2 * (count - 1)
        let base = messages.count
        for step in first..<last {
            let before = base + (step - first - 1) * count
            for position in 0..<count {
                let previous = position == 0 ? count - 1 : position - 1
                let block = blocks[(position - 1 - step + 2 * count) % count]
                let next = order[position + 1 == count ? 0 : position + 1]
                if step == first {
                    send(block, isSum: step < count - 1, from: order[position], to: next, after: waits[position])
                } else {
                    send(
                        block, isSum: step < count - 1, from: order[position], to: next,
                        after: CollectionOfOne(before + previous), queuedBehind: before + position)
                }
            }
        }
        // A sum is in the last arrival, gathered parts are in all of them. What a node had to wait for itself comes
        // before its own share in each sum that goes round, but not before what others send it.
        let needed = operation == .reduceScatter ? last - 1..<last : max(first, count - 1)..<last
        return (0..<count).map { position in
            let previous = position == 0 ? count - 1 : position - 1
            let own = operation == .allReduce ? [base + (count - 2 - first) * count + previous] : []
            return own + needed.map { base + ($0 - first) * count + previous }
                + (operation == .allReduce ? [] : waits[position])
        }
    }
}
