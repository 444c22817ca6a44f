extension FlitMachine {
    /// The cycle.
    @inline(__always) var now: UInt32 { state.pointee.now }

    /// Runs until the source has finished, or up to a cycle.
    ///
    /// - Returns: False when nothing can happen any more although the source has not finished.
    func run<Source: PacketSource & ~Copyable>(_ source: inout Source, until end: UInt32) -> Bool {
        while now < end, !source.isFinished(at: now) {
            if cycle(&source, now: now) {
                state.pointee.now &+= 1
            } else if let next = nextEvent(after: now) {
                state.pointee.now = min(next, end)
            } else {
                return source.isFinished(at: now)
            }
        }
        return true
    }

    /// One cycle: arrivals, then nodes, then routers.
    ///
    /// - Returns: Whether there may be something to do in the next cycle.
    @inline(__always)
    private func cycle<Source: PacketSource & ~Copyable>(_ source: inout Source, now: UInt32) -> Bool {
        let isMeasured: UInt32 = state.pointee.window.contains(now) ? 1 : 0
        for index in flitQueueCount..<queueCount {
            while let item = queues[index].pop(at: now) { takeCredit(item.target) }
        }
        for index in 0..<flitQueueCount {
            while let item = queues[index].pop(at: now) { takeFlit(item.word, target: item.target) }
        }
        while let number = state.pointee.calendar.pop(at: now) { source.wake(number, in: self) }
        source.wokeAll(in: self)
        var isBusy = false
        let words = (nodeCount &+ 63) &>> 6
        var word = 0
        while word < words {
            var bits = activeSources[word]
            while bits != 0 {
                let node = word &<< 6 &+ bits.trailingZeroBitCount
                bits &= bits &- 1
                inject(node, source: &source)
            }
            bits = activeRouters[word]
            while bits != 0 {
                let router = word &<< 6 &+ bits.trailingZeroBitCount
                bits &= bits &- 1
                step(router, now: now, isMeasured: isMeasured, source: &source)
            }
            isBusy = isBusy || (activeSources[word] | activeRouters[word]) != 0
            word &+= 1
        }
        return isBusy
    }

    /// The next cycle in which something arrives or wakes, when no router and no node has anything to do.
    private func nextEvent(after now: UInt32) -> UInt32? {
        var next = state.pointee.calendar.nextCycle(from: now &+ 1)
        for index in 0..<queueCount {
            if let first = queues[index].firstCycle { next = min(next ?? first, first) }
        }
        return next
    }

    @inline(__always)
    private func takeFlit(_ word: FlitWord, target: UInt32) {
        var router = router(FlitTarget.router(target))
        let slot = FlitTarget.slot(target)
        let input = router.inputs + slot
        let count = input.pointee.count
        store[Int(input.pointee.base) &+ Int((input.pointee.head &+ count) & input.pointee.mask)] = word
        input.pointee.count = count &+ 1
        guard count == 0 else { return }
        let output = Int(input.pointee.output)
        if output == Int(FlitInputChannel.unassigned) {
            request(&router, slot: slot, word: word)
        } else if router.outputs[output].credits != 0 {
            requestSwitch(&router, slot: slot, outputSlot: output)
        } else {
            return
        }
        wake(router)
    }

    @inline(__always)
    private func takeCredit(_ target: UInt32) {
        if target & FlitTarget.nodeFlag != 0 {
            outputs[firstNodeOutput &+ Int(target & ~FlitTarget.nodeFlag)].credits &+= 1
            return
        }
        var router = router(FlitTarget.router(target))
        let outputSlot = FlitTarget.slot(target)
        let output = router.outputs + outputSlot
        let credits = output.pointee.credits
        output.pointee.credits = credits &+ 1
        guard credits == 0, output.pointee.owner != FlitOutputChannel.nobody else { return }
        let slot = Int(output.pointee.owner)
        guard router.inputs[slot].count != 0 else { return }
        requestSwitch(&router, slot: slot, outputSlot: outputSlot)
        wake(router)
    }

    @inline(__always)
    private func wake(_ router: FlitRouter) {
        pending[router.index] = router.pending
        activeRouters[router.index &>> 6] |= 1 &<< UInt64(router.index & 63)
    }

    @inline(__always)
    private func requestSwitch(_ router: inout FlitRouter, slot: Int, outputSlot: Int) {
        let output = Int(portOfSlot[outputSlot])
        router.ports[output].switchRequests |= 1 &<< UInt64(slot)
        router.pending |= 0x100 &<< UInt32(output)
    }
}
