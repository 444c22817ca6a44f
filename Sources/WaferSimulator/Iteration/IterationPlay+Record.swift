import TrainingStrategy

/// What a simulation keeps for people to look at.
extension IterationPlay where Shares: ~Copyable {
    /// Keeps what a node did until now.
    mutating func record(_ node: Int, _ cause: IterationCause, isAgain: Bool) {
        let activity: IterationRecord.Activity? =
            switch cause {
            case .operators, .stream: isAgain ? .recompute : .operators
            case .tensor: .tensor
            case .expert: .expert
            case .optimizer: .optimizer
            case .transfer: .transferWait
            case .bubble: .bubble
            // What it waits for is kept as a flow.
            case .memory, .context, .replicas: nil
            }
        guard let activity else { return }
        let isPass = nodes[node].phase != .idle
        let stage = node % stages
        let order = plan.orders[stage]
        let pass = isPass ? order[Int(nodes[node].next)] : nil
        spans.append(
            IterationRecord.Span(
                activity, stage: stage, replica: node / stages, chunk: pass?.chunk ?? 0,
                microBatch: pass?.microBatch ?? -1, start: nodes[node].since, end: now))
    }

    /// Keeps a pass that ends.
    mutating func recordPass(_ node: Int, _ pass: PipelineOrder.Pass) {
        spans.append(
            IterationRecord.Span(
                pass.isForward ? .forward : .backward, stage: node % stages, replica: node / stages, chunk: pass.chunk,
                microBatch: pass.microBatch, start: nodes[node].passStart, end: now))
    }

    /// Keeps a flow that has arrived, unless its node stands still for it.
    mutating func recordFlow(_ route: Int) {
        let span: (IterationRecord.Activity, node: Int)
        var (chunk, batch) = (0, -1)
        switch plan.routes[route].owner {
        case .tensor, .expert: return
        case .context(let node): span = (.context, node)
        case .replicas(let node): span = (.replicas, node)
        case .memory(let node), .loan(let node), .stream(let node): span = (.memory, node)
        case .ring(let stage): span = (.replicas, stage)
        case .tiedHead: span = (.tiedHead, stages - 1)
        case .transfer(let node, let way):
            span = (.transfer, node)
            let pass = handOvers[4 &* (node % stages) &+ way.rawValue][Int(delivered[4 &* node &+ way.rawValue])]
            (chunk, batch) = (pass.chunk, pass.microBatch)
        }
        spans.append(
            IterationRecord.Span(
                span.0, stage: span.node % stages, replica: span.node / stages, chunk: chunk, microBatch: batch,
                start: started[route], end: now, bytes: amount[route] * table.largestWeights[route]))
    }
}
