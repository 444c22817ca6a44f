/// Where the power of one die goes while every multiplier is busy with a dense matrix product, in watts.
///
/// The one activity at which designs and published chips are compared. Multipliers work every cycle; SRAM, or
/// registers, move what the dataflow or the fragment needs. Cores on a mesh pass the streaming operand to a neighbour
/// every cycle; cores around a shared SRAM fetch square tiles as large as their own SRAM holds, half of it for sums of
/// 32 bits. DRAM on the power budget of the wafer is read for tiles that all SRAM of the die holds in the same way.
/// Links between dies are on and idle.
public struct DensePower: Sendable, Hashable {
    /// Multipliers.
    public var multiplierWatts = 0.0
    /// SRAM and registers of the cores.
    public var sramWatts = 0.0
    /// Routers and wires between the cores of a mesh.
    public var networkWatts = 0.0
    /// The SRAM that all cores share, and the way to it.
    public var sharedWatts = 0.0
    /// Reads of DRAM.
    public var dramWatts = 0.0
    /// Leakage and clocks of silicon, static.
    public var siliconIdleWatts = 0.0
    /// Die-to-die links without traffic, static.
    public var linkIdleWatts = 0.0
    /// Refresh and standby of DRAM, static.
    public var dramIdleWatts = 0.0

    /// Makes an account of zeros.
    public init() {}

    /// What ends with the work.
    public var dynamicWatts: Double { multiplierWatts + sramWatts + networkWatts + sharedWatts + dramWatts }

    /// What is burnt all the time.
    public var staticWatts: Double { siliconIdleWatts + linkIdleWatts + dramIdleWatts }

    /// All of it.
    public var totalWatts: Double { dynamicWatts + staticWatts }

    /// Bytes that one operation of a product of square tiles reads, where an SRAM holds the tiles.
    ///
    /// Half of the SRAM keeps `t * t` sums of 32 bits, so `t = sqrt(bytes / 8)`; each step of `2 t^2` operations reads
    /// `2 t` operands of 16 bits: `2 / t` bytes an operation.
    static func tileBytesPerFlop(sramBytes: Double) -> Double {
        2 / max(1, (sramBytes / 8).squareRoot())
    }
}
