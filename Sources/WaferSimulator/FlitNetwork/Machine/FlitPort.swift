/// One side of a router: its input and its output towards the same neighbour, or towards its own node.
///
/// Request masks have one bit for each input virtual channel of the router, `port * virtualChannels + channel`.
struct FlitPort {
    /// Input channels whose head flit waits for a channel of this output.
    var channelRequests: UInt64 = 0
    /// Input channels that hold a channel of this output, a flit to send on it and a credit for it.
    var switchRequests: UInt64 = 0
    /// The first input channel of this output's neighbour, or ``none`` where the link is missing or leads to the node.
    var target: UInt32 = none
    /// The first output channel of the neighbour that feeds this input, to which its credits return.
    var upstream: UInt32 = none
    /// The cycle from which the link takes its next flit.
    var readyAt: UInt32 = 0
    /// Flits sent in the measured cycles.
    var flits: UInt32 = 0
    /// Output channels that no packet holds, by bit.
    var freeChannels: UInt16 = 0
    /// Cycles between two flits of the link.
    var interval: UInt16 = 1
    /// The queue that the flits of this output travel in.
    var flitQueue: UInt16 = 0
    /// The queue that the credits of this input return in.
    var creditQueue: UInt16 = 0
    /// Where the output's arbiter looks first, as the first channel of an input port.
    var switchGrant: UInt8 = 0
    /// Where the input's arbiter looks first, as an output port.
    var switchAccept: UInt8 = 0
    /// The channel of this input that the switch serves first.
    var switchChannel: UInt8 = 0
    /// 1 when packets that come in here may only go down from here, in a network with faults.
    var arrivesDownwards: UInt8 = 0

    /// No channel.
    static let none = UInt32.max
    /// Ports of a router: four directions in the order of `Mesh.Direction`, then the node.
    static let count = 5
    /// The port of the router's own node.
    static let local = 4
}
