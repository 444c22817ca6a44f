/// What feeds packets to the nodes of a network and hears of those that arrive.
protocol PacketSource: ~Copyable {
    /// A number that it put into the calendar is due in this cycle.
    mutating func wake(_ number: Int, in machine: FlitMachine)
    /// All numbers that are due in this cycle have been named; does nothing unless a source has its own.
    mutating func wokeAll(in machine: FlitMachine)
    /// The last flit of a node's packet left in this cycle; the node can start the next one in the next cycle.
    mutating func sent(from node: Int, in machine: FlitMachine)
    /// The last flit of a packet arrives at a cycle that is up to three ahead of this one.
    mutating func received(_ packet: PacketTable.Entry, at cycle: UInt32, in machine: FlitMachine)
    /// Whether the run is over.
    func isFinished(at cycle: UInt32) -> Bool
}

extension PacketSource where Self: ~Copyable {
    @inline(__always)
    mutating func wokeAll(in machine: FlitMachine) {}
}
