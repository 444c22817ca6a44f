/// One flit as a 64-bit word: its packet, its destination, its place in the packet.
struct FlitWord {
    /// Bits 0–11 destination column, 12–23 destination row, 24–26 the port by which it leaves the router there, 27–29
    /// number in the packet modulo 8, 30 head, 31 tail, 32–63 packet.
    var bits: UInt64

    /// The largest width and height of a mesh.
    static let coordinateLimit = 4096

    /// The flits of a packet, without number and ends.
    init(packet: UInt32, x: Int, y: Int, exit: UInt8) {
        bits =
            UInt64(packet) << 32 | UInt64(exit) << 24 | UInt64(truncatingIfNeeded: y) << 12
            | UInt64(truncatingIfNeeded: x)
    }

    /// The flit of a packet with a number.
    @inline(__always)
    func numbered(_ number: Int, isTail: Bool) -> FlitWord {
        var word = self
        word.bits |= UInt64(truncatingIfNeeded: number & 7) << 27
        word.bits |= number == 0 ? 1 << 30 : 0
        word.bits |= isTail ? 1 << 31 : 0
        return word
    }

    @inline(__always) var x: UInt32 { UInt32(truncatingIfNeeded: bits) & 0xFFF }
    @inline(__always) var y: UInt32 { UInt32(truncatingIfNeeded: bits >> 12) & 0xFFF }
    @inline(__always) var exit: UInt32 { UInt32(truncatingIfNeeded: bits >> 24) & 7 }
    @inline(__always) var number: UInt32 { UInt32(truncatingIfNeeded: bits >> 27) & 7 }
    @inline(__always) var isHead: Bool { bits & 1 << 30 != 0 }
    @inline(__always) var isTail: Bool { bits & 1 << 31 != 0 }
    @inline(__always) var packet: Int { Int(truncatingIfNeeded: bits >> 32) }
}
