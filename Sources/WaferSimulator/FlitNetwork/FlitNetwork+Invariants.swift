import MeshNetwork

extension FlitMachine {
    /// What is wrong with the state between two cycles; empty when all is as it must be.
    ///
    /// - Flits: what left the nodes is in a buffer, on a link, or has reached a node.
    /// - Credits: those a router holds, those under way, and the flits buffered and under way make up the depth of the
    ///   buffer, for every channel of every link.
    /// - Channels: each busy output channel has one owner, which holds it.
    /// - Order: every flit reached the node it was sent to, after the flit before it in its packet.
    ///
    /// - Complexity: O(routers + flits).
    func brokenInvariants() -> [String] {
        var broken: [String] = []
        let (injected, ejected) = (state.pointee.flitsInjected, state.pointee.flitsEjected)
        if state.pointee.disorder > 0 { broken.append("\(state.pointee.disorder) flits out of order") }

        var flitsToward = [Int](repeating: 0, count: nodeCount * slots)
        var creditsToward = [Int](repeating: 0, count: nodeCount * slots + nodeCount * channels)
        var onLinks = 0
        for index in 0..<queueCount {
            for offset in 0..<queues[index].count {
                let target = queues[index][offset].target
                let place = FlitTarget.router(target) * slots + FlitTarget.slot(target)
                if index < flitQueueCount {
                    onLinks += 1
                    flitsToward[place] += 1
                } else if target & FlitTarget.nodeFlag != 0 {
                    creditsToward[firstNodeOutput + Int(target & ~FlitTarget.nodeFlag)] += 1
                } else {
                    creditsToward[place] += 1
                }
            }
        }
        let buffered = (0..<nodeCount * slots).reduce(0) { $0 + Int(inputs[$1].count) }
        if injected != ejected + buffered + onLinks {
            broken.append("flits: \(injected) in, \(ejected) out, \(buffered) buffered, \(onLinks) on links")
        }

        let layout = MachineLayout(network)
        for port in 0..<nodeCount * FlitPort.count {
            let (node, number) = (port / FlitPort.count, port % FlitPort.count)
            for channel in 0..<channels {
                let input = port * channels + channel
                // The channel that feeds this input: of a neighbour, or of the node.
                let feeder: Int
                if number == FlitPort.local {
                    feeder = firstNodeOutput + node * channels + channel
                } else if let upstream = layout.upstream[port] {
                    feeder = upstream * channels + channel
                } else {
                    continue
                }
                let sum =
                    Int(outputs[feeder].credits) + creditsToward[feeder] + flitsToward[input]
                    + Int(inputs[input].count)
                if sum != layout.inputDepths[port] {
                    broken.append("node \(node) port \(number) channel \(channel): credits and flits make \(sum)")
                }
                let output = outputs[input]
                let isFree = ports[port].freeChannels & 1 << UInt16(channel) != 0
                let held = node * slots + Int(output.owner)
                if isFree != (output.owner == FlitOutputChannel.nobody) && (number == 4 || layout.links[port] != nil) {
                    broken.append("node \(node) port \(number) channel \(channel): free and owned")
                } else if !isFree, output.owner != FlitOutputChannel.nobody,
                    Int(inputs[held].output) != number * channels + channel
                {
                    broken.append("node \(node) port \(number) channel \(channel): its owner does not hold it")
                }
            }
        }
        return broken
    }
}
