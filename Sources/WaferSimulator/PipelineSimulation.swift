import TrainingStrategy

/// Runs the schedule of all replicas, pass by pass.
///
/// A stage starts its next pass when it is free and what the pass needs has arrived. A finished pass sends its result
/// at once; the transfer starts when all links of its routes are free, holds each for as long as its bytes need there,
/// and arrives when the slowest is through and the latency has passed.
struct PipelineSimulation {
    /// What one hand-over between stages costs: links to hold, for how long, and the delay until arrival.
    struct Transfer {
        var links: [Int]
        var holdSeconds: [Double]
        var delaySeconds: Double

        /// A hand-over that costs nothing.
        static let instant = Transfer(links: [], holdSeconds: [], delaySeconds: 0)
    }

    /// How one stage of one replica spent its time.
    struct Node {
        /// When it finished its last pass.
        var end = 0.0
        /// When its last backward pass started.
        var lastBackwardStart = 0.0
        /// Waiting for what was on its way.
        var transferWait = 0.0
        /// Waiting for what was not yet sent.
        var bubble = 0.0
        /// Passes finished.
        var passes = 0
    }

    let plan: StagePlan
    let replicas: Int
    /// Seconds of a forward pass by node and chunk: `(replica * stages + stage) * chunks + chunk`.
    let forwardSeconds: [Double]
    /// The same of a backward pass.
    let backwardSeconds: [Double]
    /// Hand-overs of results by node: index `4 * node`, then forward to the next stage, forward from the last stage to
    /// the next chunk, backward to the stage before, backward from the first stage to the chunk before.
    let transfers: [Transfer]
    let linkCount: Int

    /// Simulates one iteration up to the last backward passes.
    func run() -> [Node] {
        let stages = plan.stages
        let chunks = plan.chunks
        let batches = plan.microBatches
        let count = stages * replicas
        let orders = (0..<stages).map { PipelineOrder.passes(plan, stage: $0) }
        var nodes = [Node](repeating: Node(), count: count)
        var next = [Int](repeating: 0, count: count)
        var isIdle = [Bool](repeating: true, count: count)
        // By node, direction, chunk and micro-batch: when the input arrives and when it was ready to be sent.
        var arrival = [Double](repeating: .infinity, count: count * 2 * chunks * batches)
        var sent = [Double](repeating: .infinity, count: count * 2 * chunks * batches)
        var free = [Double](repeating: 0, count: linkCount)
        var queue = EventQueue(capacity: count)

        func slot(_ node: Int, _ pass: PipelineOrder.Pass) -> Int {
            ((node * 2 + (pass.isForward ? 0 : 1)) * chunks + pass.chunk) * batches + pass.microBatch
        }
        func start(_ node: Int, at now: Double) {
            let order = orders[node % stages]
            guard next[node] < order.count else { return }
            let pass = order[next[node]]
            let input = slot(node, pass)
            guard arrival[input] < .infinity else { return }
            let begin = max(now, arrival[input])
            if begin > now {
                let ready = min(max(sent[input], now), begin)
                nodes[node].bubble += ready - now
                nodes[node].transferWait += begin - ready
            }
            if !pass.isForward { nodes[node].lastBackwardStart = begin }
            isIdle[node] = false
            let seconds = (pass.isForward ? forwardSeconds : backwardSeconds)[node * chunks + pass.chunk]
            queue.push(time: begin + seconds, node: node)
        }

        for replica in 0..<replicas {
            for batch in 0..<batches {
                let first = slot(replica * stages, .init(isForward: true, chunk: 0, microBatch: batch))
                arrival[first] = 0
                sent[first] = 0
            }
            start(replica * stages, at: 0)
        }
        while let (now, node) = queue.pop() {
            let stage = node % stages
            let pass = orders[stage][next[node]]
            next[node] += 1
            nodes[node].passes += 1
            nodes[node].end = now
            isIdle[node] = true
            // Where the result goes, and over which of the node's transfers.
            var target: (node: Int, pass: PipelineOrder.Pass, transfer: Int)?
            if pass.isForward {
                if stage + 1 < stages {
                    target = (node + 1, pass, 4 * node)
                } else if pass.chunk + 1 < chunks {
                    var onward = pass
                    onward.chunk += 1
                    target = (node + 1 - stages, onward, 4 * node + 1)
                } else {
                    var back = pass
                    back.isForward = false
                    target = (node, back, -1)
                }
            } else if stage > 0 {
                target = (node - 1, pass, 4 * node + 2)
            } else if pass.chunk > 0 {
                var back = pass
                back.chunk -= 1
                target = (node - 1 + stages, back, 4 * node + 3)
            }
            if let target {
                var arrives = now
                if target.transfer >= 0 {
                    let transfer = transfers[target.transfer]
                    var begin = now
                    for link in transfer.links { begin = max(begin, free[link]) }
                    for index in transfer.links.indices {
                        free[transfer.links[index]] = begin + transfer.holdSeconds[index]
                    }
                    arrives = begin + transfer.delaySeconds
                }
                let input = slot(target.node, target.pass)
                arrival[input] = arrives
                sent[input] = now
                if target.node != node, isIdle[target.node] {
                    // A waiting stage has been free since its last pass; it starts only if this is what it waits for.
                    start(target.node, at: nodes[target.node].end)
                }
            }
            start(node, at: now)
        }
        return nodes
    }
}
