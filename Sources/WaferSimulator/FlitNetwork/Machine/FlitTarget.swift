/// Where a flit or a credit goes, in 32 bits: a router and one of its channels, or a channel of a node.
enum FlitTarget {
    /// Set for a channel from a node to its router, which is then counted as `node * virtualChannels + channel`.
    static let nodeFlag: UInt32 = 1 << 31

    /// A channel of a router; it has at most 60.
    @inline(__always)
    static func channel(_ router: Int, _ slot: Int) -> UInt32 { UInt32(truncatingIfNeeded: router &<< 6 | slot) }

    /// The first channel of a port, by the index of the port among all.
    static func port(_ index: Int, channels: Int) -> UInt32 {
        channel(index / FlitPort.count, index % FlitPort.count * channels)
    }

    @inline(__always)
    static func router(_ target: UInt32) -> Int { Int(target &>> 6) }

    @inline(__always)
    static func slot(_ target: UInt32) -> Int { Int(target & 63) }
}
