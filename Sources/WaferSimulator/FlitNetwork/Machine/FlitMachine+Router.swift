import MeshNetwork

/// The state of one router, as a view into the machine's allocations.
struct FlitRouter {
    let index: Int
    let ports: UnsafeMutablePointer<FlitPort>
    let inputs: UnsafeMutablePointer<FlitInputChannel>
    let outputs: UnsafeMutablePointer<FlitOutputChannel>
    /// Bits 0–4 outputs with channel requests, bits 8–12 outputs with switch requests.
    var pending: UInt32
}

extension FlitMachine {
    /// The first set bit of a mask that is not empty, from a position on and then from the bottom.
    @inline(__always)
    static func first(_ mask: UInt64, from position: UInt8) -> Int {
        let upper = mask & (~0 &<< UInt64(position))
        return (upper != 0 ? upper : mask).trailingZeroBitCount
    }

    /// The state of a router.
    @inline(__always)
    func router(_ index: Int) -> FlitRouter {
        let firstSlot = index &* slots
        return FlitRouter(
            index: index, ports: ports + index &* FlitPort.count, inputs: inputs + firstSlot,
            outputs: outputs + firstSlot, pending: pending[index])
    }

    /// Lets one router allocate channels and the switch, and sends what won the switch.
    ///
    /// Both allocations see the state before the cycle; so the switch is granted first and its flits leave last.
    @inline(__always)
    func step<Source: PacketSource & ~Copyable>(
        _ index: Int, now: UInt32, isMeasured: UInt32, source: inout Source
    ) {
        var router = router(index)
        let moves = allocateSwitch(router, now: now)
        if router.pending & 0xFF != 0 { allocateChannels(&router) }
        var move = 0
        while move < moves {
            let granted = scratch[move]
            send(
                &router, slot: Int(granted & 0xFF), output: Int(granted &>> 8), now: now, isMeasured: isMeasured,
                source: &source)
            move &+= 1
        }
        pending[index] = router.pending
        let isIdle: UInt64 = router.pending == 0 ? 1 : 0
        activeRouters[index &>> 6] &= ~(isIdle &<< UInt64(index & 63))
    }

    /// Matches inputs with outputs; what moves stands in the scratch space as input channel and output port.
    ///
    /// Each output grants an input. Where no input was granted twice, which is the common case, all of them accept.
    @inline(__always)
    private func allocateSwitch(_ router: FlitRouter, now: UInt32) -> Int {
        var outputs = router.pending &>> 8
        var inputs: UInt32 = 0
        var isContended: UInt32 = 0
        var moves = 0
        while outputs != 0 {
            let output = outputs.trailingZeroBitCount
            outputs &= outputs &- 1
            let port = router.ports + output
            if port.pointee.interval > 1, Int32(bitPattern: now &- port.pointee.readyAt) < 0 { continue }
            let requests = port.pointee.switchRequests
            var slot = Self.first(requests, from: port.pointee.switchGrant)
            let input = UInt32(portOfSlot[slot])
            isContended |= inputs &>> input & 1
            inputs |= 1 &<< input
            if requests & (requests &- 1) != 0 {
                // The input offers the channel that is next in turn.
                let firstSlot = Int(input) &* channels
                let candidates = requests &>> UInt64(firstSlot) & channelMask
                slot = firstSlot &+ Self.first(candidates, from: router.ports[Int(input)].switchChannel)
            }
            scratch[moves] = UInt32(truncatingIfNeeded: output &<< 8 | slot)
            moves &+= 1
        }
        return isContended == 0 ? moves : acceptGrants(router, count: moves)
    }

    /// Lets every input keep one of the outputs that granted it.
    @inline(never)
    private func acceptGrants(_ router: FlitRouter, count: Int) -> Int {
        let kept = scratch + slots
        var keptCount = 0
        for index in 0..<count {
            let input = portOfSlot[Int(scratch[index] & 0xFF)]
            var granted: UInt64 = 0
            for other in 0..<count where portOfSlot[Int(scratch[other] & 0xFF)] == input {
                granted |= 1 &<< UInt64(scratch[other] &>> 8)
            }
            guard Self.first(granted, from: router.ports[Int(input)].switchAccept) == Int(scratch[index] &>> 8) else {
                continue
            }
            kept[keptCount] = scratch[index]
            keptCount &+= 1
        }
        for index in 0..<keptCount { scratch[index] = kept[index] }
        return keptCount
    }

