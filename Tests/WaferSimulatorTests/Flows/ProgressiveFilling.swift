@testable import WaferSimulator

/// Max-min fair rates found the plain way, all anew: the resource with the least left for each flow is filled next.
func filledRates(of routes: FlowRoutes, flows: [Int]) -> [Double] {
    var rates = [Double](repeating: -1, count: routes.count)
    var left = routes.capacities
    func uses(_ route: Int) -> Range<Int> { Int(routes.starts[route])..<Int(routes.starts[route + 1]) }
    while true {
        var open = [Double](repeating: 0, count: left.count)
        for route in 0..<routes.count where flows[route] > 0 && rates[route] < 0 {
            for use in uses(route) { open[Int(routes.resources[use])] += routes.weights[use] * Double(flows[route]) }
        }
        var fullest: Int?
        for resource in left.indices where open[resource] > 0 {
            if fullest.map({ left[resource] / open[resource] < left[$0] / open[$0] }) ?? true { fullest = resource }
        }
        guard let fullest else { return rates }
        let share = left[fullest] / open[fullest]
        for route in 0..<routes.count where flows[route] > 0 && rates[route] < 0 {
            guard uses(route).contains(where: { Int(routes.resources[$0]) == fullest }) else { continue }
            rates[route] = share
            for use in uses(route) {
                left[Int(routes.resources[use])] -= routes.weights[use] * Double(flows[route]) * share
            }
        }
    }
}

/// When messages end if rates are found anew after every event, over all flows and one message at a time.
struct PlainFlowSimulation {
    static func ends(_ graph: FlowGraph, waits dependences: [[Int]], queues: [Int]) -> [Double] {
        var ends = [Double](repeating: .infinity, count: graph.count)
        var starts = [Double](repeating: .infinity, count: graph.count)
        var sentAt = [Double](repeating: .infinity, count: graph.count)
        var left = graph.bytes
        var active: [Int] = []
        var now = 0.0
        while ends.contains(.infinity) {
            // Starts that are due.
            for message in 0..<graph.count where starts[message] == .infinity {
                let ready = dependences[message].map { ends[$0] }.max() ?? 0
                let free = queues[message] < 0 ? 0 : sentAt[queues[message]]
                let due = max(ready, free) + graph.delays[message]
                guard due <= now * (1 + 1e-12) else { continue }
                starts[message] = due
                if left[message] > 0, !isLocal(message, graph) {
                    active.append(message)
                } else {
                    sentAt[message] = due
                    ends[message] = due + graph.routes.latencies[Int(graph.routeOfMessage[message])]
                }
            }
            var flows = [Int](repeating: 0, count: graph.routes.count)
            for message in active { flows[Int(graph.routeOfMessage[message])] += 1 }
            let rates = filledRates(of: graph.routes, flows: flows)
            func rate(_ message: Int) -> Double { rates[Int(graph.routeOfMessage[message])] }
            // The next flow that ends, or the next start.
            var next = Double.infinity
            for message in active { next = min(next, now + left[message] / rate(message)) }
            for message in 0..<graph.count where starts[message] == .infinity {
                let ready = dependences[message].map { ends[$0] }.max() ?? 0
                let free = queues[message] < 0 ? 0 : sentAt[queues[message]]
                next = min(next, max(now, max(ready, free) + graph.delays[message]))
            }
            guard next < .infinity else { return ends }
            for message in active { left[message] -= rate(message) * (next - now) }
            for message in active where left[message] <= 1e-9 * graph.bytes[message] {
                sentAt[message] = next
                ends[message] = next + graph.routes.latencies[Int(graph.routeOfMessage[message])]
            }
            active.removeAll { sentAt[$0] < .infinity }
            now = next
        }
        return ends
    }

    private static func isLocal(_ message: Int, _ graph: FlowGraph) -> Bool {
        let route = Int(graph.routeOfMessage[message])
        return graph.routes.starts[route] == graph.routes.starts[route + 1]
    }
}
