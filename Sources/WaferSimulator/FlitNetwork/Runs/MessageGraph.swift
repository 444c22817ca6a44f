/// Which messages of a list each of them releases.
struct MessageGraph {
    /// Where those begin that wait for the arrival of message m, at `2 * m`, and for its being sent, at `2 * m + 1`; the
    /// count of all at the end.
    let starts: [Int]
    /// Messages that wait, in compressed rows.
    let followers: [UInt32]
    /// By message, how many others it waits for.
    let waits: [UInt32]

    /// Turns the waits of a list round; they must name messages of the list.
    ///
    /// - Complexity: O(messages + dependences).
    init(_ list: [FlitMessage]) {
        var starts = [Int](repeating: 0, count: 2 * list.count + 1)
        var waits = [UInt32](repeating: 0, count: list.count)
        for (index, message) in list.enumerated() {
            for dependence in message.dependences { starts[2 * dependence + 1] += 1 }
            if let queue = message.queuedBehind { starts[2 * queue + 2] += 1 }
            waits[index] = UInt32(message.dependences.count) + (message.queuedBehind == nil ? 0 : 1)
        }
        for row in 0..<2 * list.count { starts[row + 1] += starts[row] }
        var next = starts
        var followers = [UInt32](repeating: 0, count: starts[2 * list.count])
        for (index, message) in list.enumerated() {
            for dependence in message.dependences {
                followers[next[2 * dependence]] = UInt32(index)
                next[2 * dependence] += 1
            }
            if let queue = message.queuedBehind {
                followers[next[2 * queue + 1]] = UInt32(index)
                next[2 * queue + 1] += 1
            }
        }
        (self.starts, self.followers, self.waits) = (starts, followers, waits)
    }

    /// The graph of a list that may be wrong.
    ///
    /// - Throws: `unmetDependence` for waits that are not in the list or that run in a circle, `queueAcrossNodes`.
    static func checked(_ list: [FlitMessage]) throws(FlitNetworkError) -> MessageGraph {
        for (index, message) in list.enumerated() {
            for other in message.dependences where !list.indices.contains(other) {
                throw .unmetDependence(message: index)
            }
            guard let queue = message.queuedBehind else { continue }
            guard list.indices.contains(queue) else { throw .unmetDependence(message: index) }
            guard list[queue].source == message.source else { throw .queueAcrossNodes(message: index) }
        }
        let graph = MessageGraph(list)
        if let stuck = graph.firstStuck { throw .unmetDependence(message: stuck) }
        return graph
    }

    /// The first message that waits in a circle, or for one that does; nil without any.
    ///
    /// Messages whose waits are met are taken away until none is left (A. B. Kahn, CACM 5, 1962).
    private var firstStuck: Int? {
        var unmet = waits
        var ready = unmet.indices.filter { unmet[$0] == 0 }
        var next = 0
        while next < ready.count {
            for place in starts[2 * ready[next]]..<starts[2 * ready[next] + 2] {
                let follower = Int(followers[place])
                unmet[follower] -= 1
                if unmet[follower] == 0 { ready.append(follower) }
            }
            next += 1
        }
        return unmet.firstIndex { $0 > 0 }
    }
}
