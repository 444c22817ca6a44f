extension MessageList {
    /// What one pipeline stage hands to the next: data that are spread evenly over its nodes, to be spread evenly over
    /// others.
    ///
    /// Equally many nodes send one message each, first to first. Otherwise each node sends to those whose share of the
    /// data overlaps its own.
    ///
    /// - Parameters:
    ///   - sources: The nodes that have the data.
    ///   - destinations: The nodes that are to have them.
    ///   - bytes: All data.
    public static func transfer(from sources: [Int], to destinations: [Int], bytes: Double) -> MessageList {
        var list = MessageList()
        let (senders, receivers) = (sources.count, destinations.count)
        guard senders > 0, receivers > 0 else { return list }
        // In units of 1 / (senders * receivers) of the data, in which all shares are whole.
        let unit = bytes / Double(senders * receivers)
        var (sender, receiver, position) = (0, 0, 0)
        while sender < senders, receiver < receivers {
            let end = min((sender + 1) * receivers, (receiver + 1) * senders)
            list.append(
                from: sources[sender], to: destinations[receiver], bytes: Double(end - position) * unit)
            position = end
            if end == (sender + 1) * receivers { sender += 1 }
            if end == (receiver + 1) * senders { receiver += 1 }
        }
        return list
    }

    /// Nodes read from memory through the ports that are nearest to them.
    ///
    /// - Parameters:
    ///   - nodes: The nodes that read.
    ///   - bytes: What each of them reads.
    ///   - ports: Where the memory is.
    public static func reads(by nodes: [Int], bytes: Double, ports: MemoryPorts) -> MessageList {
        memory(nodes, bytes: bytes, ports: ports) { ($1, $0) }
    }

    /// Nodes write to memory through the ports that are nearest to them.
    ///
    /// - Parameters:
    ///   - nodes: The nodes that write.
    ///   - bytes: What each of them writes.
    ///   - ports: Where the memory is.
    public static func writes(by nodes: [Int], bytes: Double, ports: MemoryPorts) -> MessageList {
        memory(nodes, bytes: bytes, ports: ports) { ($0, $1) }
    }

    /// One message between each node and its port.
    private static func memory(
        _ nodes: [Int], bytes: Double, ports: MemoryPorts, ends: (_ node: Int, _ port: Int) -> (Int, Int)
    ) -> MessageList {
        var list = MessageList()
        for node in nodes {
            guard let port = ports.nearest(to: node) else { continue }
            let (source, destination) = ends(node, ports.node(ofPort: port))
            list.append(from: source, to: destination, bytes: bytes)
        }
        return list
    }
}
