/// The areas of one die by part, and the lengths that they give.
///
/// A core is a square that holds multipliers, control, SRAM and router at a placement utilisation, on a pitch with a
/// routing gap that grows with the width of the links. Die-to-die drivers lie in a strip along each edge, controllers
/// of DRAM beside the die in two strips along its upper and lower edge; the integration adds its own ring. Where cores
/// stand around a shared SRAM, no mesh fixes their grid: the inside of the die then has the shape of the reticle.
public struct DieFloorplan: Sendable, Hashable {
    /// Multipliers of one core, in square metres.
    public var macSquareMetres: Double
    /// Lanes of one core's vector unit, in square metres; zero where the multipliers are the lanes.
    public var vectorSquareMetres: Double
    /// Fixed control of one core, in square metres.
    public var controlSquareMetres: Double
    /// SRAM banks of one core and the switch to its ports, in square metres.
    public var sramSquareMetres: Double
    /// The router of one core, in square metres.
    public var routerSquareMetres: Double
    /// All placed parts of one core together, in square metres.
    public var placedSquareMetres: Double
    /// From one core to the next, in both directions, in metres.
    public var corePitchMetres: Double
    /// Width of the array of cores, in metres.
    public var arrayWidthMetres: Double
    /// Height of the array of cores, spare rows included, in metres.
    public var arrayHeightMetres: Double
    /// Depth that a shared SRAM adds to the height of the die, in metres.
    public var sharedDepthMetres: Double
    /// Depth of the strip of die-to-die drivers along each of the four edges, in metres.
    public var dieToDieDepthMetres: Double
    /// Depth that DRAM controllers add to the height of the die, in metres.
    public var memoryDepthMetres: Double
    /// What the integration adds to width and height, in metres.
    public var integrationMetres: Double
    /// SRAM banks of one core.
    public var sramBanks: Int
    /// Bytes of one SRAM bank.
    public var bytesPerBank: Double

    /// Plans the die of a system.
    public init(of hardware: Hardware) {
        let core = hardware.core
        let node = hardware.technology
        let byCapacity = (core.sramBytes + Self.bankBytes - 1) / Self.bankBytes
        let byWidth = (core.sramBitsPerCycle + Self.bankBits - 1) / Self.bankBits
        sramBanks = max(byCapacity, byWidth)
        bytesPerBank = Double(core.sramBytes) / Double(sramBanks)

        let macs = Double(core.macs)
        let macArea = Constants.macArea.value(at: node)
        let laneArea = Constants.vectorLaneArea.value(at: node)
        let lanes = Double(core.separateVectorLanes)
        macSquareMetres = macs * macArea
        vectorSquareMetres = lanes * laneArea
        controlSquareMetres = Constants.controlArea.value(at: node)
        sramSquareMetres =
            Double(core.sramBytes) * Constants.sramAreaPerByte.value(at: node)
            + Double(sramBanks)
            * (Constants.sramBankArea.value(at: node) + Double(core.sramBitsPerCycle) / Double(core.partitions)
                * Constants.sramSwitchArea.value(at: node))
        let flits = Double(core.virtualChannels) * Double(core.bufferFlits) / Constants.routerReferenceFlits.value
        let unbuffered = Constants.routerUnbufferedShare.value
        routerSquareMetres =
            (Constants.routerBaseArea.value(at: node) + Double(core.nocBitsPerCycle)
                * Constants.routerAreaPerBit.value(at: node)) * (unbuffered + (1 - unbuffered) * flits)

        // The usual eighth of lanes stands in the first product, so that it is exact.
        let arithmetic = macs * (macArea + laneArea / 8) + (lanes - macs / 8) * laneArea
        placedSquareMetres = arithmetic + controlSquareMetres + sramSquareMetres + routerSquareMetres
        corePitchMetres =
            (placedSquareMetres / Constants.placementUtilisation.value).squareRoot()
            + Constants.coreGap.value + Constants.coreGapPerBit.value * Double(core.nocBitsPerCycle)
        let memoryArea = Self.memoryControllers(hardware)
        let gridWidth = Double(hardware.die.coresX) * corePitchMetres
        let gridHeight = Double(hardware.die.coresY + hardware.wafer.spareCoreRows) * corePitchMetres
        if hardware.die.sharedSRAMBytes > 0 {
            let shared = Double(hardware.die.sharedSRAMBytes) * Constants.sharedSRAMAreaPerByte.value(at: node)
            let aspect = hardware.limits.reticleWidthMetres / hardware.limits.reticleHeightMetres
            arrayWidthMetres = ((gridWidth * gridHeight + shared + memoryArea) * aspect).squareRoot()
            arrayHeightMetres = gridWidth * gridHeight / arrayWidthMetres
            sharedDepthMetres = shared / arrayWidthMetres
        } else {
            arrayWidthMetres = gridWidth
            arrayHeightMetres = gridHeight
            sharedDepthMetres = 0
        }

        // Stitched reticles meet in plain wires; dies on InFO-SoW need drivers and a ring.
        switch hardware.wafer.integration {
        case .stitched:
            dieToDieDepthMetres = 0
            integrationMetres = 0
        case .infoSoW:
            let area =
                2 * hardware.die.dieToDieBytesPerSecondPerEdge * Constants.dieToDieAreaPerBandwidth.value
            // (w + 2 d)(h + 2 d) = w h + 4 area: the ring of drivers has their area and no more.
            let half = arrayWidthMetres + arrayHeightMetres + sharedDepthMetres
            dieToDieDepthMetres = 4 * area / (half + (half * half + 16 * area).squareRoot())
            integrationMetres = Constants.infoOverhead.value
        }
        memoryDepthMetres = memoryArea / (arrayWidthMetres + 2 * dieToDieDepthMetres + integrationMetres)
    }

    /// Area of the controllers and drivers of a die's DRAM, in square metres.
    private static func memoryControllers(_ hardware: Hardware) -> Double {
        switch hardware.memory.kind {
        case .edge: Constants.edgeDRAMAreaPerBandwidth.value * hardware.memory.bytesPerSecondPerDie
        case .stacked: Constants.stackedDRAMAreaPerBandwidth.value * hardware.memory.bytesPerSecondPerDie
        case .offWafer: 0
        }
    }

    private static let bankBytes = Int(Constants.sramBankBytes.value)
    private static let bankBits = Int(Constants.sramBankBits.value)

    /// Width of the die, in metres.
    public var widthMetres: Double { arrayWidthMetres + 2 * dieToDieDepthMetres + integrationMetres }

    /// Height of the die, in metres.
    public var heightMetres: Double {
        arrayHeightMetres + 2 * dieToDieDepthMetres + memoryDepthMetres + integrationMetres + sharedDepthMetres
    }

    /// Area of the die, in square metres.
    public var squareMetres: Double { widthMetres * heightMetres }

    /// Area of one core without its gap, in square metres: what a defect must hit to kill the core.
    public var coreSquareMetres: Double {
        placedSquareMetres / Constants.placementUtilisation.value
    }
}
