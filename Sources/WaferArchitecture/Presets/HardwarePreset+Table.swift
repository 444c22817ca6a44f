extension HardwarePreset {
    /// A reticle of 26 by 33 mm.
    static func limits(powerWatts: Double) -> Limits {
        Limits(powerWatts: powerWatts, reticleWidthMetres: 26e-3, reticleHeightMetres: 33e-3)
    }

    /// WATOS, configuration 3.
    ///
    /// 324 cores of 512 multipliers at 2.0 GHz have 663 TFLOPS; the published 708 TFLOPS a die are met by the
    /// frequency.
    static let watosConfiguration3 = HardwarePreset(
        name: "watos-config3",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 198e-3, heightMetres: 198e-3, diesX: 8, diesY: 7, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 1.8e12, spareCoreRows: 1),
            die: Die(
                coresX: 18, coresY: 18, dieToDieBytesPerSecondPerEdge: 1e12, dieToDieLatencySeconds: 200e-9),
            core: Core(
                macs: 512, frequencyHertz: 708e12 / (2 * 512 * 324), dataflow: .weightStationary,
                sramBytes: 1280 * 1024, sramBitsPerCycle: 2048, nocBitsPerCycle: 512, virtualChannels: 4,
                bufferFlits: 8),
            memory: Memory(kind: .edge, stacksPerDie: 4, bytesPerStack: 17.5e9, bytesPerSecondPerStack: 500e9),
            technology: .n7, limits: limits(powerWatts: 30_000)),
        source: "WATOS, Table II, configuration 3: 56 dies of 708 TFLOPS, 70 GB and 2 TB/s of DRAM, 4 TB/s "
            + "die to die, 198 x 198 mm, 18 x 18 cores of 1.25 MB. Chosen here: the grid of 8 x 7, 512 multipliers and "
            + "2.134 GHz to meet 708 TFLOPS (2.0 GHz would give 663), four stacks, one spare row, 200 ns, and 30 kW: "
            + "39.6 PFLOPS at 7 nm do not run at 15 kW")

    /// Cerebras WSE-2 as a grid of 12 by 7 reticles.
    static let wse2 = HardwarePreset(
        name: "wse-2",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 215e-3, heightMetres: 215e-3, diesX: 12, diesY: 7, integration: .stitched, count: 1,
                interWaferBytesPerSecond: 150e9, spareCoreRows: 2),
            die: Die(
                coresX: 76, coresY: 133, dieToDieBytesPerSecondPerEdge: 76 * 4 * 1.1e9,
                dieToDieLatencySeconds: 2e-9),
            core: Core(
                macs: 4, frequencyHertz: 1.1e9, dataflow: .inputStationary, sramBytes: 48 * 1024,
                sramBitsPerCycle: 192, nocBitsPerCycle: 32, virtualChannels: 4, bufferFlits: 4),
            memory: Memory(
                kind: .offWafer, stacksPerDie: 1, bytesPerStack: 4e12 / 84, bytesPerSecondPerStack: 150e9 / 84),
            technology: .n7, limits: limits(powerWatts: 23_000)),
        source:
            "Cerebras (Hot Chips 33 and 34, cerebras.net): 850,000 cores, 48 KB each, 24 B a cycle, 46,225 mm2, 7.5 "
            + "PFLOPS, 1.2 Tb/s off the wafer, MemoryX from 4 TB. Chosen here: 76 x 133 cores (849,072 in all) and two "
            + "spare rows in each of 12 x 7 reticles, 1.1 GHz, the die-to-die rate of the shorter edge")

    /// One Dojo training tile.
    static let dojoTile = HardwarePreset(
        name: "dojo-tile",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 198e-3, heightMetres: 198e-3, diesX: 5, diesY: 5, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 4.5e12, spareCoreRows: 0),
            die: Die(
                coresX: 18, coresY: 20, dieToDieBytesPerSecondPerEdge: 0.9e12, dieToDieLatencySeconds: 100e-9),
            core: Core(
                macs: 256, frequencyHertz: 2e9, dataflow: .weightStationary, sramBytes: 1280 * 1024,
                sramBitsPerCycle: 2680, nocBitsPerCycle: 512, virtualChannels: 4, bufferFlits: 4),
            memory: Memory(
                kind: .offWafer, stacksPerDie: 1, bytesPerStack: 160e9 / 25, bytesPerSecondPerStack: 4.5e12 / 25),
            technology: .n7, limits: limits(powerWatts: 15_000)),
        source: "Tesla (AI Day 2021, Hot Chips 34): 25 dies of 645 mm2, 354 cores, 362 TFLOPS and 400 W, cores of 1.25 "
            + "MB with 400 GB/s loads and 270 GB/s stores, 36 TB/s off the tile, 15 kW. Chosen here: all 18 x 20 sites "
            + "(1.7 % above 354), 256 multipliers, which 362 TFLOPS at 2 GHz need, 36 TB/s read as both directions of "
            + "twenty die edges, 160 GB at 4.5 TB/s in five interface processors a tile")
}
