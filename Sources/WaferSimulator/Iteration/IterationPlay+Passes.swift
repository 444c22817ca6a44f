import TrainingStrategy

/// Passes of nodes, from their first segment to the hand-over of their result.
extension IterationPlay where Shares: ~Copyable {
    /// Begins the next pass of a node that is idle, if its micro-batch has arrived; else notes what it waits for.
    mutating func startPass(_ node: Int) {
        let stage = node % stages
        let state = nodes + node
        let order = plan.orders[stage]
        let index = Int(state.pointee.next)
        guard index < order.count else { return account(node, as: .bubble) }
        let pass = order[index]
        let slot = slot(node, isForward: pass.isForward, chunk: pass.chunk)
        guard arrived[slot] > taken[slot] else {
            return account(node, as: sent[slot] > taken[slot] ? .transfer : .bubble)
        }
        account(node, as: .operators)
        taken[slot] &+= 1
        let parts = plan.passes[2 &* (stage &* chunks &+ pass.chunk) &+ (pass.isForward ? 0 : 1)]
        state.pointee.sub = Int32(truncatingIfNeeded: parts.lowerBound)
        state.pointee.subEnd = Int32(truncatingIfNeeded: parts.upperBound)
        state.pointee.segment = 0
        state.pointee.passStart = now
        state.pointee.pending = 0
        let route = plan.replicaRoutes[node]
        if route >= 0 {
            let bytes = plan.replicaBytes(stage: stage, isForward: pass.isForward)
            if bytes > 0 {
                state.pointee.pending = NodeState.replicas
                start(route, units: bytes * table.units[route], latency: plan.replicaLatency(table, route: route))
            }
        }
        if node == steady.reference { steady.note(pass: index) }
        startSegment(node)
    }

    private mutating func startSegment(_ node: Int) {
        let state = nodes + node
        let part = plan.subPasses[Int(state.pointee.sub)]
        state.pointee.segmentStart = now
        if part.memoryBytes > 0 {
            state.pointee.pending |= NodeState.memory
            let route = plan.memoryRoutes[node]
            start(route, units: part.memoryBytes * table.units[route], latency: 0)
        }
        if part.loanShare > 0 {
            state.pointee.pending |= NodeState.memory
            let route = plan.loanRoutes[2 &* node &+ (part.loanIsForward ? 0 : 1)]
            start(route, units: part.loanShare * table.units[route], latency: 0)
        }
        if part.streamedBytes > 0 {
            state.pointee.pending |= NodeState.stream
            let route = plan.streamRoutes[2 &* node &+ (part.streamsBothWays ? 1 : 0)]
            start(route, units: part.streamedBytes * table.units[route], latency: 0)
        }
        state.pointee.phase = .plain
        if part.plainSeconds > 0 { events.set(node, now + part.plainSeconds) } else { afterPlain(node) }
    }

    /// A node's time is up.
    mutating func nodeTimer(_ node: Int) {
        switch nodes[node].phase {
        case .plain: afterPlain(node)
        case .core: afterCore(node)
        case .stream: join(node)
        default: break
        }
    }

    private mutating func afterPlain(_ node: Int) {
        let state = nodes + node
        let part = plan.subPasses[Int(state.pointee.sub)]
        if part.ringBytes > 0 {
            state.pointee.pending |= NodeState.context
            let route = plan.contextRoutes[node]
            start(
                route, units: part.ringBytes * table.units[route], latency: part.ringSteps * table.latencySeconds[route]
            )
        }
        state.pointee.phase = .core
        if part.coreSeconds > 0 { events.set(node, now + part.coreSeconds) } else { afterCore(node) }
    }

    private mutating func afterCore(_ node: Int) {
        let state = nodes + node
        let end = state.pointee.segmentStart + plan.subPasses[Int(state.pointee.sub)].streamSeconds
        if end > now * (1 + 1e-12) {
            account(node, as: .stream)
            state.pointee.phase = .stream
            events.set(node, end)
        } else {
            join(node)
        }
    }

    /// Waits for what runs beside the operators.
    mutating func join(_ node: Int) {
        let state = nodes + node
        let beside = state.pointee.pending & NodeState.beside
        guard beside == 0 else {
            state.pointee.phase = .join
            account(node, as: beside & NodeState.context != 0 ? .context : .memory)
            return
        }
        let part = plan.subPasses[Int(state.pointee.sub)]
        if part.halves > 0, plan.tensorRoutes[node] >= 0 {
            account(node, as: .tensor)
            state.pointee.phase = .tensor
            for lane in plan.lanes.indices { state.pointee.pending |= NodeState.lane(lane) }
            for lane in plan.lanes.indices {
                lanePhase[2 &* node &+ lane] = 0
                startLane(node, lane, halves: part.halves)
            }
        } else {
            startExchange(node)
        }
    }

