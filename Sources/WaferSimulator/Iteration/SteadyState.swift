import TrainingStrategy

/// Finds when an iteration repeats itself: in the middle of a schedule every micro-batch goes through the stages as the
/// one before did, so what follows for all but the last of them is known.
struct SteadyState {
    /// The node by whose passes time is told: the last stage of the first replica.
    let reference: Int
    /// Passes of a node in a period: a forward and a backward one, of every chunk and as many micro-batches as there
    /// are stages for the interleaved schedule, one for GPipe.
    let period: Int
    /// By stage and pass: the first pass from there on that is not followed by its like after a period.
    private let repeatsUntil: [[Int32]]
    private let first: Int
    /// Whether the state is to be looked at.
    private(set) var isDue = false
    /// The last states, oldest first.
    var snapshots: [Snapshot] = []
    /// Periods that were not played.
    var skipped = 0

    /// How many states are kept.
    ///
    /// Stages whose hand-overs get in each other's way repeat after as many micro-batches as
    /// there are stages or so; cycles longer than this are not found.
    let kept: Int

    /// The whole state of a simulation at one time.
    struct Snapshot {
        var now: Double
        var nodes: [NodeState]
        /// By node: seconds until its timer; -1 without.
        var timers: [Double]
        /// By route: bytes left, below 0 seconds of latency left, nil without a flow.
        var flows: [Double?]
        /// Micro-batches sent, arrived and taken, hand-overs queued and delivered.
        var counts: [Int32]
        var accounts: [Double]
        var carried: [Double]
    }

    init(_ plan: IterationPlan) {
        let work = plan.work.plan
        let shift: Int
        switch work.schedule {
        case .gpipe: (period, shift) = (1, 1)
        case .oneForwardOneBackward: (period, shift) = (2, 1)
        case .interleaved:
            (period, shift) = plan.chunks > 1 ? (2 * plan.stages * plan.chunks, plan.stages) : (2, 1)
        }
        let length = period
        kept = 2 * plan.stages + 8
        reference = plan.stages - 1
        first = work.schedule == .gpipe ? 0 : work.warmUpPasses(stage: plan.stages - 1)
        repeatsUntil = plan.orders.map { order in
            var until = [Int32](repeating: Int32(order.count), count: order.count)
            var end = order.count
            for index in stride(from: order.count - 1, through: 0, by: -1) {
                let isLike: Bool
                if index + length < order.count {
                    let (pass, later) = (order[index], order[index + length])
                    isLike =
                        pass.isForward == later.isForward && pass.chunk == later.chunk
                        && pass.microBatch + shift == later.microBatch
                } else {
                    isLike = false
                }
                if !isLike { end = index }
                until[index] = Int32(end)
            }
            return until
        }
    }

    /// The reference begins a pass.
    mutating func note(pass: Int) {
        isDue = pass >= first && (pass - first) % period == 0
    }

    /// The state has been looked at.
    mutating func clear() { isDue = false }

    /// How many times a stage can go on from a pass as it did since an earlier one.
    func repeats(stage: Int, from earlier: Int, to present: Int) -> Int {
        guard earlier < repeatsUntil[stage].count else { return 0 }
        let end = Int(repeatsUntil[stage][earlier])
        // One more is left to play, for what begins with the last micro-batch.
        return (end - earlier - 1) / (present - earlier) - 1
    }
}

extension IterationPlay where Shares: ~Copyable {
    /// Skips what would repeat, if the state is one that has been before.
    mutating func lookForSteadyState() {
        steady.clear()
        guard skips else { return }
        let present = snapshot()
        for earlier in steady.snapshots.reversed() {
            guard let times = repeats(from: earlier, to: present), times > 0 else { continue }
            skip(times, from: earlier, to: present)
            steady.snapshots.removeAll()
            return
        }
        if steady.snapshots.count == steady.kept { steady.snapshots.removeFirst() }
        steady.snapshots.append(present)
    }

    private func snapshot() -> SteadyState.Snapshot {
        var counts: [Int32] = []
        counts.reserveCapacity(6 * count * chunks + 8 * count)
        for pointer in [sent, arrived, taken] {
            counts.append(contentsOf: UnsafeBufferPointer(start: pointer, count: 2 * count * chunks))
        }
        for pointer in [queued, delivered] {
            counts.append(contentsOf: UnsafeBufferPointer(start: pointer, count: 4 * count))
        }
        let accounts = (0..<count * Self.accountCount).map { index in
            let node = index / Self.accountCount
            return self.accounts[index]
                + (index % Self.accountCount == accountIndex(node) ? now - nodes[node].since : 0)
        }
        return SteadyState.Snapshot(
            now: now, nodes: Array(UnsafeBufferPointer(start: nodes, count: count)),
            timers: (0..<count).map { events.contains($0) ? events.key(of: $0) - now : -1 },
            flows: (0..<routeCount).map { route in
                guard isUnderWay[route] else { return nil }
                if shares.rate[route] >= 0 {
                    return remaining[route] - shares.rate[route] * (now - since[route])
                }
                return now - events.key(of: count + route)
            },
            counts: counts, accounts: accounts,
            carried: Array(UnsafeBufferPointer(start: carried, count: routeCount)))
    }

