/// What limits flows, and which of it each route uses.
///
/// A route is a set of resources, each with a weight: the bytes that the resource carries for one byte of the flow. A
/// message has the weight 1 on each link of its path; a whole collective can be one flow whose route is all the links
/// that it keeps busy, weighted by their loads.
public struct FlowRoutes: Sendable, Hashable {
    /// By resource, bytes a second.
    public let capacities: [Double]
    /// Where the resources of each route begin, and their count at the end.
    public private(set) var starts: [Int32] = [0]
    /// The resources of one route after those of another.
    public private(set) var resources: [Int32] = []
    /// Bytes on the resource for one byte of the flow.
    public private(set) var weights: [Double] = []
    /// By route, seconds from the last byte sent to the last byte there.
    public private(set) var latencies: [Double] = []

    /// Starts without routes.
    public init(capacities: [Double]) {
        self.capacities = capacities
    }

    /// How many routes there are.
    public var count: Int { latencies.count }

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - resources: What it uses; nothing for work that needs no network.
    ///   - weights: Bytes on each of them for one byte of the flow; 1 where left out.
    ///   - latencySeconds: Seconds from the last byte sent to the last byte there.
    /// - Returns: The index of the route.
    /// - Throws: ``FlowError`` for resources that are unknown or carry nothing, weights that are not positive and
    ///   latencies below 0.
    @discardableResult
    public mutating func append(
        _ resources: some Collection<Int>, weights: [Double]? = nil, latencySeconds: Double
    ) throws(FlowError) -> Int {
        let route = count
        guard weights.map({ $0.count == resources.count }) ?? true else { throw .unusableRoute(route) }
        for (index, resource) in resources.enumerated() {
            let weight = weights.map { $0[index] } ?? 1
            guard resource >= 0, resource < capacities.count, weight > 0, weight.isFinite else {
                throw .unusableRoute(route)
            }
            let capacity = capacities[resource]
            guard capacity > 0, capacity.isFinite, latencySeconds >= 0, latencySeconds.isFinite else {
                throw .unusableResource(resource, bytesPerSecond: capacity, latencySeconds: latencySeconds)
            }
        }
        guard latencySeconds >= 0, latencySeconds.isFinite else { throw .unusableRoute(route) }
        self.resources.append(contentsOf: resources.lazy.map { Int32($0) })
        self.weights.append(contentsOf: weights ?? [Double](repeating: 1, count: resources.count))
        starts.append(Int32(self.resources.count))
        latencies.append(latencySeconds)
        return route
    }
}
