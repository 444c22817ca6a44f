/// What of a running network changes from cycle to cycle, apart from its routers.
struct FlitMachineState {
    /// The cycle.
    var now: UInt32 = 0
    /// Cycles in which arrivals and hops are counted.
    var window: Range<UInt32> = 0..<UInt32.max
    /// Router traversals in the measured cycles.
    var hops = 0
    /// Whether the order of every flit is checked as it arrives; how many were found out of order.
    var checksOrder = false
    var disorder = 0
    /// Flits that left and reached nodes.
    var flitsInjected = 0
    var flitsEjected = 0
    /// Packets under way.
    var packets = PacketTable()
    /// Nodes or messages that wait for a cycle.
    var calendar: Calendar

    init(sleepers: Int) { calendar = Calendar(capacity: sleepers) }
}
