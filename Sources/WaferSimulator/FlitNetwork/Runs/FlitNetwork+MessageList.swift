public import MeshNetwork

extension FlitNetwork {
    /// Plays a list of messages with dependences and queues, such as a collective.
    ///
    /// A message is as many flits as its bytes need. One from a node to itself crosses no network: it stands for work
    /// and ends when its delay is over. Memory ports have the nodes after those of the mesh, as in `MemoryPorts`.
    ///
    /// - Parameters:
    ///   - list: What is sent.
    ///   - bytesPerFlit: Bytes of a flit, above 0.
    ///   - delayCycles: By message, cycles between the end of its waits and its start; none where left out.
    ///   - packetFlits: Flits of a packet, at least 1.
    ///   - transfers: Which messages are played flit by flit; the answer is the same.
    ///   - cycleLimit: Cycles after which the run is given up.
    /// - Throws: `missing`, `deadEndpoint`, `outOfRange`, `unmetDependence` or `queueAcrossNodes` for lists that cannot
    ///   be played, `unfinished` when the limit is reached.
    /// - Complexity: O(messages + dependences + router traversals).
    public func run(
        _ list: MessageList, bytesPerFlit: Double, delayCycles: [Int]? = nil, packetFlits: Int = 8,
        transfers: Transfers = .flitByFlit, cycleLimit: Int = 2_000_000_000
    ) throws(FlitNetworkError) -> MessageRun {
        guard bytesPerFlit > 0, bytesPerFlit.isFinite else {
            throw .outOfRange(name: "bytes of a flit", found: "\(bytesPerFlit)", accepted: "a finite number above 0")
        }
        if let delayCycles, delayCycles.count != list.count {
            throw .outOfRange(name: "delays", found: "\(delayCycles.count)", accepted: "\(list.count), one a message")
        }
        var messages: [FlitMessage] = []
        messages.reserveCapacity(list.count)
        for index in 0..<list.count {
            let flits = (list.bytes[index] / bytesPerFlit).rounded(.up)
            guard flits >= 0, flits <= 1e9 else {
                throw .outOfRange(name: "flits of a message", found: "\(flits)", accepted: "from 0 to 1000000000")
            }
            let message = list[index]
            messages.append(
                FlitMessage(
                    source: message.source, destination: message.destination,
                    flits: message.source == message.destination ? 0 : Int(flits),
                    dependences: list.dependences(of: index).map { Int($0) },
                    queuedBehind: list.queuedBehind[index] < 0 ? nil : Int(list.queuedBehind[index]),
                    delayCycles: delayCycles?[index] ?? 0))
        }
        return try run(messages, packetFlits: packetFlits, transfers: transfers, cycleLimit: cycleLimit)
    }
}
