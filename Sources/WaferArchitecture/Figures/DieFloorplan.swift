/// The areas of one die by part, and the lengths that they give.
///
/// A core is a square that holds multipliers, control, SRAM and router at a placement utilisation, on a pitch with a
/// routing gap that grows with the width of the links. Die-to-die drivers lie in a strip along each edge, controllers
/// of DRAM beside the die in two strips along its upper and lower edge; the integration adds its own ring.
public struct DieFloorplan: Sendable, Hashable {
    /// Multipliers of one core, in square metres.
    public var macSquareMetres: Double
    /// Fixed control of one core, in square metres.
    public var controlSquareMetres: Double
    /// SRAM banks of one core and the switch to its ports, in square metres.
    public var sramSquareMetres: Double
    /// The router of one core, in square metres.
    public var routerSquareMetres: Double
    /// From one core to the next, in both directions, in metres.
    public var corePitchMetres: Double
    /// Width of the array of cores, in metres.
    public var arrayWidthMetres: Double
    /// Height of the array of cores, spare rows included, in metres.
    public var arrayHeightMetres: Double
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

        macSquareMetres = Double(core.macs) * Constants.macArea.value(at: node)
        controlSquareMetres = Constants.controlArea.value(at: node)
        sramSquareMetres =
            Double(core.sramBytes) * Constants.sramAreaPerByte.value(at: node)
            + Double(sramBanks)
            * (Constants.sramBankArea.value(at: node) + Double(core.sramBitsPerCycle)
                * Constants.sramSwitchArea.value(at: node))
        let flits = Double(core.virtualChannels) * Double(core.bufferFlits) / Constants.routerReferenceFlits.value
        let unbuffered = Constants.routerUnbufferedShare.value
        routerSquareMetres =
            (Constants.routerBaseArea.value(at: node) + Double(core.nocBitsPerCycle)
                * Constants.routerAreaPerBit.value(at: node)) * (unbuffered + (1 - unbuffered) * flits)

        let placed = macSquareMetres + controlSquareMetres + sramSquareMetres + routerSquareMetres
        corePitchMetres =
            (placed / Constants.placementUtilisation.value).squareRoot()
            + Constants.coreGap.value + Constants.coreGapPerBit.value * Double(core.nocBitsPerCycle)
        arrayWidthMetres = Double(hardware.die.coresX) * corePitchMetres
        arrayHeightMetres = Double(hardware.die.coresY + hardware.wafer.spareCoreRows) * corePitchMetres

        // Stitched reticles meet in plain wires; dies on InFO-SoW need drivers and a ring.
        switch hardware.wafer.integration {
        case .stitched:
            dieToDieDepthMetres = 0
            integrationMetres = 0
        case .infoSoW:
            let area =
                2 * hardware.die.dieToDieBytesPerSecondPerEdge * Constants.dieToDieAreaPerBandwidth.value
            dieToDieDepthMetres = area / min(arrayWidthMetres, arrayHeightMetres)
            integrationMetres = Constants.infoOverhead.value
        }
        let memoryArea =
            switch hardware.memory.kind {
            case .edge: Constants.edgeDRAMAreaPerBandwidth.value * hardware.memory.bytesPerSecondPerDie
            case .stacked: Constants.stackedDRAMAreaPerBandwidth.value * hardware.memory.bytesPerSecondPerDie
            case .offWafer: 0.0
            }
        memoryDepthMetres = memoryArea / arrayWidthMetres
    }

    private static let bankBytes = Int(Constants.sramBankBytes.value)
    private static let bankBits = Int(Constants.sramBankBits.value)

    /// Width of the die, in metres.
    public var widthMetres: Double { arrayWidthMetres + 2 * dieToDieDepthMetres + integrationMetres }

    /// Height of the die, in metres.
    public var heightMetres: Double {
        arrayHeightMetres + 2 * dieToDieDepthMetres + memoryDepthMetres + integrationMetres
    }

    /// Area of the die, in square metres.
    public var squareMetres: Double { widthMetres * heightMetres }

    /// Area of one core without its gap, in square metres: what a defect must hit to kill the core.
    public var coreSquareMetres: Double {
        (macSquareMetres + controlSquareMetres + sramSquareMetres + routerSquareMetres)
            / Constants.placementUtilisation.value
    }
}
