extension WaferFigures {
    /// Bits of an operand in registers and SRAM.
    private static let operandBits = 16.0

    /// Bytes to and from SRAM, and over one link, for each operation of a dense matrix product.
    ///
    /// A core works as an array of `sqrt(macs)` rows and columns. With output stationary, both operands stream in; with
    /// weight or input stationary one operand streams in and the partial sums are read and written, all of 16 bits. A
    /// core passes the streaming operand on to its neighbour. Neither exceeds its port or link.
    static func denseRates(_ core: Core) -> (sram: Double, noc: Double) {
        let side = Double(core.macs).squareRoot()
        let streams = core.dataflow == .outputStationary ? 2.0 : 3.0
        let flopsPerCycle = 2 * Double(core.macs)
        let sramBits = min(streams * operandBits * side, Double(core.sramBitsPerCycle))
        let linkBits = min(operandBits * side, Double(core.nocBitsPerCycle))
        return (sramBits / 8 / flopsPerCycle, linkBits / 8 / flopsPerCycle)
    }

    /// The energy coefficients of a system.
    static func coefficients(
        _ hardware: Hardware, floorplan: DieFloorplan, dieSquareMetres: Double
    ) -> EnergyCoefficients {
        let node = hardware.technology
        let sramPerBit =
            Constants.sramEnergyPerBit.value(at: node) + Constants.sramEnergyPerBitAndBankByte.value(at: node)
            * floorplan.bytesPerBank
        let hopPerBit =
            Constants.routerEnergyPerBit.value(at: node) + Constants.wireEnergyPerBitMetre.value
            * floorplan.corePitchMetres
        let linkPerBit =
            hardware.wafer.integration == .stitched
            ? Constants.stitchedEnergyPerBit.value : Constants.infoEnergyPerBit.value
        let memoryPerBit =
            switch hardware.memory.kind {
            case .edge: Constants.edgeDRAMEnergyPerBit.value
            case .stacked: Constants.stackedDRAMEnergyPerBit.value
            case .offWafer: Constants.offWaferDRAMEnergyPerBit.value
            }
        let dies = Double(hardware.wafer.diesX) * Double(hardware.wafer.diesY)
        // Each die drives its four outgoing links; stacks off the wafer are not on its power budget.
        let linkWatts = 4 * hardware.die.dieToDieBytesPerSecondPerEdge * 8 * linkPerBit
        let stacks = hardware.memory.kind == .offWafer ? 0 : Double(hardware.memory.stacksPerDie)
        let idlePerDie =
            dieSquareMetres * Constants.idlePowerPerArea.value + linkWatts * Constants.dieToDieIdleShare.value
            + stacks * Constants.idlePowerPerStack.value
        return EnergyCoefficients(
            joulesPerFlop: Constants.macEnergy.value(at: node) / 2,
            joulesPerVectorFlop: Constants.vectorEnergy.value(at: node),
            joulesPerSRAMByte: 8 * sramPerBit,
            joulesPerNoCByteHop: 8 * hopPerBit,
            joulesPerDieToDieByte: 8 * linkPerBit,
            joulesPerDRAMByte: 8 * memoryPerBit,
            idleWattsPerWafer: dies * idlePerDie)
    }
}
