import MeshNetwork
import TrainingStrategy

/// Writes out every message of an iteration.
struct WholeIterationMessages {
    private let plan: IterationPlan
    private let scale: FlitScale
    /// Everything, in an order in which messages wait for earlier ones or for those of other stages.
    private(set) var messages: [FlitMessage] = []
    /// By node, the message after which its last pass so far has ended; -1 for none.
    private var lastEnd: [Int]
    /// By node, direction and chunk: what the next micro-batch's pass waits for, in order.
    private var arrivals: [[[Int]]]
    /// By node: after the first segment of its last pass.
    private var early: [Int]

    init(_ plan: IterationPlan, scale: FlitScale) {
        self.plan = plan
        self.scale = scale
        lastEnd = [Int](repeating: -1, count: plan.count)
        early = lastEnd
        arrivals = [[[Int]]](repeating: [], count: 2 * plan.count * plan.chunks)
    }

    /// Work of some seconds after other messages; without work it is the time at which all of them have arrived.
    private mutating func work(_ node: Int, seconds: Double, after dependences: [Int]) -> Int {
        let die = plan.network.node(plan.sites[node], column: 0, row: 0)
        messages.append(
            FlitMessage(
                source: die, destination: die, flits: 0, dependences: dependences, delayCycles: scale.cycles(seconds)))
        return messages.count - 1
    }

    /// Equal steps of a route: each message waits for those of the step before that arrived where it starts.
    ///
    /// - Returns: By node of the mesh, the messages of the last step that arrive there.
    private mutating func chain(
        _ route: Int, steps: Int, bytes: Double, after first: (Int) -> [Int]
    ) -> [Int: [Int]] {
        var before: [Int: [Int]] = [:]
        let parts = plan.routes[route].messages
        let unit = plan.routes[route].unit
        for step in 0..<steps {
            var next: [Int: [Int]] = [:]
            for part in parts {
                messages.append(
                    FlitMessage(
                        source: part.source, destination: part.destination,
                        flits: scale.flits(bytes * part.bytes / unit),
                        dependences: step == 0 ? first(part.source) : before[part.source] ?? []))
                next[part.destination, default: []].append(messages.count - 1)
            }
            before = next
        }
        return before
    }

    /// Writes everything out, pass by pass in an order in which every input comes before its use.
    mutating func build() {
        var next = [Int](repeating: 0, count: plan.count)
        var isMoving = true
        while isMoving {
            isMoving = false
            for node in 0..<plan.count {
                let order = plan.orders[node % plan.stages]
                while next[node] < order.count, let input = input(node, order[next[node]]) {
                    pass(node, order[next[node]], after: input, isLast: next[node] == order.count - 1)
                    next[node] += 1
                    isMoving = true
                }
            }
        }
        finish()
    }

    private func slot(_ node: Int, _ isForward: Bool, _ chunk: Int) -> Int {
        (node * 2 + (isForward ? 0 : 1)) * plan.chunks + chunk
    }

    /// What a pass waits for; nil while that is not written yet.
    private func input(_ node: Int, _ pass: PipelineOrder.Pass) -> [Int]? {
        if pass.isForward, pass.chunk == 0, node % plan.stages == 0 { return [] }
        let waiting = arrivals[slot(node, pass.isForward, pass.chunk)]
        return pass.microBatch < waiting.count ? waiting[pass.microBatch] : nil
    }

    private mutating func pass(_ node: Int, _ pass: PipelineOrder.Pass, after input: [Int], isLast: Bool) {
        let stage = node % plan.stages
        var ready = input + (lastEnd[node] >= 0 ? [lastEnd[node]] : [])
        let range = plan.passes[2 * (stage * plan.chunks + pass.chunk) + (pass.isForward ? 0 : 1)]
        for index in range {
            let part = plan.subPasses[index]
            var (halves, exchanges) = (0, 0)
            for segment in 0..<part.segments {
                ready = [work(node, seconds: part.plainSeconds + part.coreSeconds, after: ready)]
                // Whole halves, as evenly over the segments as they go.
                let (dueHalves, dueExchanges) = (
                    Int((Double(segment + 1) * part.halves).rounded()),
                    Int((Double(segment + 1) * part.exchanges).rounded())
                )
                while halves < dueHalves {
                    ready = [work(node, seconds: 0, after: half(node, after: ready))]
                    halves += 1
                }
                while exchanges < dueExchanges, plan.expertRoutes[node] >= 0 {
                    let bytes = plan.work.exchange.expertBytes * plan.routes[plan.expertRoutes[node]].unit
                    let start = ready
                    let ends = chain(plan.expertRoutes[node], steps: 1, bytes: bytes) { _ in start }
                    ready = [work(node, seconds: 0, after: ends.keys.sorted().flatMap { ends[$0] ?? [] })]
                    exchanges += 1
                }
                if isLast, segment == 0, index == range.upperBound - 1 { early[node] = ready[0] }
            }
        }
        lastEnd[node] = ready[0]
        handOver(node, pass)
    }

