/// The nodes that are at work, by the time at which they finish: a binary heap, equal times by node.
struct EventQueue {
    private var times: [Double] = []
    private var nodes: [Int] = []

    init(capacity: Int) {
        times.reserveCapacity(capacity)
        nodes.reserveCapacity(capacity)
    }

    mutating func push(time: Double, node: Int) {
        times.append(time)
        nodes.append(node)
        var child = times.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { return }
            times.swapAt(child, parent)
            nodes.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (time: Double, node: Int)? {
        guard let time = times.first, let node = nodes.first else { return nil }
        let last = times.count - 1
        times.swapAt(0, last)
        nodes.swapAt(0, last)
        times.removeLast()
        nodes.removeLast()
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < last else { break }
            if child + 1 < last, isBefore(child + 1, child) { child += 1 }
            guard isBefore(child, parent) else { break }
            times.swapAt(child, parent)
            nodes.swapAt(child, parent)
            parent = child
        }
        return (time, node)
    }

    private func isBefore(_ first: Int, _ second: Int) -> Bool {
        times[first] != times[second] ? times[first] < times[second] : nodes[first] < nodes[second]
    }
}