    /// How often what happened between two states can happen again; nil where they differ.
    private func repeats(from earlier: SteadyState.Snapshot, to present: SteadyState.Snapshot) -> Int? {
        let seconds = present.now - earlier.now
        let tolerance = 1e-6 * seconds
        let passes = Int(present.nodes[steady.reference].next - earlier.nodes[steady.reference].next)
        guard passes > 0, seconds > 0 else { return nil }
        var times = Int.max
        for node in 0..<count {
            let (old, new) = (earlier.nodes[node], present.nodes[node])
            guard Int(new.next - old.next) == passes, new.phase == old.phase, new.sub == old.sub,
                new.segment == old.segment, new.pending == old.pending, new.cause == old.cause,
                abs(present.timers[node] - earlier.timers[node]) <= tolerance
            else { return nil }
            if new.phase != .idle {
                let began = (new.segmentStart - present.now) - (old.segmentStart - earlier.now)
                guard abs(began) <= tolerance else { return nil }
            }
            times = min(
                times, steady.repeats(stage: node % stages, from: Int(old.next), to: Int(new.next)))
        }
        for route in 0..<routeCount {
            switch (earlier.flows[route], present.flows[route]) {
            case (nil, nil): continue
            case (let old?, let new?):
                let isLatency = old < 0 || new < 0
                guard (old < 0) == (new < 0), abs(new - old) <= (isLatency ? tolerance : 1e-6 * amount[route]) else {
                    return nil
                }
            default: return nil
            }
        }
        // What is between sent, arrived and taken, and between queued and delivered, is the same.
        let slots = 2 * count * chunks
        for index in 0..<slots {
            let (sent, taken) = (index, 2 * slots + index)
            guard
                isStock(index)
                    || present.counts[sent] - present.counts[taken] == earlier.counts[sent] - earlier.counts[taken]
                        && present.counts[slots + index] - present.counts[taken]
                            == earlier.counts[slots + index] - earlier.counts[taken]
            else { return nil }
        }
        for index in 3 * slots..<3 * slots + 4 * count {
            let delivered = index + 4 * count
            guard
                present.counts[index] - present.counts[delivered]
                    == earlier.counts[index] - earlier.counts[delivered]
            else { return nil }
        }
        return times
    }

    /// Whether micro-batches stand ready there that nobody has to wait for: all of them at the first stage from the
    /// start, and with GPipe at the last stage those that have been forward.
    private func isStock(_ slot: Int) -> Bool {
        let (isBackward, stage) = (slot / chunks % 2 == 1, slot / chunks / 2 % stages)
        if !isBackward { return stage == 0 && slot % chunks == 0 }
        return plan.work.plan.schedule == .gpipe && stage == stages - 1
    }

    private mutating func skip(_ times: Int, from earlier: SteadyState.Snapshot, to present: SteadyState.Snapshot) {
        let repeats = Double(times)
        let seconds = repeats * (present.now - earlier.now)
        for node in 0..<count {
            nodes[node].next += Int32(times) * (present.nodes[node].next - earlier.nodes[node].next)
            nodes[node].segmentStart += seconds
            nodes[node].passStart += seconds
            nodes[node].since += seconds
        }
        for index in 0..<count * Self.accountCount {
            accounts[index] += repeats * (present.accounts[index] - earlier.accounts[index])
        }
        for route in 0..<routeCount {
            since[route] += seconds
            started[route] += seconds
            carried[route] += repeats * (present.carried[route] - earlier.carried[route])
        }
        let slots = 2 * count * chunks
        for index in 0..<slots {
            for (place, counts) in [sent, arrived, taken].enumerated() {
                counts[index] +=
                    Int32(times) * (present.counts[place * slots + index] - earlier.counts[place * slots + index])
            }
        }
        for index in 0..<4 * count {
            let more = Int32(times) * (present.counts[3 * slots + index] - earlier.counts[3 * slots + index])
            queued[index] += more
            delivered[index] += more
        }
        now += seconds
        events.shift(by: seconds)
        steady.skipped += times
    }
}
