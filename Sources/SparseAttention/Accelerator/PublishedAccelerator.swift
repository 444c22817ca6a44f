/// An accelerator of sparse attention as it is published, and what it comes to in 28 nm at 1 V.
///
/// SOFA (arXiv 2407.10416) compares eight of them with itself. The raw columns are its; the normalisation is solved
/// from its normalised ones, which it gives within 0.2 %: with s = nanometres / 28, area falls by s^2 and core
/// power by s times the square of the supply over 1 V, while the rate stays as published. Supplies are not printed
/// either; those below are what the columns give.
public struct PublishedAccelerator: Sendable, Hashable {
    /// What its designers call it.
    public let name: String
    /// Whether the pattern of kept keys follows a structure.
    public let isStructured: Bool
    /// What the task's metric loses, in percent.
    public let lossPercent: Double
    /// What computation it saves, prediction subtracted, in percent.
    public let savedPercent: Double
    /// The process.
    public let nanometres: Double
    /// The supply.
    public let volts: Double
    /// The clock.
    public let hertz: Double
    /// Multipliers, solved from the latency that is given.
    public let multipliers: Double
    /// The area in its process.
    public let squareMillimetres: Double
    /// The core's power in its process.
    public let coreWatts: Double
    /// The power of interface and memory, where it is given.
    public let outsideWatts: Double?
    /// The rate, with skipped work counted as done.
    public let operationsPerSecond: Double

    /// The work of which the paper compares latencies: attention of Llama-7B.
    public static let comparedOperations = 137e9

    /// Process over 28 nm.
    public var scale: Double { nanometres / 28 }
    /// The core's power in 28 nm at 1 V.
    public var normalisedCoreWatts: Double { coreWatts / (scale * volts * volts) }
    /// The area in 28 nm.
    public var normalisedSquareMillimetres: Double { squareMillimetres / (scale * scale) }
    /// Operations a joule of the core in 28 nm at 1 V.
    public var coreOperationsPerJoule: Double { operationsPerSecond / normalisedCoreWatts }
    /// The same of core, interface and memory; the last two are not scaled.
    public var deviceOperationsPerJoule: Double? {
        outsideWatts.map { operationsPerSecond / (normalisedCoreWatts + $0) }
    }
    /// The rate of a square millimetre in 28 nm.
    public var operationsPerSecondPerSquareMillimetre: Double { operationsPerSecond / normalisedSquareMillimetres }

    /// Seconds for some work as if the design had a number of multipliers at 1 GHz.
    ///
    /// - Parameters:
    ///   - operations: The work of dense attention.
    ///   - multipliers: The multipliers of all designs, 128 in the paper's table.
    public func seconds(operations: Double, multipliers: Double = 128) -> Double {
        operations / (operationsPerSecond * multipliers * 1e9 / (self.multipliers * hertz))
    }
}
