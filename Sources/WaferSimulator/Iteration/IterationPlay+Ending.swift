import TrainingStrategy

/// What follows the last backward passes.
///
/// The gradients of a chunk go round the ring of replicas once its last micro-batch is through; those of the first
/// chunk, which is through last, start with all but one layer's when one segment of the last pass is, and one layer's
/// wait for the end. Then a tied head's gradient, the optimiser and, with ZeRO 1 and 2, the new weights follow.
extension IterationPlay where Shares: ~Copyable {
    /// The first segment of the last part of a pass is through.
    mutating func firstSegmentIsThrough(_ node: Int) {
        let stage = node % stages
        guard Int(nodes[node].next) == plan.orders[stage].count - 1 else { return }
        ends[stage].replicasBeforeFirst -= 1
        guard ends[stage].replicasBeforeFirst == 0, plan.subPasses[Int(nodes[node].sub)].segments > 1 else { return }
        let early = ends[stage].gradientBytes / Double(chunks) * (1 - 1 / ends[stage].layers)
        addGradients(stage, early)
        ends[stage].hasSentEarly = true
    }

    /// A backward pass is through.
    mutating func backwardIsThrough(_ node: Int, _ pass: PipelineOrder.Pass) {
        let stage = node % stages
        let batches = Int32(plan.work.plan.microBatches)
        let slot = slot(node, isForward: false, chunk: pass.chunk)
        guard taken[slot] == batches else { return }
        ends[stage].replicasLeft[pass.chunk] -= 1
        guard ends[stage].replicasLeft[pass.chunk] == 0 else { return }
        let bytes = ends[stage].gradientBytes / Double(chunks)
        guard pass.chunk == 0 else { return addGradients(stage, bytes) }
        ends[stage].phase = .gradients
        addGradients(stage, ends[stage].hasSentEarly ? bytes / ends[stage].layers : bytes)
        if !isRinging(stage) { gradientsAreThrough(stage) } else { account(stage: stage, as: .replicas) }
    }

    private func isRinging(_ stage: Int) -> Bool {
        plan.ringRoutes[stage] >= 0 && isUnderWay[plan.ringRoutes[stage]]
    }

    private mutating func addGradients(_ stage: Int, _ bytes: Double) {
        let route = plan.ringRoutes[stage]
        guard route >= 0, bytes > 0 else { return }
        if isUnderWay[route] {
            ends[stage].waiting += bytes
        } else {
            startRing(plan.ringRoutes[stage], stage, bytes, steps: ends[stage].gradientSteps)
        }
    }

    /// Latency counts in full for the bytes that nothing follows.
    private mutating func startRing(_ route: Int, _ stage: Int, _ bytes: Double, steps: Double) {
        let isLast = ends[stage].phase != .passes
        start(
            route, units: bytes * table.units[route], latency: isLast ? steps * table.latencySeconds[route] : 0)
    }

    mutating func ringIsThrough(_ stage: Int) {
        if ends[stage].phase == .weights { return finish(stage) }
        if ends[stage].waiting > 0 {
            let bytes = ends[stage].waiting
            ends[stage].waiting = 0
            startRing(plan.ringRoutes[stage], stage, bytes, steps: ends[stage].gradientSteps)
        } else if ends[stage].phase == .gradients {
            gradientsAreThrough(stage)
        }
    }

    private mutating func gradientsAreThrough(_ stage: Int) {
        guard plan.tiedRoute >= 0, stage == 0 || stage == stages - 1 else { return startOptimizer(stage) }
        ends[stage].phase = .tiedHead
        account(stage: stage, as: .bubble)
        guard ends[0].phase == .tiedHead, ends[stages - 1].phase == .tiedHead else { return }
        account(stage: 0, as: .replicas)
        account(stage: stages - 1, as: .replicas)
        start(
            plan.tiedRoute, units: plan.work.tiedHeadBytes * table.units[plan.tiedRoute],
            latency: table.latencySeconds[plan.tiedRoute])
    }

    mutating func tiedHeadIsThrough() {
        startOptimizer(0)
        startOptimizer(stages - 1)
    }

    private mutating func startOptimizer(_ stage: Int) {
        ends[stage].phase = .optimizer
        account(stage: stage, as: .optimizer)
        events.set(count &+ routeCount &+ stage, now + ends[stage].optimizerSeconds)
    }

    /// The optimiser of a stage is through.
    mutating func stageTimer(_ stage: Int) {
        guard ends[stage].weightBytes > 0, plan.weightRoutes[stage] >= 0 else { return finish(stage) }
        ends[stage].phase = .weights
        account(stage: stage, as: .replicas)
        startRing(plan.weightRoutes[stage], stage, ends[stage].weightBytes, steps: ends[stage].weightSteps)
    }

    private mutating func finish(_ stage: Int) {
        ends[stage].phase = .done
        account(stage: stage, as: .bubble)
    }

    /// Counts the time of all replicas of a stage until now, and from now on as something else.
    private mutating func account(stage: Int, as cause: IterationCause) {
        for node in stride(from: stage, to: count, by: stages) { account(node, as: cause) }
    }
}
