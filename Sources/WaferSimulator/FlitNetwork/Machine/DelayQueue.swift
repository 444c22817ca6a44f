/// Something that reaches a channel at a cycle.
struct DelayedItem {
    /// When.
    var cycle: UInt32
    /// The channel.
    var target: UInt32
    /// The flit; unused for a credit.
    var word: FlitWord
}

/// What is under way on all links of one latency: a ring whose items come out in the order they went in.
struct DelayQueue {
    /// Cycles from switch allocation, or from the node, to the arrival.
    var delay: UInt32
    private var items: UnsafeMutablePointer<DelayedItem>
    private var mask: Int
    private var head = 0
    private var tail = 0

    /// Allocates a queue; ``deallocate()`` gives the memory back.
    init(delay: Int, capacity: Int) {
        self.delay = UInt32(delay)
        var size = 16
        while size < capacity + 1 { size *= 2 }
        mask = size - 1
        items = .allocate(capacity: size)
    }

    /// Frees the ring.
    func deallocate() { items.deallocate() }

    @inline(__always) var isEmpty: Bool { head == tail }

    /// Items under way.
    var count: Int { (tail &- head) & mask }

    /// The item that is `offset` behind the first.
    subscript(offset: Int) -> DelayedItem { items[(head &+ offset) & mask] }

    /// When the first item arrives; nil without one.
    var firstCycle: UInt32? { isEmpty ? nil : items[head].cycle }

    /// Adds an item that arrives `delay` cycles from now.
    @inline(__always)
    mutating func push(target: UInt32, word: FlitWord, now: UInt32) {
        items[tail] = DelayedItem(cycle: now &+ delay, target: target, word: word)
        tail = (tail &+ 1) & mask
    }

    /// Takes the first item out if it arrives now.
    @inline(__always)
    mutating func pop(at now: UInt32) -> DelayedItem? {
        guard head != tail, items[head].cycle == now else { return nil }
        let item = items[head]
        head = (head &+ 1) & mask
        return item
    }
}