    /// Gives free output channels to packets whose head flits wait for one.
    @inline(__always)
    private func allocateChannels(_ router: inout FlitRouter) {
        var requested = router.pending & 0xFF
        while requested != 0 {
            let output = requested.trailingZeroBitCount
            requested &= requested &- 1
            let port = router.ports + output
            let waiting = port.pointee.channelRequests
            let free = UInt64(port.pointee.freeChannels)
            guard free != 0 else { continue }
            if waiting & (waiting &- 1) == 0 {
                // A single packet is granted every free channel.
                accept(&router, output: output, slot: waiting.trailingZeroBitCount, granted: free)
            } else {
                grantChannels(&router, output: output, waiting: waiting, free: free)
            }
        }
    }

    /// Lets every free channel of an output grant one of several waiting packets, and each of those accept one.
    @inline(never)
    private func grantChannels(_ router: inout FlitRouter, output: Int, waiting: UInt64, free: UInt64) {
        let grantsOfSlot = scratch + slots
        var winners: UInt64 = 0
        var left = free
        while left != 0 {
            let channel = left.trailingZeroBitCount
            left &= left &- 1
            let slot = Self.first(waiting, from: router.outputs[output &* channels &+ channel].grantFirst)
            let bit: UInt64 = 1 &<< UInt64(slot)
            grantsOfSlot[slot] = (winners & bit != 0 ? grantsOfSlot[slot] : 0) | 1 &<< UInt32(channel)
            winners |= bit
        }
        while winners != 0 {
            let slot = winners.trailingZeroBitCount
            winners &= winners &- 1
            accept(&router, output: output, slot: slot, granted: UInt64(grantsOfSlot[slot]))
        }
    }

    /// Lets a packet accept one of the output channels that were granted to it.
    @inline(__always)
    private func accept(_ router: inout FlitRouter, output: Int, slot: Int, granted: UInt64) {
        let port = router.ports + output
        let input = router.inputs + slot
        // The pointer runs over the channels of all outputs; from another output's channels it wraps to the first.
        let position = Int(input.pointee.acceptFirst) &- output &* channels
        let channel = Self.first(
            granted, from: position > 0 && position < channels ? UInt8(truncatingIfNeeded: position) : 0)
        let outputSlot = output &* channels &+ channel
        let outputChannel = router.outputs + outputSlot
        outputChannel.pointee.grantFirst = nextSlot[slot]
        outputChannel.pointee.owner = UInt8(truncatingIfNeeded: slot)
        input.pointee.acceptFirst = nextSlot[outputSlot]
        input.pointee.output = UInt8(truncatingIfNeeded: outputSlot)
        port.pointee.freeChannels &= ~(1 &<< UInt16(truncatingIfNeeded: channel))
        let left = port.pointee.channelRequests & ~(1 &<< UInt64(slot))
        port.pointee.channelRequests = left
        router.pending &= ~((left == 0 ? 1 : 0) &<< UInt32(output))
        if outputChannel.pointee.credits != 0 {
            port.pointee.switchRequests |= 1 &<< UInt64(slot)
            router.pending |= 0x100 &<< UInt32(output)
        }
    }

