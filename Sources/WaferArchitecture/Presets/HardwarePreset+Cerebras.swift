extension HardwarePreset {
    /// Cerebras WSE-3 as a grid of 12 by 7 reticles.
    static let wse3 = HardwarePreset(
        name: "wse-3",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 215e-3, heightMetres: 215e-3, diesX: 12, diesY: 7, integration: .stitched, count: 1,
                interWaferBytesPerSecond: 150e9, spareCoreRows: 11),
            die: Die(
                coresX: 76, coresY: 141, dieToDieBytesPerSecondPerEdge: 76 * 4 * 1.1e9,
                dieToDieLatencySeconds: 2e-9),
            core: Core(
                macs: 8, frequencyHertz: 1.1e9, dataflow: .inputStationary, sramBytes: 48 * 1024,
                sramBitsPerCycle: 192, nocBitsPerCycle: 32, virtualChannels: 4, bufferFlits: 4),
            memory: Memory(
                kind: .offWafer, stacksPerDie: 1, bytesPerStack: 24e12 / 84, bytesPerSecondPerStack: 150e9 / 84),
            technology: .n5, limits: limits(powerWatts: 23_000)),
        source:
            "Cerebras (announcement of WSE-3, 2024; Hot Chips 36): 46,225 mm2 at 5 nm, 900,000 of 970,000 cores, 44 GB, "
            + "21 PB/s of SRAM, 214 Pb/s of fabric, cores of eight FP16 lanes, system of 23 kW, MemoryX from 24 TB; the "
            + "125 PFLOPS stated count sparsity, dense products have 15.8. Chosen here: 76 x 141 cores (900,144 in all) "
            + "and eleven spare rows in each of 12 x 7 reticles, 1.1 GHz and the rest as WSE-2")
}
