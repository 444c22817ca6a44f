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
        + "96 GB and 1 to 2.5 TB/s of DRAM a die, 4 to 4.5 TB/s die to die. "

    /// WATOS, configuration 1.
    static let watosConfiguration1 = HardwarePreset(
        name: "watos-config1",
        hardware: watos(
            diesX: 9, diesY: 7, coresPerSide: 16, edgeBytesPerSecond: 0.9e12,
            memory: Memory(kind: .edge, stacksPerDie: 3, bytesPerStack: 16e9, bytesPerSecondPerStack: 500e9)),
        source: watosSource
            + "Known: the smaller die of 16 x 16 cores. Chosen here: 9 x 7 of them, 48 GB at 1.5 TB/s, and "
            + "3.6 TB/s die to die, as much as the shorter edges carry")

    /// WATOS, configuration 2.
    static let watosConfiguration2 = HardwarePreset(
        name: "watos-config2",
        hardware: watos(
            diesX: 8, diesY: 7, coresPerSide: 18, edgeBytesPerSecond: 1.1e12,
            memory: Memory(kind: .edge, stacksPerDie: 2, bytesPerStack: 24e9, bytesPerSecondPerStack: 500e9)),
        source: watosSource
            + "Known: much compute, little memory. Chosen here: the dies of configuration 3 with 48 GB at "
            + "1 TB/s and 4.4 TB/s die to die")

    /// WATOS, configuration 4.
    static let watosConfiguration4 = HardwarePreset(
        name: "watos-config4",
        hardware: watos(
            diesX: 8, diesY: 6, coresPerSide: 18, edgeBytesPerSecond: 0.9375e12,
            memory: Memory(kind: .edge, stacksPerDie: 5, bytesPerStack: 19.2e9, bytesPerSecondPerStack: 500e9)),
        source: watosSource
            + "Known: little compute, much memory. Chosen here: one row of dies less than configuration 3, for which there is no room, "
            + "96 GB at 2.5 TB/s and 3.75 TB/s die to die")
}