    private mutating func startLane(_ node: Int, _ lane: Int, halves: Double) {
        let phase = Int(lanePhase[2 &* node &+ lane])
        let phases = plan.lanes[lane]
        guard phase < phases.count else {
            nodes[node].pending &= ~NodeState.lane(lane)
            if nodes[node].pending & NodeState.lanes == 0 { startExchange(node) }
            return
        }
        var route = plan.tensorRoutes[node] + phase
        for earlier in 0..<lane { route += plan.lanes[earlier].count }
        let steps = Double(phases[phase].steps) * halves
        start(route, units: steps * phases[phase].bytes, latency: steps * table.latencySeconds[route])
    }

    /// A phase of a lane of a node's collective is through.
    mutating func laneIsThrough(_ node: Int, _ lane: Int) {
        lanePhase[2 &* node &+ lane] &+= 1
        startLane(node, lane, halves: plan.subPasses[Int(nodes[node].sub)].halves)
    }

    private mutating func startExchange(_ node: Int) {
        let state = nodes + node
        let part = plan.subPasses[Int(state.pointee.sub)]
        let route = plan.expertRoutes[node]
        guard part.exchangeBytes > 0, route >= 0 else { return endSegment(node) }
        account(node, as: .expert)
        state.pointee.phase = .expert
        start(
            route, units: part.exchangeBytes * table.units[route],
            latency: part.exchanges * table.latencySeconds[route])
    }

    /// Goes on to the next segment or part, or ends the pass.
    mutating func endSegment(_ node: Int) {
        let state = nodes + node
        let part = plan.subPasses[Int(state.pointee.sub)]
        account(node, as: .operators)
        if state.pointee.segment == 0, state.pointee.sub &+ 1 == state.pointee.subEnd { firstSegmentIsThrough(node) }
        state.pointee.segment &+= 1
        if Int(state.pointee.segment) < part.segments { return startSegment(node) }
        state.pointee.segment = 0
        if state.pointee.sub &+ 1 < state.pointee.subEnd {
            state.pointee.sub &+= 1
            return startSegment(node)
        }
        if state.pointee.pending & NodeState.replicas != 0 {
            state.pointee.phase = .replicas
            account(node, as: .replicas)
        } else {
            endPass(node)
        }
    }

    /// Hands over the result of a pass and goes on.
    mutating func endPass(_ node: Int) {
        let state = nodes + node
        let stage = node % stages
        let pass = plan.orders[stage][Int(state.pointee.next)]
        account(node, as: .bubble)
        if records { recordPass(node, pass) }
        state.pointee.phase = .idle
        state.pointee.next &+= 1
        if let way = HandOver(after: pass, stage: stage, stages: stages, chunks: chunks) {
            let channel = 4 &* node &+ way.rawValue
            let receiver = way.receiver(from: node, stages: stages)
            sent[slot(receiver, isForward: way.isForward, chunk: way.chunk(after: pass.chunk))] &+= 1
            queued[channel] &+= 1
            if !isUnderWay[plan.transferRoutes[channel]] { startTransfer(node, way) }
            if nodes[receiver].phase == .idle, nodes[receiver].cause == .bubble { startPass(receiver) }
        } else if let follower = HandOver.follower(onSameStage: pass, chunks: chunks) {
            let slot = slot(node, isForward: follower.isForward, chunk: follower.chunk)
            sent[slot] &+= 1
            arrived[slot] &+= 1
        }
        if !pass.isForward { backwardIsThrough(node, pass) }
        if Int(state.pointee.next) < plan.orders[stage].count { startPass(node) }
    }

    private mutating func startTransfer(_ node: Int, _ way: HandOver) {
        let route = plan.transferRoutes[4 &* node &+ way.rawValue]
        start(route, units: plan.handOverBytes * table.units[route], latency: table.latencySeconds[route])
    }

    /// A hand-over has arrived: the next one in the queue starts, and the receiver may.
    mutating func transferIsThrough(_ node: Int, _ way: HandOver) {
        let channel = 4 &* node &+ way.rawValue
        let receiver = way.receiver(from: node, stages: stages)
        let pass = handOvers[4 &* (node % stages) &+ way.rawValue][Int(delivered[channel])]
        arrived[slot(receiver, isForward: way.isForward, chunk: way.chunk(after: pass.chunk))] &+= 1
        delivered[channel] &+= 1
        if queued[channel] > delivered[channel] { startTransfer(node, way) }
        if nodes[receiver].phase == .idle, Int(nodes[receiver].next) < plan.orders[receiver % stages].count {
            startPass(receiver)
        }
    }
}
