/// One die: a grid of cores, its links to the four neighbours, and on GPUs an SRAM that all cores share.
public struct Die: Sendable, Hashable {
    /// `die.cores_x`.
    public var coresX: Int
    /// `die.cores_y`.
    public var coresY: Int
    /// `die.d2d_gb_per_s_per_edge`: through one of the four edges, each way.
    public var dieToDieBytesPerSecondPerEdge: Double
    /// `die.d2d_latency_ns`: of one crossing.
    public var dieToDieLatencySeconds: Double
    /// Bytes of an SRAM that all cores reach through a crossbar instead of a mesh; zero on a wafer.
    ///
    /// It has no key in a design file.
    public var sharedSRAMBytes: Int

    /// Makes a die.
    public init(
        coresX: Int, coresY: Int, dieToDieBytesPerSecondPerEdge: Double, dieToDieLatencySeconds: Double,
        sharedSRAMBytes: Int = 0
    ) {
        self.coresX = coresX
        self.coresY = coresY
        self.dieToDieBytesPerSecondPerEdge = dieToDieBytesPerSecondPerEdge
        self.dieToDieLatencySeconds = dieToDieLatencySeconds
        self.sharedSRAMBytes = sharedSRAMBytes
    }
}
