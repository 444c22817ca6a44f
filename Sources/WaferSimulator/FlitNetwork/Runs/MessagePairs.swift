/// The different pairs of nodes between which the messages of a list travel.
struct MessagePairs {
    /// By pair, the node that sends and the one that receives.
    private(set) var ends: [(source: Int, destination: Int)] = []
    /// By message, its pair.
    private(set) var pairOfMessage: [Int32]

    /// Finds the pairs of messages whose nodes are below `nodes`.
    ///
    /// - Complexity: O(messages + nodes).
    init(_ messages: [FlitMessage], nodes: Int) {
        pairOfMessage = [Int32](repeating: -1, count: messages.count)
        // Messages by source, so that one row of destinations is enough to find equal ends.
        var starts = [Int](repeating: 0, count: nodes + 1)
        for message in messages { starts[message.source + 1] += 1 }
        for node in 0..<nodes { starts[node + 1] += starts[node] }
        var next = starts
        var bySource = [Int32](repeating: 0, count: messages.count)
        for (index, message) in messages.enumerated() {
            bySource[next[message.source]] = Int32(index)
            next[message.source] += 1
        }
        var found = [Int32](repeating: -1, count: nodes)
        for source in 0..<nodes {
            let first = ends.count
            for place in starts[source]..<starts[source + 1] {
                let destination = messages[Int(bySource[place])].destination
                if found[destination] < first {
                    found[destination] = Int32(ends.count)
                    ends.append((source, destination))
                }
                pairOfMessage[Int(bySource[place])] = found[destination]
            }
        }
    }
}
