extension WaferFigures {
    /// The edge law of a die: what its perimeter carries and what passes through it.
    static func edge(_ hardware: Hardware, perimeterMetres: Double) -> Bounded {
        let density = Constants.edgeBandwidthPerMetre.value
        let weight =
            hardware.wafer.integration == .stitched ? density / Constants.stitchedEdgeBandwidthPerMetre.value : 1
        let links = 2 * 4 * hardware.die.dieToDieBytesPerSecondPerEdge * weight
        let memory = hardware.memory.kind == .edge ? hardware.memory.bytesPerSecondPerDie : 0
        return Bounded(value: memory + links, allowed: density * perimeterMetres)
    }

    /// The law of a wafer's rim: what comes and goes beside it.
    static func rim(_ hardware: Hardware) -> Bounded {
        let wafer = hardware.wafer
        let dies = Double(wafer.diesX) * Double(wafer.diesY)
        let memory = hardware.memory.kind == .offWafer ? dies * hardware.memory.bytesPerSecondPerDie : 0
        return Bounded(
            value: memory + 2 * wafer.interWaferBytesPerSecond,
            allowed: Constants.rimBandwidthPerMetre.value * 2 * (wafer.widthMetres + wafer.heightMetres))
    }

    /// The stress law of silicon vias.
    static func vias(_ hardware: Hardware, dieSquareMetres: Double) -> Bounded {
        let allowed = Constants.viaAreaFraction.value
        guard hardware.memory.kind == .stacked else { return Bounded(value: 0, allowed: allowed) }
        let vias = 8 * hardware.memory.bytesPerSecondPerDie / Constants.bitsPerSecondPerVia.value
        return Bounded(value: vias * Constants.viaArea.value / dieSquareMetres, allowed: allowed)
    }
}
