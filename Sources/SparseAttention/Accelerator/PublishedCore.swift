/// What SOFA prints of its core: the one table that areas and energies of units are worked out from.
///
/// Source: SOFA (arXiv 2407.10416, MICRO 2024), tables of area, power and comparison; TSMC 28 nm, 1 GHz, Synopsys
/// Design Compiler, CACTI and Ramulator. STAR's own table is not public; its claims are within 3 % of these.
public enum PublishedCore {
    /// A row of the table.
    public struct Row: Sendable, Hashable {
        /// The block.
        public let block: AcceleratorBlock
        /// The units in it.
        public let units: String
        /// The area.
        public let squareMillimetres: Double
        /// The power with all units at work.
        public let watts: Double
    }

    /// The blocks.
    public static let rows = [
        Row(
            block: .prediction, units: "128 x 32 shift-and-add units, 128 leading-zero encoders",
            squareMillimetres: 0.351, watts: 29.05e-3),
        Row(
            block: .sorting, units: "128 16-to-4 sorting cores, 128 clipping units", squareMillimetres: 0.679,
            watts: 112.79e-3),
        Row(block: .generation, units: "128 x 4 16-bit units", squareMillimetres: 0.875, watts: 146.21e-3),
        Row(
            block: .update,
            units: "two arrays of 128 x 2 16-bit units, 128 exponential units, 128 dividers, 128 maximum units",
            squareMillimetres: 3.012, watts: 485.12e-3),
        Row(
            block: .memory, units: "192 KB for tokens, 96 KB for weights, 28 KB for intermediate results",
            squareMillimetres: 0.497, watts: 170.23e-3),
        Row(block: .control, units: "scheduler and other", squareMillimetres: 0.280, watts: 6.45e-3),
    ]

    /// The clock.
    public static let hertz = 1e9
    /// Power of the interface to the memory outside, at ``memoryBytesPerSecond``.
    public static let interfaceWatts = 0.53
    /// Power of the memory outside (HBM2), at ``memoryBytesPerSecond``.
    public static let memoryWatts = 1.92
    /// The traffic that goes with the two powers.
    ///
    /// The peak of the memory is not printed.
    public static let memoryBytesPerSecond = 59.8e9
    /// Mean share of cycles in which the arrays work.
    public static let utilisation = 0.852
    /// The rate that is claimed, with skipped work counted as done, in operations a second.
    public static let effectiveOperationsPerSecond = 24_423e9
    /// The multipliers that are counted when the rate is normalised: both arrays of 16 bits.
    public static let multipliers = 1024

    /// The area of the core.
    public static var squareMillimetres: Double { rows.reduce(0) { $0 + $1.squareMillimetres } }
    /// The power of the core with all units at work.
    public static var coreWatts: Double { rows.reduce(0) { $0 + $1.watts } }
    /// The power of core, interface and memory.
    public static var deviceWatts: Double { coreWatts + interfaceWatts + memoryWatts }

    /// The row of a block.
    static func row(_ block: AcceleratorBlock) -> Row {
        rows.first { $0.block == block } ?? Row(block: block, units: "none", squareMillimetres: 0, watts: 0)
    }
}
