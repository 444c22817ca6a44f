extension Constants {
    /// Energy of a multiply-accumulate, two operations, with registers and control.
    public static let macEnergy = PhysicalConstant(
        "energy of a multiply-accumulate", n7: 1.0e-12, n5: 0.7e-12, unit: "J", certainty: .derived,
        source: "Jouppi et al. ISCA 2021, Table 2 (7 nm): multiply 0.21 to 0.34 pJ and add 0.38 pJ, to 1 pJ with "
            + "registers and control; 5 nm: 30 % less power at equal speed (TSMC)")

    /// Energy of one element-wise operation, with its share of instruction issue.
    public static let vectorEnergy = PhysicalConstant(
        "energy of a vector operation", n7: 1.0e-12, n5: 0.7e-12, unit: "J", certainty: .assumed,
        source: "twice a matrix operation: one add or multiply (0.34 to 0.38 pJ, Jouppi et al. ISCA 2021) and its "
            + "registers and issue, without the reuse of an array")

    /// Energy to move a bit in or out of a small SRAM bank.
    public static let sramEnergyPerBit = PhysicalConstant(
        "SRAM access energy of a bit", n7: 0.1113e-12, n5: 0.078e-12, unit: "J/bit", certainty: .derived,
        source: "Jouppi et al. ISCA 2021 (7 nm): 7.5 pJ (8 KB) and 8.5 pJ (32 KB) for 64 bits, a line through both")

    /// What each byte of a bank adds to the energy of a bit.
    public static let sramEnergyPerBitAndBankByte = PhysicalConstant(
        "SRAM access energy of a bit for each byte of bank", n7: 0.00065e-12 / 1024, n5: 0.000455e-12 / 1024,
        unit: "J/(bit B)", certainty: .derived, source: "as for the SRAM access energy of a bit")

    /// Energy of a bit through a router.
    public static let routerEnergyPerBit = PhysicalConstant(
        "router energy of a bit", n7: 0.10e-12, n5: 0.07e-12, unit: "J/bit", certainty: .calibrated,
        source: "calibrated with the reference chips: the upper end of 0.05 to 0.10 pJ/bit a hop in on-chip network "
            + "literature at 7 to 16 nm")

    /// Energy of a bit over wires of a metre.
    public static let wireEnergyPerBitMetre = PhysicalConstant(
        "wire energy of a bit", 0.10e-9, unit: "J/(bit m)", certainty: .assumed,
        source: "0.06 to 0.08 pJ/bit/mm projected at 10 nm, 0.15 used by dse4wse (Xue et al. 2023)")

    /// Energy of a bit across a stitched scribe line.
    public static let stitchedEnergyPerBit = PhysicalConstant(
        "energy of a bit between stitched reticles", 0.25e-12, unit: "J/bit", certainty: .published,
        source: "dse4wse (Xue et al. 2023), Cerebras-like wafers")

    /// Energy of a bit between dies on InFO-SoW.
    public static let infoEnergyPerBit = PhysicalConstant(
        "energy of a bit between dies on InFO-SoW", 1.25e-12, unit: "J/bit", certainty: .published,
        source: "dse4wse (Xue et al. 2023), Dojo-like wafers")

    /// Energy of a bit from DRAM beside the die.
    public static let edgeDRAMEnergyPerBit = PhysicalConstant(
        "energy of a bit from DRAM beside a die", 4.0e-12, unit: "J/bit", certainty: .published,
        source: "HBM2 3.9 pJ/bit (O'Connor et al. MICRO 2017)")

    /// Energy of a bit from DRAM stacked on the die.
    public static let stackedDRAMEnergyPerBit = PhysicalConstant(
        "energy of a bit from stacked DRAM", 0.9e-12, unit: "J/bit", certainty: .derived,
        source: "a fifth of HBM2E (Chujo et al. VLSI 2023, BBCube 3D)")

    /// Energy of a bit from DRAM off the wafer.
    public static let offWaferDRAMEnergyPerBit = PhysicalConstant(
        "energy of a bit from DRAM off the wafer", 8.75e-12, unit: "J/bit", certainty: .published,
        source: "dse4wse (Xue et al. 2023), DDR class")

    /// Power that each square metre of powered silicon takes when it does nothing: leakage and clocks.
    public static let idlePowerPerArea = PhysicalConstant(
        "idle power of silicon", 54 / 826e-6, unit: "W/m2", certainty: .derived,
        source: "an idle A100 takes 54 W on 826 mm2; kept at 5 nm, where density rises as energy falls")

    /// Power of one DRAM stack that does nothing.
    public static let idlePowerPerStack = PhysicalConstant(
        "idle power of a DRAM stack", 1.5, unit: "W", certainty: .assumed,
        source: "refresh and standby of eight or more DRAM layers")

    /// The share of the full power of die-to-die links that they take even without traffic.
    public static let dieToDieIdleShare = PhysicalConstant(
        "idle share of die-to-die link power", 0.5, unit: "1", certainty: .calibrated,
        source: "calibrated with Dojo D1; serial links keep clocks and receivers running")

    /// The energy constants.
    static let energy = [
        macEnergy, vectorEnergy, sramEnergyPerBit, sramEnergyPerBitAndBankByte, routerEnergyPerBit,
        wireEnergyPerBitMetre, stitchedEnergyPerBit, infoEnergyPerBit, edgeDRAMEnergyPerBit, stackedDRAMEnergyPerBit,
        offWaferDRAMEnergyPerBit, idlePowerPerArea, idlePowerPerStack, dieToDieIdleShare,
    ]
}
