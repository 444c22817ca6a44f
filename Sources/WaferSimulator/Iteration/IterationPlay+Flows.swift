/// Flows from their start to their arrival.
extension IterationPlay where Shares: ~Copyable {
    /// Starts a flow on a route that has none.
    ///
    /// - Parameters:
    ///   - route: The route.
    ///   - units: Bytes of its largest message.
    ///   - seconds: Of latency after the bytes.
    mutating func start(_ route: Int, units: Double, latency seconds: Double) {
        isUnderWay[route] = true
        latency[route] = seconds
        amount[route] = units
        started[route] = now
        carried[route] += units
        if units > 0, !table.isFree[route] {
            remaining[route] = units
            since[route] = now
            shares.add(route)
            changed = true
        } else {
            remaining[route] = 0
            events.set(count &+ route, now + seconds)
        }
    }

    /// All bytes of a flow are through, or its latency is over.
    mutating func flowEvent(_ route: Int) {
        if shares.rate[route] >= 0 {
            shares.remove(route)
            changed = true
            remaining[route] = 0
            if latency[route] > 0 {
                events.set(count &+ route, now + latency[route])
                return
            }
        }
        isUnderWay[route] = false
        if records { recordFlow(route) }
        switch plan.routes[route].owner {
        case .tensor(let node, let lane, _): laneIsThrough(node, lane)
        case .expert(let node): endSegment(node)
        case .context(let node): besideIsThrough(node, NodeState.context)
        case .memory(let node), .loan(let node): besideIsThrough(node, NodeState.memory)
        case .stream(let node): besideIsThrough(node, NodeState.stream)
        case .replicas(let node):
            nodes[node].pending &= ~NodeState.replicas
            if nodes[node].phase == .replicas { endPass(node) }
        case .transfer(let node, let way): transferIsThrough(node, way)
        case .ring(let stage): ringIsThrough(stage)
        case .tiedHead: tiedHeadIsThrough()
        }
    }

    private mutating func besideIsThrough(_ node: Int, _ bit: UInt8) {
        nodes[node].pending &= ~bit
        if nodes[node].phase == .join { join(node) }
    }

    /// Shares the links anew after flows came and went.
    mutating func updateRates() {
        guard changed else { return }
        changed = false
        shares.update()
        for index in 0..<shares.routesReachedCount {
            let route = Int(shares.routesReached[index])
            let (old, new) = (shares.rate[route], shares.newRate[route])
            guard old != new else { continue }
            if old > 0 { remaining[route] = max(0, remaining[route] - old * (now - since[route])) }
            since[route] = now
            shares.rate[route] = new
            events.set(count &+ route, now + remaining[route] / new)
        }
    }
}
