/// The buffer of one input virtual channel, a ring in the common store of flits.
struct FlitInputChannel {
    /// Its first place in the store.
    var base: UInt32 = 0
    /// Its places less one; a power of two less one.
    var mask: UInt16 = 0
    /// The place of the oldest flit.
    var head: UInt16 = 0
    /// Flits that it holds.
    var count: UInt16 = 0
    /// The output channel that its packet holds, `port * virtualChannels + channel`, or ``unassigned``.
    var output: UInt8 = unassigned
    /// The output channel that it accepts first in channel allocation.
    var acceptFirst: UInt8 = 0

    /// No output channel.
    static let unassigned = UInt8.max
}

/// What a router knows of one output virtual channel.
struct FlitOutputChannel {
    /// Free places in the buffer at its other end.
    var credits: UInt16 = 0
    /// The input channel whose packet holds it, or ``nobody``.
    var owner: UInt8 = nobody
    /// The input channel that it grants first in channel allocation.
    var grantFirst: UInt8 = 0

    /// No input channel.
    static let nobody = UInt8.max
}
