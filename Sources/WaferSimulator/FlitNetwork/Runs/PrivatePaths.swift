import MeshNetwork

/// The paths of a list of messages on which nothing ever waits; see ``FlitNetwork/Transfers``.
struct PrivatePaths {
    /// By message, its path; -1 for messages that are played flit by flit.
    private(set) var pathOfMessage: [Int32]
    /// By path, cycles from a flit's leaving the node to its arrival.
    private(set) var flightCycles: [Int] = []
    /// By path, its links by their index `4 * node + direction`.
    private(set) var links: [[Int]] = []

    /// Finds the paths that no other pair of nodes uses any part of, and on which credits never run out.
    ///
    /// - Complexity: O(messages + links of the routes of all different pairs).
    init(_ messages: [FlitMessage], pairs: MessagePairs, on network: FlitNetwork) {
        pathOfMessage = [Int32](repeating: -1, count: messages.count)
        let configuration = network.configuration
        guard configuration.virtualChannels >= 2, configuration.bufferFlits >= Self.roundTripToNode else { return }
        let count = network.nodeCount
        // Messages without flits use nothing.
        var isUsed = [Bool](repeating: false, count: pairs.ends.count)
        for (index, message) in messages.enumerated() where message.flits > 0 {
            isUsed[Int(pairs.pairOfMessage[index])] = true
        }
        // By resource: links, then sources, then destinations; how many pairs use it.
        var users = [UInt32](repeating: 0, count: 6 * count)
        var routes = [UpDownRoutes?](repeating: nil, count: network.order == nil ? 0 : count)
        var routeOfPair = [[Int]](repeating: [], count: pairs.ends.count)
        for (index, pair) in pairs.ends.enumerated() where isUsed[index] {
            if let order = network.order, routes[pair.destination] == nil {
                routes[pair.destination] = UpDownRoutes(
                    to: network.attachment(of: pair.destination), order: order, mesh: configuration.mesh)
            }
            var links: [Int] = []
            network.forEachLink(
                from: pair.source, to: pair.destination, routes: routes.isEmpty ? nil : routes[pair.destination]
            ) { links.append($0) }
            for link in links { users[link] += 1 }
            users[4 * count + pair.source] += 1
            users[5 * count + pair.destination] += 1
            routeOfPair[index] = links
        }
        var pathOfPair = [Int32](repeating: -1, count: pairs.ends.count)
        for (index, pair) in pairs.ends.enumerated() {
            guard users[4 * count + pair.source] == 1, users[5 * count + pair.destination] == 1, isUsed[index],
                routeOfPair[index].allSatisfy({ users[$0] == 1 && Self.isSteady(network, link: $0) })
            else { continue }
            pathOfPair[index] = Int32(links.count)
            links.append(routeOfPair[index])
            flightCycles.append(routeOfPair[index].reduce(6) { $0 + 3 + network.linkClass($1).latencyCycles })
        }
        pathOfMessage = pairs.pairOfMessage.map { pathOfPair[Int($0)] }
    }

    /// Cycles from a node's sending a flit, or from a router's, to the return of its credit.
    private static let roundTripToNode = 5

    /// Whether a link takes a flit a cycle from one channel for as long as there are any.
    private static func isSteady(_ network: FlitNetwork, link: Int) -> Bool {
        let kind = network.linkClass(link)
        let depth = kind.bufferFlits ?? network.configuration.bufferFlits
        return kind.cyclesPerFlit == 1 && depth >= 2 * kind.latencyCycles + 4
    }
}
