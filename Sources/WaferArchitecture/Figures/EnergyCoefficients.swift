/// What each piece of work costs in energy on one system, and what it takes to do nothing.
public struct EnergyCoefficients: Sendable, Hashable {
    /// One operation of a matrix product; a multiply-accumulate is two.
    public var joulesPerFlop: Double
    /// One element-wise operation.
    public var joulesPerVectorFlop: Double
    /// One byte read from or written to a core's SRAM.
    public var joulesPerSRAMByte: Double
    /// One byte through one router and the wire to the next core.
    public var joulesPerNoCByteHop: Double
    /// One byte between a core and the SRAM that all cores share, access and crossbar; zero where there is none.
    public var joulesPerSharedByte: Double
    /// One byte across one die edge.
    public var joulesPerDieToDieByte: Double
    /// One byte read from or written to DRAM.
    public var joulesPerDRAMByte: Double
    /// Leakage, clocks, idle links and DRAM refresh of one wafer, in watts.
    public var idleWattsPerWafer: Double
}
