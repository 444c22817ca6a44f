public import MeshNetwork

/// Messages with their routes and what each of them releases: a ``MessageList`` made ready to be played as flows.
///
/// Messages with the same ends share a route, so flows that are alike are one group to the network.
public struct FlowGraph: Sendable, Hashable {
    /// Every different route.
    public let routes: FlowRoutes
    /// By message, its route.
    public let routeOfMessage: [Int32]
    /// By message, what is sent.
    public let bytes: [Double]
    /// By message, seconds between the end of its waits and its start.
    public let delays: [Double]
    /// By message, how many others it waits for.
    let waits: [Int32]
    /// By message, where those that wait for its arrival begin, then those that wait for its being sent; the count at
    /// the end.
    let followerStarts: [Int32]
    /// Messages that wait, first for arrival, then for sending, of one message after another.
    let followers: [Int32]

    /// How many messages there are.
    public var count: Int { bytes.count }

    /// Routes messages over a mesh.
    ///
    /// - Parameters:
    ///   - messages: What travels.
    ///   - fabric: Where.
    ///   - delays: By message, seconds between the end of its waits and its start, such as the time of the work that
    ///     makes its data; none where left out.
    /// - Throws: ``FlowError`` for nodes, links, bytes or delays that cannot be used.
    /// - Complexity: O(messages + dependences + links of all different routes).
    public init(_ messages: MessageList, on fabric: FlowFabric, delays: [Double]? = nil) throws(FlowError) {
        var routes = FlowRoutes(fabric)
        let nodes = fabric.nodeCount
        // Messages by source, so that one row of destinations is enough to find equal ends.
        var starts = [Int32](repeating: 0, count: nodes + 1)
        for index in 0..<messages.count {
            let (source, destination) = (messages.sources[index], messages.destinations[index])
            guard source >= 0, source < nodes else { throw .unknownNode(Int(source), message: index, nodes: nodes) }
            guard destination >= 0, destination < nodes else {
                throw .unknownNode(Int(destination), message: index, nodes: nodes)
            }
            starts[Int(source) + 1] += 1
        }
        for node in 0..<nodes { starts[node + 1] += starts[node] }
        var next = starts
        var bySource = [Int32](repeating: 0, count: messages.count)
        for index in 0..<messages.count {
            let source = Int(messages.sources[index])
            bySource[Int(next[source])] = Int32(index)
            next[source] += 1
        }
        var found = [Int32](repeating: -1, count: nodes)
        var routeOfMessage = [Int32](repeating: 0, count: messages.count)
        var path: [Int] = []
        for source in 0..<nodes {
            let group = Int(starts[source])..<Int(starts[source + 1])
            for place in group {
                let index = Int(bySource[place])
                let destination = Int(messages.destinations[index])
                if found[destination] < 0 {
                    path.removeAll(keepingCapacity: true)
                    var latency = source == destination ? 0 : fabric.messageLatencySeconds
                    fabric.forEachResource(from: source, to: destination) {
                        path.append($0)
                        latency += fabric.resources[$0].latencySeconds
                    }
                    found[destination] = Int32(try routes.append(path, latencySeconds: latency))
                }
                routeOfMessage[index] = found[destination]
            }
            for place in group { found[Int(messages.destinations[Int(bySource[place])])] = -1 }
        }
        try self.init(messages, routes: routes, routeOfMessage: routeOfMessage, delays: delays)
    }

    /// Puts messages on given routes; their ends do not matter then.
    ///
    /// - Parameters:
    ///   - messages: What travels.
    ///   - routes: The routes.
    ///   - routeOfMessage: By message, its route.
    ///   - delays: By message, seconds between the end of its waits and its start; none where left out.
    /// - Throws: ``FlowError`` for unknown routes, bytes and delays that cannot be used, and arrays of another length.
    public init(
        _ messages: MessageList, routes: FlowRoutes, routeOfMessage: [Int32], delays: [Double]? = nil
    ) throws(FlowError) {
        let count = messages.count
        guard routeOfMessage.count == count else {
            throw .unequalLengths(messages: count, entries: routeOfMessage.count)
        }
        for (index, bytes) in messages.bytes.enumerated() where !(bytes >= 0 && bytes.isFinite) {
            throw .unusableBytes(bytes, message: index)
        }
        for route in routeOfMessage where route < 0 || route >= routes.count { throw .unusableRoute(Int(route)) }
        if let delays {
            guard delays.count == count else { throw .unequalLengths(messages: count, entries: delays.count) }
            for (index, delay) in delays.enumerated() where !(delay >= 0 && delay.isFinite) {
                throw .unusableDelay(delay, message: index)
            }
        }
        self.routes = routes
        self.routeOfMessage = routeOfMessage
        bytes = messages.bytes
        self.delays = delays ?? [Double](repeating: 0, count: count)

        var waits = [Int32](repeating: 0, count: count)
        var starts = [Int32](repeating: 0, count: 2 * count + 1)
        for index in 0..<count {
            waits[index] = messages.dependenceStarts[index + 1] - messages.dependenceStarts[index]
            let queue = Int(messages.queuedBehind[index])
            if queue >= 0 {
                waits[index] += 1
                starts[2 * queue + 2] += 1
            }
        }
        for message in messages.dependences { starts[2 * Int(message) + 1] += 1 }
        for row in 0..<2 * count { starts[row + 1] += starts[row] }
        var next = starts
        var followers = [Int32](repeating: 0, count: Int(starts[2 * count]))
        for index in 0..<count {
            let own = Int(messages.dependenceStarts[index])..<Int(messages.dependenceStarts[index + 1])
            for place in own {
                let row = 2 * Int(messages.dependences[place])
                followers[Int(next[row])] = Int32(index)
                next[row] += 1
            }
            let queue = Int(messages.queuedBehind[index])
            if queue >= 0 {
                followers[Int(next[2 * queue + 1])] = Int32(index)
                next[2 * queue + 1] += 1
            }
        }
        self.waits = waits
        followerStarts = starts
        self.followers = followers
    }
}
