import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// The routes of an iteration as the sharing of bandwidth sees them.
///
/// A flow is counted in bytes of its largest message; where messages share a link, or are smaller, the link carries as
/// many times that. So messages have equal rates on a link, whatever they belong to.
struct RouteTable {
    /// Resources and weights; a route without any has no place in it.
    let shares: FlowRoutes
    /// By route: whether it crosses no link and has no limit of its own.
    let isFree: [Bool]
    /// By route: bytes times links for one byte of the flow.
    let byteHops: [Double]
    /// By route: bytes on its busiest link for one byte of the flow.
    let largestWeights: [Double]
    /// By route: seconds of latency of the longest message.
    let latencySeconds: [Double]
    /// By route: bytes of its largest message.
    let units: [Double]

    /// Follows all messages over the network.
    ///
    /// - Throws: ``FlowError`` where a link that is used carries nothing.
    init(_ plan: IterationPlan) throws(FlowError) {
        let fabric = plan.network.fabric
        let links = fabric.resources.count
        var capacities = fabric.resources.map(\.bytesPerSecond)
        for route in plan.routes {
            if let own = route.ownBytesPerSecond { capacities.append(own) }
        }
        var shares = FlowRoutes(capacities: capacities)
        var (isFree, byteHops, latencySeconds, units): ([Bool], [Double], [Double], [Double]) = ([], [], [], [])
        var largestWeights: [Double] = []
        var loads = [Double](repeating: 0, count: capacities.count)
        var used: [Int] = []
        var nextOwn = links
        for route in plan.routes {
            let unit = route.unit
            used.removeAll(keepingCapacity: true)
            var latency = 0.0
            for message in route.messages where message.source != message.destination {
                let bytes = message.bytes / unit
                var own = 0.0
                fabric.forEachResource(from: message.source, to: message.destination) {
                    if loads[$0] == 0 { used.append($0) }
                    loads[$0] += bytes
                    own += fabric.resources[$0].latencySeconds
                }
                latency = max(latency, own)
            }
            latency += Double(route.linksOfOtherLegs) * plan.work.design.hardware.die.dieToDieLatencySeconds
            var hops = 0.0
            for resource in used { hops += loads[resource] }
            if route.ownBytesPerSecond != nil {
                loads[nextOwn] = 1
                used.append(nextOwn)
                nextOwn += 1
            }
            try shares.append(used, weights: used.map { loads[$0] }, latencySeconds: latency)
            isFree.append(used.isEmpty)
            byteHops.append(hops)
            largestWeights.append(used.reduce(0) { max($0, loads[$1]) })
            latencySeconds.append(latency)
            units.append(unit)
            for resource in used { loads[resource] = 0 }
        }
        (self.shares, self.isFree, self.byteHops) = (shares, isFree, byteHops)
        (self.latencySeconds, self.units, self.largestWeights) = (latencySeconds, units, largestWeights)
    }
}
