import TrainingStrategy

/// Plays the passes of all stages of all replicas, what they exchange and what follows, from event to event.
///
/// A stage begins its next pass when it is free and the micro-batch has arrived. Within a pass operators, collectives
/// and what runs beside them follow each other segment by segment (``SubPass``); everything that crosses links between
/// dies is a flow, and flows under way at the same time share the links by the rule of `Shares`. A finished pass hands
/// its result over at once; hand-overs between the same two stages queue.
///
/// Events closer than one part in 10^12 count as simultaneous, so that replicas that are alike stay alike.
struct IterationPlay<Shares: FlowSharing & ~Copyable>: ~Copyable {
    let plan: IterationPlan
    let table: RouteTable
    var shares: Shares
    /// Whether a steady state is looked for and skipped.
    let skips: Bool
    /// Whether spans are kept.
    let records: Bool
    var storage = FlowStorage()
    /// Nodes, then flows, then stages, by their next event.
    var events: FlowHeap
    var now = 0.0

    // By node.
    let nodes: UnsafeMutablePointer<NodeState>
    /// Seconds by node, whether made again, and cause.
    let accounts: UnsafeMutablePointer<Double>
    /// Lane steps of collectives: by node and lane, the phase.
    let lanePhase: UnsafeMutablePointer<Int32>
    /// By node, direction and chunk: micro-batches that were sent, arrived, and were taken.
    let sent: UnsafeMutablePointer<Int32>
    let arrived: UnsafeMutablePointer<Int32>
    let taken: UnsafeMutablePointer<Int32>
    /// By node and way of handing over: how many were queued, and how many have arrived.
    let queued: UnsafeMutablePointer<Int32>
    let delivered: UnsafeMutablePointer<Int32>
    /// By stage and way: the passes whose results are handed over, in order.
    let handOvers: [[PipelineOrder.Pass]]

    // By route.
    let remaining: UnsafeMutablePointer<Double>
    let amount: UnsafeMutablePointer<Double>
    let since: UnsafeMutablePointer<Double>
    /// Seconds of latency that follow the bytes; the flow is through its bytes where below 0.
    let latency: UnsafeMutablePointer<Double>
    let isUnderWay: UnsafeMutablePointer<Bool>
    /// Bytes that the flows of a route have carried.
    let carried: UnsafeMutablePointer<Double>
    let started: UnsafeMutablePointer<Double>
    var changed = false

    // By stage.
    var ends: [StageEnd]
    var spans: [IterationRecord.Span] = []
    var steady: SteadyState

    let count: Int
    let stages: Int
    let chunks: Int
    let routeCount: Int

    /// Makes ready to play a plan.
    init(_ plan: IterationPlan, table: RouteTable, shares: consuming Shares, skips: Bool, records: Bool) {
        self.plan = plan
        self.table = table
        self.shares = shares
        self.skips = skips && !records
        self.records = records
        (count, stages, chunks, routeCount) = (plan.count, plan.stages, plan.chunks, plan.routes.count)
        events = FlowHeap(capacity: count + routeCount + stages)
        nodes = storage.make(count, NodeState())
        accounts = storage.make(count * Self.accountCount, 0)
        lanePhase = storage.make(2 * count, 0)
        sent = storage.make(2 * count * chunks, 0)
        arrived = storage.make(2 * count * chunks, 0)
        taken = storage.make(2 * count * chunks, 0)
        queued = storage.make(4 * count, 0)
        delivered = storage.make(4 * count, 0)
        remaining = storage.make(routeCount, 0)
        amount = storage.make(routeCount, 0)
        since = storage.make(routeCount, 0)
        latency = storage.make(routeCount, 0)
        isUnderWay = storage.make(routeCount, false)
        carried = storage.make(routeCount, 0)
        started = storage.make(routeCount, 0)
        handOvers = Self.handOvers(plan)
        ends = (0..<plan.stages).map { StageEnd(plan, stage: $0) }
        steady = SteadyState(plan)
    }

    /// Accounts of a node: every cause, for the pass itself and for what is made again.
    static var accountCount: Int { 2 * IterationCause.allCases.count }

    /// Plays everything.
    ///
    /// - Returns: When the last stage is done.
    mutating func play() -> Double {
        let batches = Int32(plan.work.plan.microBatches)
        for node in stride(from: 0, to: count, by: stages) {
            let slot = slot(node, isForward: true, chunk: 0)
            sent[slot] = batches
            arrived[slot] = batches
        }
        for node in 0..<count { startPass(node) }
        updateRates()
        while events.count > 0 {
            now = max(now, events.firstKey)
            let limit = now + 1e-12 * now
            while events.firstKey <= limit {
                let item = events.first
                events.remove(item)
                if item < count {
                    nodeTimer(item)
                } else if item < count + routeCount {
                    flowEvent(item - count)
                } else {
                    stageTimer(item - count - routeCount)
                }
            }
            updateRates()
            if steady.isDue { lookForSteadyState() }
        }
        for node in 0..<count { account(node, as: .bubble) }
        return now
    }

    /// The place of a node's counts of one direction and chunk.
    func slot(_ node: Int, isForward: Bool, chunk: Int) -> Int {
        (node &* 2 &+ (isForward ? 0 : 1)) &* chunks &+ chunk
    }

    /// Counts the time until now as what the node did, and what follows as something else.
    mutating func account(_ node: Int, as cause: IterationCause) {
        let state = nodes + node
        let seconds = now - state.pointee.since
        if seconds > 0 {
            let index = accountIndex(node)
            accounts[node &* Self.accountCount &+ index] += seconds
            if records { record(node, state.pointee.cause, isAgain: index >= IterationCause.allCases.count) }
        }
        state.pointee.since = now
        state.pointee.cause = cause
    }

    /// The account of a node that its time is counted in at present.
    func accountIndex(_ node: Int) -> Int {
        let state = nodes[node]
        let isAgain = state.phase != .idle && state.cause != .replicas && plan.subPasses[Int(state.sub)].isAgain
        return state.cause.rawValue &+ (isAgain ? IterationCause.allCases.count : 0)
    }

    /// The passes whose results each stage hands over in each way, in order.
    private static func handOvers(_ plan: IterationPlan) -> [[PipelineOrder.Pass]] {
        (0..<plan.stages).flatMap { stage in
            var passes = [[PipelineOrder.Pass]](repeating: [], count: HandOver.allCases.count)
            for pass in plan.orders[stage] {
                guard let way = HandOver(after: pass, stage: stage, stages: plan.stages, chunks: plan.chunks) else {
                    continue
                }
                passes[way.rawValue].append(pass)
            }
            return passes
        }
    }
}
