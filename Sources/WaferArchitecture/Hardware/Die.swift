/// One die: a grid of cores and its links to the four neighbours.
public struct Die: Sendable, Hashable {
    /// `die.cores_x`.
    public var coresX: Int
    /// `die.cores_y`.
    public var coresY: Int
    /// `die.d2d_gb_per_s_per_edge`: through one of the four edges, each way.
    public var dieToDieBytesPerSecondPerEdge: Double
    /// `die.d2d_latency_ns`: of one crossing.
    public var dieToDieLatencySeconds: Double

    /// Makes a die.
    public init(
        coresX: Int, coresY: Int, dieToDieBytesPerSecondPerEdge: Double, dieToDieLatencySeconds: Double
    ) {
        self.coresX = coresX
        self.coresY = coresY
        self.dieToDieBytesPerSecondPerEdge = dieToDieBytesPerSecondPerEdge
        self.dieToDieLatencySeconds = dieToDieLatencySeconds
    }
}
