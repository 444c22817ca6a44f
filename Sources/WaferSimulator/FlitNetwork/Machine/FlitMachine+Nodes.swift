import MeshNetwork

extension FlitMachine {
    /// Gives a node that has none a packet to send, from this cycle on.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - destination: Where to.
    ///   - entry: What is remembered of the packet.
    @inline(__always)
    func load(_ node: Int, destination: Int, entry: PacketTable.Entry) {
        if hasFaults { prepareRoutes(to: network.attachment(of: destination)) }
        let packet = state.pointee.packets.add(entry)
        let place = coordinates[destination]
        sources[node].word = FlitWord(
            packet: packet, x: Int(place & 0xFFF), y: Int(place >> 12), exit: exits[destination])
        sources[node].length = entry.length
        sources[node].sent = 0
        activeSources[node &>> 6] |= 1 &<< UInt64(node & 63)
    }

    /// Whether a node has a packet of which not every flit has left.
    @inline(__always)
    func isSending(_ node: Int) -> Bool { sources[node].length != 0 }

    /// Makes the table of routes to a node of the mesh unless it is there.
    @inline(never)
    func prepareRoutes(to destination: Int) {
        guard let order, routes[destination] == nil else { return }
        routes[destination] = UpDownRoutes(to: destination, order: order, mesh: configuration.mesh)
    }

    /// The links of the route between two nodes of the mesh.
    @inline(__always)
    func links(from node: Int, to destination: Int) -> Int {
        guard hasFaults else {
            let (here, there) = (coordinates[node], coordinates[destination])
            let alongX = Int(here & 0xFFF) &- Int(there & 0xFFF)
            return abs(alongX) &+ abs(Int(here &>> 12) &- Int(there &>> 12))
        }
        prepareRoutes(to: destination)
        return Int(routes[destination]?.links[node] ?? 0)
    }

    /// Sends one flit of a node's packet if there is room for it.
    @inline(__always)
    func inject<Source: PacketSource & ~Copyable>(_ node: Int, source: inout Source) {
        let sender = sources + node
        let firstOutput = firstNodeOutput &+ node &* channels
        let sent = sender.pointee.sent
        if sent == 0 {
            // The free channel with room that is next in turn.
            var free = UInt64(sender.pointee.freeChannels)
            let after = sender.pointee.channel &+ 1
            let start = Int(after) == channels ? 0 : after
            var channel = -1
            while free != 0 {
                let candidate = Self.first(free, from: start)
                if outputs[firstOutput &+ candidate].credits != 0 {
                    channel = candidate
                    break
                }
                free &= ~(1 &<< UInt64(candidate))
            }
            guard channel >= 0 else { return }
            sender.pointee.channel = UInt8(truncatingIfNeeded: channel)
            sender.pointee.freeChannels &= ~(1 &<< UInt16(channel))
        }
        let channel = Int(sender.pointee.channel)
        guard outputs[firstOutput &+ channel].credits != 0 else { return }
        outputs[firstOutput &+ channel].credits &-= 1
        let isTail = sent &+ 1 == sender.pointee.length
        let word = sender.pointee.word.numbered(Int(sent), isTail: isTail)
        queues[injectionQueue].push(
            target: FlitTarget.channel(node, FlitPort.local &* channels &+ channel), word: word, now: now)
        sender.pointee.sent = sent &+ 1
        state.pointee.flitsInjected &+= 1
        guard isTail else { return }
        sender.pointee.length = 0
        sender.pointee.freeChannels |= 1 &<< UInt16(channel)
        activeSources[node &>> 6] &= ~(1 &<< UInt64(node & 63))
        source.sent(from: node, in: self)
    }

    /// Takes a flit that leaves the network; it crosses the switch and the channel to the node, so it is there in
    /// three cycles.
    @inline(__always)
    func receive<Source: PacketSource & ~Copyable>(_ word: FlitWord, at node: Int, source: inout Source) {
        let arrival = now &+ 3
        accepted[node] &+= state.pointee.window.contains(arrival) ? 1 : 0
        state.pointee.flitsEjected &+= 1
        if state.pointee.checksOrder { check(word, at: node) }
        guard word.isTail else { return }
        let entry = state.pointee.packets[word.packet]
        state.pointee.packets.remove(word.packet)
        source.received(entry, at: arrival, in: self)
    }

    /// Counts a flit that is at the wrong node, or is not the one after the flit before it.
    private func check(_ word: FlitWord, at node: Int) {
        let arrived = state.pointee.packets[word.packet].arrived
        let isLast = arrived + 1 == state.pointee.packets[word.packet].length
        if coordinates[node] != word.y << 12 | word.x || word.exit != UInt32(exits[node])
            || word.number != arrived & 7 || word.isHead != (arrived == 0)
            || word.isTail != isLast
        {
            state.pointee.disorder += 1
        }
        state.pointee.packets[word.packet].arrived = arrived + 1
    }
}
