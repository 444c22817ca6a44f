extension WaferFigures {
    /// Cost of all good wafers of a system with their memory, in US dollars.
    ///
    /// Stitched: a processed wafer over the wafer yield. InFO-SoW: known-good dies (a processed wafer over the dies
    /// that fit on it and over the die yield) and the redistribution layer, over the assembly yield. Power delivery,
    /// cooling and DRAM are added to good wafers only. Dies per wafer after Cai et al. (HPCA 2024).
    static func cost(
        _ hardware: Hardware, yields: WaferYield, dieWidthMetres: Double, dieHeightMetres: Double
    ) -> Double {
        let processed = Constants.waferCost.value(at: hardware.technology)
        let floor = Constants.costYieldFloor.value
        let dies = Double(hardware.wafer.diesX) * Double(hardware.wafer.diesY)
        let silicon: Double
        switch hardware.wafer.integration {
        case .stitched:
            silicon = processed / max(yields.wafer, floor)
        case .infoSoW:
            let perDie = processed / diesPerWafer(dieWidthMetres, dieHeightMetres) / max(yields.die, floor)
            silicon = (dies * perDie + Constants.redistributionCost.value) / max(yields.wafer, floor)
        }
        let perByte =
            hardware.memory.kind == .offWafer
            ? Constants.offWaferByteCost.value : Constants.stackedByteCost.value
        let memory = dies * hardware.memory.bytesPerDie * perByte
        return Double(hardware.wafer.count) * (silicon + Constants.assemblyCost.value + memory)
    }

    /// Whole dies on a round wafer, `pi r^2 / A - 2 pi r / sqrt(2 A)`, and at least one.
    ///
    /// A die above the reticle limit has its violation; one is the least that a wafer can be said to hold.
    private static func diesPerWafer(_ width: Double, _ height: Double) -> Double {
        let street = Constants.sawStreet.value
        let area = (width + street) * (height + street)
        let radius = Constants.waferDiameter.value / 2 - Constants.waferEdgeExclusion.value
        return max(1, .pi * radius * radius / area - 2 * .pi * radius / (2 * area).squareRoot())
    }
}
