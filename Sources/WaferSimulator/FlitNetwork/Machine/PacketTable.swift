/// Packets on their way: who sent them, and when they were made.
struct PacketTable {
    /// One packet.
    struct Entry {
        /// The cycle in which it was made, which may be long before it left its node.
        var created: UInt32
        /// What the source of the packet calls it: a node or a message.
        var owner: UInt32
        /// Flits.
        var length: UInt32
        /// Flits that have arrived, when their order is checked.
        var arrived: UInt32
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var free: UnsafeMutablePointer<UInt32>
    private var freeCount: Int
    private var capacity: Int

    /// Packets under way.
    var count: Int { capacity - freeCount }

    init() {
        capacity = 256
        freeCount = 256
        entries = .allocate(capacity: 256)
        free = .allocate(capacity: 256)
        for index in 0..<256 { free[index] = UInt32(255 - index) }
    }

    /// Frees its memory.
    func deallocate() {
        entries.deallocate()
        free.deallocate()
    }

    subscript(packet: Int) -> Entry {
        @inline(__always) get { entries[packet] }
        @inline(__always) nonmutating _modify { yield &entries[packet] }
    }

    /// Adds a packet and returns its number, which is that of an earlier one that has arrived if there is any.
    @inline(__always)
    mutating func add(_ entry: Entry) -> UInt32 {
        if freeCount == 0 { grow() }
        freeCount &-= 1
        let packet = free[freeCount]
        entries[Int(packet)] = entry
        return packet
    }

    /// Forgets a packet that has arrived.
    @inline(__always)
    mutating func remove(_ packet: Int) {
        free[freeCount] = UInt32(truncatingIfNeeded: packet)
        freeCount &+= 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
        larger.update(from: entries, count: capacity)
        entries.deallocate()
        free.deallocate()
        entries = larger
        free = .allocate(capacity: capacity * 2)
        for index in 0..<capacity { free[index] = UInt32(2 * capacity - 1 - index) }
        freeCount = capacity
        capacity *= 2
    }
}
