extension HardwarePreset {
    /// A wafer of WATOS: 198 by 198 mm of dies of Dojo-like cores.
    private static func watos(
        diesX: Int, diesY: Int, coresPerSide: Int, edgeBytesPerSecond: Double, memory: Memory
    ) -> Hardware {
        Hardware(
            wafer: Wafer(
                widthMetres: 198e-3, heightMetres: 198e-3, diesX: diesX, diesY: diesY, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 1.8e12, spareCoreRows: 1),
            die: Die(
                coresX: coresPerSide, coresY: coresPerSide, dieToDieBytesPerSecondPerEdge: edgeBytesPerSecond,
                dieToDieLatencySeconds: 200e-9),
            core: watosConfiguration3.hardware.core, memory: memory, technology: .n7,
            limits: limits(powerWatts: 30_000))
    }

    /// What is common to the three configurations of which WATOS leaves most open.
    private static let watosSource =
        "WATOS, Table II, of which only configuration 3 is known in full: cores as there, 16 x 16 or 18 x 18 a die, 48 to "
        + "96 GB and 1 to 2.5 TB/s of DRAM a die, 4 to 4.5 TB/s die to die. Derived before any run (article "
        + "WatosConfigurations): DRAM + 2 die-to-die is what the edge carries, 10 TB/s over 25.5 x 25.2 mm, and dies and "
        + "stacks fill 198 x 198 mm. "

    /// WATOS, configuration 1.
    static let watosConfiguration1 = HardwarePreset(
        name: "watos-config1",
        hardware: watos(
            diesX: 9, diesY: 8, coresPerSide: 16, edgeBytesPerSecond: 0.98e12,
            memory: Memory(kind: .edge, stacksPerDie: 2, bytesPerStack: 24e9, bytesPerSecondPerStack: 500e9)),
        source: watosSource
            + "Known: 16 x 16 cores, much compute. So the grid of the most cores, 9 x 8 dies (40.3 PFLOPS), which has "
            + "room for two stacks of 24 GB and 0.5 TB/s a die; an edge of 90.5 mm carries 8.9 TB/s, which leaves 3.92 "
            + "die to die")

    /// WATOS, configuration 2.
    static let watosConfiguration2 = HardwarePreset(
        name: "watos-config2",
        hardware: watos(
            diesX: 8, diesY: 7, coresPerSide: 18, edgeBytesPerSecond: 1.11e12,
            memory: Memory(kind: .edge, stacksPerDie: 4, bytesPerStack: 16e9, bytesPerSecondPerStack: 250e9)),
        source: watosSource
            + "Known: much compute, little memory. So the least memory of 8 x 7 dies that holds the state of GPT-3 175B, "
            + "64 GB, as four stacks of 16 GB; 1 TB/s of DRAM, the lower end, and with it the upper end die to die: 4.44 "
            + "of the published 4.5 TB/s, as the die with controllers for 1 TB/s is 1 % smaller; no larger grid fits")

    /// WATOS, configuration 4.
    static let watosConfiguration4 = HardwarePreset(
        name: "watos-config4",
        hardware: watos(
            diesX: 8, diesY: 6, coresPerSide: 18, edgeBytesPerSecond: 0.9375e12,
            memory: Memory(kind: .edge, stacksPerDie: 6, bytesPerStack: 16e9, bytesPerSecondPerStack: 2.5e12 / 6)),
        source: watosSource
            + "Known: little compute, much memory. So the upper end of the memory, 96 GB and 2.5 TB/s, which are six "
            + "stacks of HBM2E (16 GB, 0.41 TB/s); 3.75 TB/s are left die to die; a seventh row of dies does not fit "
            + "with them, which leaves 8 x 6")
}
