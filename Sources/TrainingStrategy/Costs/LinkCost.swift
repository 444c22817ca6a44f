public import WaferArchitecture

/// What one crossing between two neighbouring dies costs: a latency and a bandwidth.
///
/// The alpha-beta model of R. W. Hockney, "The communication challenge for MPP", Parallel Computing 20 (1994).
public struct LinkCost: Sendable, Hashable {
    /// Seconds of one crossing, without the bytes.
    public var latencySeconds: Double
    /// Bytes a second, each way.
    public var bytesPerSecond: Double

    /// Makes a cost.
    public init(latencySeconds: Double, bytesPerSecond: Double) {
        self.latencySeconds = latencySeconds
        self.bytesPerSecond = bytesPerSecond
    }

    /// The links between the dies of a wafer.
    public init(dieToDieOf hardware: Hardware) {
        self.init(
            latencySeconds: hardware.die.dieToDieLatencySeconds,
            bytesPerSecond: hardware.die.dieToDieBytesPerSecondPerEdge)
    }

    /// Seconds for bytes over a route of some links.
    public func seconds(bytes: Double, links: Int) -> Double {
        Double(links) * latencySeconds + bytes / bytesPerSecond
    }
}
