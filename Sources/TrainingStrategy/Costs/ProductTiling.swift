/// How one matrix product is cut over the cores of a die, and what that costs there.
///
/// All bytes are in the working precision of two bytes an element, but partial sums on their way through SRAM, which
/// are in single precision.
public struct ProductTiling: Sendable, Hashable {
    /// Cycles of the slowest core.
    public var cycles: Double
    /// Bytes between SRAM and the multipliers of one core.
    public var sramBytesPerCore: Double
    /// Bytes that every core of a row needs alike: a multicast along each row of cores.
    public var bytesPerRow: Double
    /// Bytes that every core of a column needs alike: a multicast along each column of cores.
    public var bytesPerColumn: Double
    /// Bytes that each core needs for itself.
    public var bytesPerCore: Double
    /// Bytes of results that each core gives back.
    public var resultBytesPerCore: Double
    /// Columns of cores that have work.
    public var activeColumns: Double
    /// Rows of cores that have work.
    public var activeRows: Double
    /// Cores that have work; the others read nothing and cost no energy.
    public var activeCores: Double

    /// Makes a tiling of its figures.
    public init(
        cycles: Double, sramBytesPerCore: Double, bytesPerRow: Double, bytesPerColumn: Double, bytesPerCore: Double,
        resultBytesPerCore: Double, activeColumns: Double, activeRows: Double, activeCores: Double
    ) {
        self.cycles = cycles
        self.sramBytesPerCore = sramBytesPerCore
        self.bytesPerRow = bytesPerRow
        self.bytesPerColumn = bytesPerColumn
        self.bytesPerCore = bytesPerCore
        self.resultBytesPerCore = resultBytesPerCore
        self.activeColumns = activeColumns
        self.activeRows = activeRows
        self.activeCores = activeCores
    }
}
