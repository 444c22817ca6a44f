/// A node's side of the network: the packet that it is sending.
struct FlitSource {
    /// The packet's flits, without number and ends.
    var word = FlitWord(packet: 0, x: 0, y: 0, exit: 0)
    /// Flits of the packet; 0 when there is none.
    var length: UInt32 = 0
    /// Flits sent.
    var sent: UInt32 = 0
    /// Channels of the router's local input that no packet of this node holds, by bit.
    var freeChannels: UInt16 = 0
    /// The channel of the packet; that of the packet before until it has one.
    var channel: UInt8 = 0
}