    /// Moves the oldest flit of an input channel over the switch and out.
    @inline(__always)
    private func send<Source: PacketSource & ~Copyable>(
        _ router: inout FlitRouter, slot: Int, output: Int, now: UInt32, isMeasured: UInt32, source: inout Source
    ) {
        let port = router.ports + output
        let input = router.inputs + slot
        let inputIndex = Int(portOfSlot[slot])
        let inputPort = router.ports + inputIndex
        let channel = slot &- inputIndex &* channels
        // The arbiters move on past the match.
        port.pointee.switchGrant = nextPortSlot[inputIndex]
        inputPort.pointee.switchAccept = output == FlitPort.local ? 0 : UInt8(truncatingIfNeeded: output &+ 1)
        inputPort.pointee.switchChannel = channel &+ 1 == channels ? 0 : UInt8(truncatingIfNeeded: channel &+ 1)

        let word = store[Int(input.pointee.base) &+ Int(input.pointee.head)]
        let left = input.pointee.count &- 1
        input.pointee.count = left
        // An empty buffer starts again at its first place, so that little memory is touched.
        let isLeft: UInt16 = left != 0 ? 1 : 0
        input.pointee.head = (input.pointee.head &+ 1) & input.pointee.mask & (0 &- isLeft)
        port.pointee.flits &+= isMeasured
        state.pointee.hops &+= Int(isMeasured)

        let outputSlot = Int(input.pointee.output)
        let outputChannel = router.outputs + outputSlot
        let outputNumber = outputSlot &- output &* channels
        var hasCredit = true
        if output != FlitPort.local {
            let credits = outputChannel.pointee.credits &- 1
            outputChannel.pointee.credits = credits
            hasCredit = credits != 0
            let target = port.pointee.target &+ UInt32(truncatingIfNeeded: outputNumber)
            queues[Int(port.pointee.flitQueue)].push(target: target, word: word, now: now)
            if port.pointee.interval > 1 { port.pointee.readyAt = now &+ UInt32(port.pointee.interval) }
        } else {
            if countsEjectionCredits {
                outputChannel.pointee.credits &-= 1
                hasCredit = outputChannel.pointee.credits != 0
                queues[ejectionCreditQueue].push(
                    target: FlitTarget.channel(router.index, outputSlot), word: word, now: now)
            }
            receive(word, at: router.index, source: &source)
        }
        queues[Int(inputPort.pointee.creditQueue)].push(
            target: inputPort.pointee.upstream &+ UInt32(truncatingIfNeeded: channel), word: word, now: now)

        if word.isTail {
            port.pointee.freeChannels |= 1 &<< UInt16(truncatingIfNeeded: outputNumber)
            outputChannel.pointee.owner = FlitOutputChannel.nobody
            input.pointee.output = FlitInputChannel.unassigned
            dropSwitchRequest(&router, port, output, slot)
            if left != 0 {
                request(&router, slot: slot, word: store[Int(input.pointee.base) &+ Int(input.pointee.head)])
            }
        } else if left == 0 || !hasCredit {
            dropSwitchRequest(&router, port, output, slot)
        }
    }

    @inline(__always)
    private func dropSwitchRequest(
        _ router: inout FlitRouter, _ port: UnsafeMutablePointer<FlitPort>, _ output: Int, _ slot: Int
    ) {
        let left = port.pointee.switchRequests & ~(1 &<< UInt64(slot))
        port.pointee.switchRequests = left
        router.pending &= ~((left == 0 ? 0x100 : 0) &<< UInt32(output))
    }

    /// Notes that a head flit at the front of an input channel waits for an output channel.
    @inline(__always)
    func request(_ router: inout FlitRouter, slot: Int, word: FlitWord) {
        let output = route(word, router, slot: slot)
        router.ports[output].channelRequests |= 1 &<< UInt64(slot)
        router.pending |= 1 &<< UInt32(output)
    }

    /// The output port of a packet at a router.
    @inline(__always)
    private func route(_ word: FlitWord, _ router: FlitRouter, slot: Int) -> Int {
        if router.index >= meshNodeCount { return routeAtPort(router, slot: slot) }
        guard !hasFaults else { return routeAroundFaults(word, router, slot: slot) }
        let place = coordinates[router.index]
        let (x, y) = (place & 0xFFF, place &>> 12)
        let outcome =
            (word.x > x ? 1 : 0) | (word.x < x ? 2 : 0) | (word.y > y ? 4 : 0) | (word.y < y ? 8 : 0)
        return Int(routeByComparison[outcome | Int(word.exit) &<< 4])
    }

    /// At a memory port there is the way to the mesh, and the way to the memory.
    @inline(never)
    private func routeAtPort(_ router: FlitRouter, slot: Int) -> Int {
        Int(portOfSlot[slot]) == FlitPort.local ? Int(exits[router.index]) ^ 1 : FlitPort.local
    }

    @inline(never)
    private func routeAroundFaults(_ word: FlitWord, _ router: FlitRouter, slot: Int) -> Int {
        let destination = Int(word.y) &* configuration.mesh.width &+ Int(word.x)
        if destination == router.index { return Int(word.exit) }
        let down = router.ports[Int(portOfSlot[slot])].arrivesDownwards
        guard let both = routes[destination]?.ports[router.index] else { return FlitPort.local }
        return Int(both >> (down << 2) & 0xF)
    }
}