    /// One half of a collective on all dies of a node.
    private mutating func half(_ node: Int, after start: [Int]) -> [Int] {
        guard plan.tensorRoutes[node] >= 0 else { return start }
        var ends: [Int] = []
        var route = plan.tensorRoutes[node]
        for lane in plan.lanes {
            var arrived: [Int: [Int]] = [:]
            for (index, phase) in lane.enumerated() {
                let before = arrived
                arrived = chain(route, steps: phase.steps, bytes: phase.bytes) {
                    index == 0 ? start : before[$0] ?? start
                }
                route += 1
            }
            ends += arrived.keys.sorted().flatMap { arrived[$0] ?? [] }
        }
        return ends
    }

    private mutating func handOver(_ node: Int, _ pass: PipelineOrder.Pass) {
        let stage = node % plan.stages
        let end = lastEnd[node]
        guard let way = HandOver(after: pass, stage: stage, stages: plan.stages, chunks: plan.chunks)
        else {
            if let follower = HandOver.follower(onSameStage: pass, chunks: plan.chunks) {
                arrivals[slot(node, follower.isForward, follower.chunk)].append([end])
            }
            return
        }
        let receiver = way.receiver(from: node, stages: plan.stages)
        let route = plan.transferRoutes[4 * node + way.rawValue]
        let ends = chain(route, steps: 1, bytes: plan.handOverBytes * plan.routes[route].unit) { _ in [end] }
        arrivals[slot(receiver, way.isForward, way.chunk(after: pass.chunk))].append(
            ends.keys.sorted().flatMap { ends[$0] ?? [] })
    }

    /// Gradients, the tied head's, the optimiser, new weights.
    private mutating func finish() {
        var summed: [[Int]] = []
        for stage in 0..<plan.stages {
            let end = StageEnd(plan, stage: stage)
            let nodes = stride(from: stage, to: plan.count, by: plan.stages)
            let ends = nodes.map { lastEnd[$0] }
            guard end.gradientBytes > 0, plan.ringRoutes[stage] >= 0 else {
                summed.append(ends)
                continue
            }
            let firsts = nodes.map { early[$0] }
            let last = end.gradientBytes / end.layers
            let hasEarly = end.layers > 1
            var before: [Int] = []
            if hasEarly {
                before = ring(stage, bytes: end.gradientBytes - last, steps: end.gradientSteps, after: firsts)
            }
            summed.append(
                ring(stage, bytes: hasEarly ? last : end.gradientBytes, steps: end.gradientSteps, after: ends + before))
        }
        if plan.tiedRoute >= 0 {
            let start = summed[0] + summed[plan.stages - 1]
            let unit = plan.routes[plan.tiedRoute].unit
            let ends = chain(plan.tiedRoute, steps: 1, bytes: plan.work.tiedHeadBytes * unit) { _ in start }
            let all = ends.keys.sorted().flatMap { ends[$0] ?? [] }
            (summed[0], summed[plan.stages - 1]) = (all, all)
        }
        for stage in 0..<plan.stages {
            let end = StageEnd(plan, stage: stage)
            let stepped = work(stage, seconds: end.optimizerSeconds, after: summed[stage])
            if end.weightBytes > 0, plan.weightRoutes[stage] >= 0 {
                _ = ring(stage, bytes: end.weightBytes, steps: end.weightSteps, after: [stepped])
            }
        }
    }

    private mutating func ring(_ stage: Int, bytes: Double, steps: Double, after start: [Int]) -> [Int] {
        let route = plan.ringRoutes[stage]
        let each = bytes * plan.routes[route].unit / steps
        let ends = chain(route, steps: Int(steps), bytes: each) { _ in start }
        return ends.keys.sorted().flatMap { ends[$0] ?? [] }
    }
}
