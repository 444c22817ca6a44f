/// How large an accelerator is: units, memories, clock and bandwidth.
///
/// The published core (SOFA, arXiv 2407.10416) works on 128 query rows at a time. Its bandwidth is that at which its
/// memory's power is printed, since the peak is not.
public struct AcceleratorSize: Sendable, Hashable {
    /// Query rows at a time, each with a sorting core, an exponential unit and a divider.
    public var rows: Int
    /// Shift-and-add units of a row.
    public var shiftColumns: Int
    /// 16-bit units that make keys and values.
    public var generationMultipliers: Int
    /// 16-bit units of a row that multiply queries with keys.
    public var scoreColumns: Int
    /// 16-bit units of a row that multiply weights with values.
    public var valueColumns: Int
    /// Memory for tokens, keys and values.
    public var tokenBytes: Int
    /// Memory for weights.
    public var weightBytes: Int
    /// Memory for intermediate results.
    public var temporaryBytes: Int
    /// The clock.
    public var hertz: Double
    /// Bandwidth of the memory outside.
    public var memoryBytesPerSecond: Double
    /// Share of cycles in which the units of the slowest stage work.
    public var utilisation: Double
    /// Tiles that wait between two stages at most.
    public var buffers: Int

    /// The core as it is published.
    public static let published = AcceleratorSize()

    /// Takes over a size; the defaults are the published core's, but for the tiles between stages, two, which is ours.
    public init(
        rows: Int = 128, shiftColumns: Int = 32, generationMultipliers: Int = 512, scoreColumns: Int = 2,
        valueColumns: Int = 2, tokenBytes: Int = 192 << 10, weightBytes: Int = 96 << 10, temporaryBytes: Int = 28 << 10,
        hertz: Double = PublishedCore.hertz, memoryBytesPerSecond: Double = PublishedCore.memoryBytesPerSecond,
        utilisation: Double = PublishedCore.utilisation, buffers: Int = 2
    ) {
        self.rows = rows
        self.shiftColumns = shiftColumns
        self.generationMultipliers = generationMultipliers
        self.scoreColumns = scoreColumns
        self.valueColumns = valueColumns
        self.tokenBytes = tokenBytes
        self.weightBytes = weightBytes
        self.temporaryBytes = temporaryBytes
        self.hertz = hertz
        self.memoryBytesPerSecond = memoryBytesPerSecond
        self.utilisation = utilisation
        self.buffers = buffers
    }

    /// All shift-and-add units.
    public var shiftUnits: Int { rows * shiftColumns }
    /// All sorting cores.
    public var sortingCores: Int { rows }
    /// All units that multiply queries with keys.
    public var scoreMultipliers: Int { rows * scoreColumns }
    /// All units that multiply weights with values.
    public var valueMultipliers: Int { rows * valueColumns }
    /// All exponential units, and as many dividers and maximum units.
    public var exponentialUnits: Int { rows }
    /// All memory on the chip.
    public var memoryBytes: Int { tokenBytes + weightBytes + temporaryBytes }

    /// The rate of all 16-bit units, two operations a cycle each.
    public var peakOperationsPerSecond: Double {
        2 * Double(generationMultipliers + scoreMultipliers + valueMultipliers) * hertz
    }

    /// The area of a block.
    public func squareMillimetres(of block: AcceleratorBlock, costs: UnitCosts = .published) -> Double {
        switch block {
        case .prediction: Double(shiftUnits) * costs.shift.squareMillimetres
        case .sorting: Double(sortingCores) * costs.sort.squareMillimetres
        case .generation: Double(generationMultipliers) * costs.multiply.squareMillimetres
        case .update:
            Double(scoreMultipliers + valueMultipliers) * costs.multiply.squareMillimetres
                + Double(exponentialUnits) * costs.exponential.squareMillimetres
        case .memory: Double(memoryBytes) * costs.squareMillimetresPerByte
        case .control: costs.controlSquareMillimetres
        }
    }

    /// The power of a block with all its units at work.
    public func watts(of block: AcceleratorBlock, costs: UnitCosts = .published) -> Double {
        switch block {
        case .prediction: Double(shiftUnits) * costs.shift.joules * hertz
        case .sorting: Double(sortingCores) * costs.sort.joules * hertz
        case .generation: Double(generationMultipliers) * costs.multiply.joules * hertz
        case .update:
            (Double(scoreMultipliers + valueMultipliers) * costs.multiply.joules
                + Double(exponentialUnits) * costs.exponential.joules) * hertz
        case .memory: Double(memoryBytes) * costs.wattsPerByte
        case .control: costs.controlWatts
        }
    }

    /// The area of the core.
    public var squareMillimetres: Double {
        AcceleratorBlock.allCases.reduce(0) { $0 + squareMillimetres(of: $1) }
    }

    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    func validate() throws(SparseAttentionError) {
        let counts = [
            ("rows", rows), ("shift columns", shiftColumns), ("generation multipliers", generationMultipliers),
            ("score columns", scoreColumns), ("value columns", valueColumns), ("buffers", buffers),
        ]
        for (name, count) in counts where count < 1 || count > 1 << 20 {
            throw .option(name: name, found: "\(count)", accepted: "1 to 2^20")
        }
        for (name, bytes) in [("token", tokenBytes), ("weight", weightBytes), ("temporary", temporaryBytes)]
        where bytes < 0 || bytes > 1 << 40 {
            throw .option(name: "\(name) memory", found: "\(bytes) bytes", accepted: "0 to 2^40 bytes")
        }
        for (name, rate) in [("clock", hertz), ("memory bandwidth", memoryBytesPerSecond)]
        where !(rate > 0 && rate.isFinite) {
            throw .option(name: name, found: "\(rate)", accepted: "above 0 and finite")
        }
        guard utilisation > 0, utilisation <= 1 else {
            throw .option(name: "utilisation", found: "\(utilisation)", accepted: "above 0 and at most 1")
        }
    }
}
