/// What follows from a design alone, before any work runs on it: rates, lengths, areas, limits, yield, cost, energy.
///
/// Plain numbers, computed once by `init(of:)` in about a microsecond without allocating. Works for any hardware that
/// passes `Hardware.validate()`, whether or not it keeps its limits: `value` and `allowed` of each limit are both here.
public struct WaferFigures: Sendable, Hashable {
    /// A quantity and the largest value it may have.
    public struct Bounded: Sendable, Hashable {
        /// What the design has.
        public var value: Double
        /// The largest value allowed.
        public var allowed: Double

        /// Makes a pair.
        public init(value: Double, allowed: Double) {
            self.value = value
            self.allowed = allowed
        }

        /// Whether the value is above what is allowed.
        @inlinable public var isViolated: Bool { value > allowed }
    }

    /// The floorplan of one die.
    public var floorplan: DieFloorplan

    /// Matrix operations a second of one die: `2 * macs * cores * frequency`.
    public var peakFlopsPerSecondPerDie: Double
    /// Element-wise operations a second of one die.
    public var peakVectorFlopsPerSecondPerDie: Double
    /// Bytes a second through all SRAM ports of one die.
    public var sramBytesPerSecondPerDie: Double
    /// Bytes of SRAM of one die.
    public var sramBytesPerDie: Double
    /// Bytes a second of one link between cores, each way.
    public var nocBytesPerSecondPerLink: Double

    /// Width of the die against the reticle, in metres.
    public var dieWidthMetres: Bounded
    /// Height of the die against the reticle, in metres.
    public var dieHeightMetres: Bounded
    /// Area of one die, in square millimetres.
    public var dieAreaSquareMillimetres: Double
    /// Width of the grid of dies against the wafer, in metres; each die counts with the gap to the next.
    public var gridWidthMetres: Bounded
    /// Height of the grid of dies against the wafer, in metres; gaps and the strips of edge DRAM included.
    public var gridHeightMetres: Bounded
    /// Plane of one wafer that the grid takes, in square millimetres: dies, gaps or scribe lines, strips of edge DRAM.
    public var waferAreaSquareMillimetres: Double
    /// Bytes a second through the edges of one die against what its perimeter carries.
    ///
    /// On InFO-SoW: DRAM beside the die, and die-to-die links of four edges in both directions. On a stitched wafer the
    /// die-to-die part is weighed by the ratio of the two edge densities, as its wires are finer.
    public var edgeBytesPerSecond: Bounded
    /// Bytes a second through the rim of one wafer against what it carries: DRAM off the wafer, and the links to
    /// neighbouring wafers in both directions, whether or not there is a second wafer.
    public var rimBytesPerSecond: Bounded
    /// Share of the die that silicon vias of stacked DRAM take, against what stress allows; zero for other memory.
    public var viaAreaFraction: Bounded

    /// The share of dies that work, spare rows used.
    public var dieYield: Double
    /// The share of wafers that work.
    public var yield: Double
    /// Cost of all good wafers of the system with their memory, in US dollars.
    public var costUSDollars: Double
    /// Cost of one good wafer with its memory, in US dollars.
    public var costPerGoodWaferUSDollars: Double
    /// What work costs in energy.
    public var energy: EnergyCoefficients
    /// SRAM bytes that each operation of a dense matrix product moves, as the dataflow has it.
    public var denseSRAMBytesPerFlop: Double
    /// Bytes that each operation of a dense matrix product sends over one link between neighbouring cores, or fetches
    /// from a shared SRAM.
    public var denseNoCBytesPerFlop: Double
    /// Power of one die while every multiplier is busy with dense matrix products, by part.
    public var densePower: DensePower
    /// Power of one wafer while every multiplier is busy with dense matrix products, in watts.
    public var peakPowerWattsPerWafer: Double
    /// That power over the area of the dies against what cooling takes, in watts a square millimetre.
    public var densePowerWattsPerSquareMillimetre: Bounded

    /// Computes all figures.
    public init(of hardware: Hardware) {
        let wafer = hardware.wafer
        let die = hardware.die
        let core = hardware.core
        let plan = DieFloorplan(of: hardware)
        floorplan = plan
        let cores = Double(die.coresX) * Double(die.coresY)
        let dies = Double(wafer.diesX) * Double(wafer.diesY)

        peakFlopsPerSecondPerDie = 2 * Double(core.macs) * cores * core.frequencyHertz
        peakVectorFlopsPerSecondPerDie = Double(core.vectorLanes) * cores * core.frequencyHertz
        sramBytesPerSecondPerDie = Double(core.sramBitsPerCycle) / 8 * cores * core.frequencyHertz
        sramBytesPerDie = Double(core.sramBytes) * cores
        nocBytesPerSecondPerLink = Double(core.nocBitsPerCycle) / 8 * core.frequencyHertz

        let width = plan.widthMetres
        let height = plan.heightMetres
        dieWidthMetres = Bounded(value: width, allowed: hardware.limits.reticleWidthMetres)
        dieHeightMetres = Bounded(value: height, allowed: hardware.limits.reticleHeightMetres)
        dieAreaSquareMillimetres = width * height * 1e6
        let gap =
            wafer.integration == .stitched ? Constants.reticleGap.value : Constants.infoDieGap.value
        let strip =
            hardware.memory.kind == .edge
            ? Double(hardware.memory.stacksPerDie) * Constants.edgeStackArea.value / (width + gap) : 0
        let gridWidth = Double(wafer.diesX) * (width + gap)
        let gridHeight = Double(wafer.diesY) * (height + gap + strip)
        gridWidthMetres = Bounded(value: gridWidth, allowed: wafer.widthMetres)
        gridHeightMetres = Bounded(value: gridHeight, allowed: wafer.heightMetres)
        waferAreaSquareMillimetres = gridWidth * gridHeight * 1e6

        edgeBytesPerSecond = Self.edge(hardware, perimeterMetres: 2 * (width + height))
        rimBytesPerSecond = Self.rim(hardware)
        viaAreaFraction = Self.vias(hardware, dieSquareMetres: width * height)

        let yields = WaferYield(of: hardware, floorplan: plan)
        dieYield = yields.die
        yield = yields.wafer
        costUSDollars = Self.cost(
            hardware, yields: yields, dieWidthMetres: width, dieHeightMetres: height)
        costPerGoodWaferUSDollars = costUSDollars / Double(wafer.count)

        let coefficients = Self.coefficients(hardware, floorplan: plan, dieSquareMetres: width * height)
        energy = coefficients
        let rates = Self.denseRates(hardware)
        denseSRAMBytesPerFlop = rates.sram
        denseNoCBytesPerFlop = rates.noc
        densePower = DensePower()
        peakPowerWattsPerWafer = 0
        densePowerWattsPerSquareMillimetre = Bounded(value: 0, allowed: Constants.powerDensity.value * 1e-6)
        densePower = self.densePower(hardware)
        peakPowerWattsPerWafer = dies * densePower.totalWatts
        densePowerWattsPerSquareMillimetre.value = densePower.totalWatts / dieAreaSquareMillimetres
    }
}
