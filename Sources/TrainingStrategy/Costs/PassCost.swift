/// What one pass over some operators costs one die, without its collectives.
public struct PassCost: Sendable, Hashable {
    /// Seconds in which multipliers and vector units work.
    public var computeSeconds = 0.0
    /// Seconds of the operators one after the other, each as long as its slowest resource on the die needs.
    public var operatorSeconds = 0.0
    /// Operations of matrix products.
    public var matrixFlops = 0.0
    /// Other operations.
    public var vectorFlops = 0.0
    /// Bytes between SRAM and multipliers, over all cores.
    public var sramBytes = 0.0
    /// Bytes to and from DRAM.
    public var dramBytes = 0.0
    /// Bytes between cores times the links that they cross.
    public var nocByteHops = 0.0

    /// Makes an empty account.
    public init() {}

    /// Seconds of the pass with a given DRAM bandwidth: streams run beside the operators, so the slower decides.
    public func seconds(dramBytesPerSecond: Double) -> Double {
        max(operatorSeconds, dramBytes / dramBytesPerSecond)
    }

    /// Adds another account some times.
    @inlinable
    public mutating func add(_ other: PassCost, times: Double = 1) {
        computeSeconds += other.computeSeconds * times
        operatorSeconds += other.operatorSeconds * times
        matrixFlops += other.matrixFlops * times
        vectorFlops += other.vectorFlops * times
        sramBytes += other.sramBytes * times
        dramBytes += other.dramBytes * times
        nocByteHops += other.nocByteHops * times
    }
}
