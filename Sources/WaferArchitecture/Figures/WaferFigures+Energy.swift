extension WaferFigures {
    /// Bits of an operand in registers and SRAM.
    private static let operandBits = 16.0

    /// Bytes to and from SRAM, and over one link, for each operation of a dense matrix product.
    ///
    /// A core works as an array of `sqrt(macs)` rows and columns. With output stationary, both operands stream in; with
    /// weight or input stationary one operand streams in and the partial sums are read and written, all of 16 bits. A
    /// core passes the streaming operand on to its neighbour. A core with a ``MatrixFragment`` moves what that needs,
    /// and one around a shared SRAM fetches tiles. Neither exceeds its port or link.
    static func denseRates(_ hardware: Hardware) -> (sram: Double, noc: Double) {
        let core = hardware.core
        let side = Double(core.macs).squareRoot()
        let streams = core.dataflow == .outputStationary ? 2.0 : 3.0
        let flopsPerCycle = 2 * Double(core.macs)
        let wanted = core.fragment.map { $0.bitsPerProduct * Double(core.macs) } ?? (streams * operandBits * side)
        let sramBits = min(wanted, Double(core.sramBitsPerCycle))
        let fetched =
            hardware.die.sharedSRAMBytes > 0
            ? 8 * flopsPerCycle * DensePower.tileBytesPerFlop(sramBytes: Double(core.sramBytes)) : operandBits * side
        let linkBits = min(fetched, Double(core.nocBitsPerCycle))
        return (sramBits / 8 / flopsPerCycle, linkBits / 8 / flopsPerCycle)
    }

    /// The energy coefficients of a system.
    static func coefficients(
        _ hardware: Hardware, floorplan: DieFloorplan, dieSquareMetres: Double
    ) -> EnergyCoefficients {
        let node = hardware.technology
        let perBankByte = Constants.sramEnergyPerBitAndBankByte.value(at: node)
        let sramPerBit = Constants.sramEnergyPerBit.value(at: node) + perBankByte * floorplan.bytesPerBank
        let router = Constants.routerEnergyPerBit.value(at: node)
        let wire = Constants.wireEnergyPerBitMetre.value
        let hopPerBit = router + wire * floorplan.corePitchMetres
        // From a core anywhere to the middle of the die a bit goes a quarter of width and height in the mean.
        let sharedPerBit =
            hardware.die.sharedSRAMBytes > 0
            ? router + wire * (floorplan.widthMetres + floorplan.heightMetres) / 4
                + Constants.sramEnergyPerBit.value(at: node) + perBankByte * Constants.sramBankBytes.value : 0
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
            joulesPerSharedByte: 8 * sharedPerBit,
            joulesPerDieToDieByte: 8 * linkPerBit,
            joulesPerDRAMByte: 8 * memoryPerBit,
            idleWattsPerWafer: dies * idlePerDie)
    }

    /// The power of one die at dense matrix products.
    func densePower(_ hardware: Hardware) -> DensePower {
        let flops = peakFlopsPerSecondPerDie
        let network = denseNoCBytesPerFlop * flops
        var power = DensePower()
        power.multiplierWatts = energy.joulesPerFlop * flops
        power.sramWatts = denseSRAMBytesPerFlop * flops * energy.joulesPerSRAMByte
        let cores = hardware.die.coresX * hardware.die.coresY
        if hardware.die.sharedSRAMBytes > 0 {
            power.sharedWatts = network * energy.joulesPerSharedByte
        } else if cores > 1 {
            power.networkWatts = network * energy.joulesPerNoCByteHop
        }
        if hardware.memory.kind != .offWafer {
            let held = sramBytesPerDie + Double(hardware.die.sharedSRAMBytes)
            let wanted = flops * DensePower.tileBytesPerFlop(sramBytes: held)
            power.dramWatts = min(wanted, hardware.memory.bytesPerSecondPerDie) * energy.joulesPerDRAMByte
            power.dramIdleWatts = Double(hardware.memory.stacksPerDie) * Constants.idlePowerPerStack.value
        }
        power.siliconIdleWatts = dieAreaSquareMillimetres * 1e-6 * Constants.idlePowerPerArea.value
        power.linkIdleWatts =
            4 * hardware.die.dieToDieBytesPerSecondPerEdge * energy.joulesPerDieToDieByte
            * Constants.dieToDieIdleShare.value
        return power
    }
}
