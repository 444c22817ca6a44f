extension MessageList {
    /// Checks arrays that came from outside.
    func check() throws(MessageListError) {
        guard destinations.count == count, bytes.count == count, queuedBehind.count == count,
            dependenceStarts.count == count + 1, dependenceStarts.first == 0,
            dependenceStarts.last.map(Int.init) == dependences.count,
            zip(dependenceStarts, dependenceStarts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .unequalLengths }
        for message in dependences where message < 0 || message >= count {
            throw .unknownMessage(Int(message), of: count)
        }
        for index in 0..<count {
            guard bytes[index].isFinite, bytes[index] >= 0 else {
                throw .unusableBytes(bytes[index], message: index)
            }
            let node = min(sources[index], destinations[index])
            guard node >= 0 else { throw .unusableNode(Int(node), message: index) }
            let queue = Int(queuedBehind[index])
            guard queue >= -1, queue < count else { throw .unknownMessage(queue, of: count) }
            guard queue < 0 || sources[queue] == sources[index] else { throw .queueAcrossNodes(message: index) }
        }
        let order = order()
        if order.count < count {
            let reached = Set(order)
            let stuck = (0..<count).first { !reached.contains($0) }
            throw .circularWait(message: stuck ?? 0)
        }
    }

    /// The messages in an order in which each comes after all that it waits for; fewer than ``count`` where some wait
    /// in a circle.
    ///
    /// A. B. Kahn, "Topological sorting of large networks", CACM 5 (1962).
    ///
    /// - Complexity: O(messages + dependences).
    public func order() -> [Int] {
        var waits = (0..<count).map { Int(dependenceStarts[$0 + 1] - dependenceStarts[$0]) }
        var followers = [[Int32]](repeating: [], count: count)
        for index in 0..<count {
            for message in dependences(of: index) { followers[Int(message)].append(Int32(index)) }
            if queuedBehind[index] >= 0 {
                followers[Int(queuedBehind[index])].append(Int32(index))
                waits[index] += 1
            }
        }
        var order = (0..<count).filter { waits[$0] == 0 }
        var next = 0
        while next < order.count {
            for follower in followers[order[next]] {
                waits[Int(follower)] -= 1
                if waits[Int(follower)] == 0 { order.append(Int(follower)) }
            }
            next += 1
        }
        return order
    }
}
