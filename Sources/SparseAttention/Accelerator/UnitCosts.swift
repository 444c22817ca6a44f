/// Areas and energies of single units, in 28 nm at 1 GHz, from the totals that are published.
///
/// Each is a total of ``PublishedCore`` over the number of its units, so that a core of the published size has the
/// published area and, with all units at work, the published power. What is in the array of a block besides its units,
/// such as encoders and buffers, is spread over them. The units of the sorted updates are those of the block less its
/// multipliers, which cost what those of the generation do.
public struct UnitCosts: Sendable, Hashable {
    /// Area and energy a cycle of a shift-and-add unit with its share of the encoders.
    public var shift: Unit
    /// Of a sorting core with its clipping unit.
    public var sort: Unit
    /// Of a 16-bit multiplier and adder.
    public var multiply: Unit
    /// Of the exponential, division and maximum units of a row.
    public var exponential: Unit
    /// Area of a byte of memory.
    public var squareMillimetresPerByte: Double
    /// Power of a byte of memory, drawn as long as the core runs.
    ///
    /// Ours; only the power of all units is published.
    public var wattsPerByte: Double
    /// Area of the scheduler.
    public var controlSquareMillimetres: Double
    /// Power of the scheduler, drawn as long as the core runs.
    public var controlWatts: Double
    /// Energy of a bit at the interface to the memory outside.
    public var interfaceJoulesPerBit: Double
    /// Energy of a bit in the memory outside.
    public var memoryJoulesPerBit: Double

    /// A unit.
    public struct Unit: Sendable, Hashable {
        /// Its area.
        public var squareMillimetres: Double
        /// Its energy in a cycle of work.
        public var joules: Double
    }

    /// What the published totals give.
    public static let published: UnitCosts = {
        let core = AcceleratorSize.published
        func unit(_ block: AcceleratorBlock, _ count: Int) -> Unit {
            let row = PublishedCore.row(block)
            return Unit(
                squareMillimetres: row.squareMillimetres / Double(count),
                joules: row.watts / PublishedCore.hertz / Double(count))
        }
        let multiply = unit(.generation, core.generationMultipliers)
        let update = PublishedCore.row(.update)
        let multipliers = Double(core.scoreMultipliers + core.valueMultipliers)
        let memory = PublishedCore.row(.memory)
        let bytes = Double(core.memoryBytes)
        let bits = 8 * PublishedCore.memoryBytesPerSecond
        return UnitCosts(
            shift: unit(.prediction, core.shiftUnits), sort: unit(.sorting, core.sortingCores), multiply: multiply,
            exponential: Unit(
                squareMillimetres: (update.squareMillimetres - multipliers * multiply.squareMillimetres)
                    / Double(core.exponentialUnits),
                joules: (update.watts / PublishedCore.hertz - multipliers * multiply.joules)
                    / Double(core.exponentialUnits)),
            squareMillimetresPerByte: memory.squareMillimetres / bytes, wattsPerByte: memory.watts / bytes,
            controlSquareMillimetres: PublishedCore.row(.control).squareMillimetres,
            controlWatts: PublishedCore.row(.control).watts,
            interfaceJoulesPerBit: PublishedCore.interfaceWatts / bits,
            memoryJoulesPerBit: PublishedCore.memoryWatts / bits)
    }()
}
