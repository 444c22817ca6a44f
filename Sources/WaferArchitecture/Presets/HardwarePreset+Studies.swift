/// Wafers of other studies.
extension HardwarePreset {
    /// WSC-LLM, case 3.
    static let wscLLM = HardwarePreset(
        name: "wsc-llm-case3",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 215e-3, heightMetres: 215e-3, diesX: 9, diesY: 6, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 1.8e12, spareCoreRows: 1),
            die: Die(
                coresX: 16, coresY: 16, dieToDieBytesPerSecondPerEdge: 0.5e12, dieToDieLatencySeconds: 200e-9),
            core: Core(
                macs: 512, frequencyHertz: 1e9, dataflow: .weightStationary, sramBytes: 1280 * 1024,
                sramBitsPerCycle: 2048, nocBitsPerCycle: 512, virtualChannels: 4, bufferFlits: 8),
            memory: Memory(kind: .edge, stacksPerDie: 4, bytesPerStack: 16e9, bytesPerSecondPerStack: 500e9),
            technology: .n7, limits: limits(powerWatts: 15_000)),
        source:
            "WSC-LLM (ISCA 2025), case 3: 54 dies in 6 x 9 on 215 x 215 mm, 16 x 16 cores at 1 GHz and 261 TFLOPS a "
            + "die, 64 GB and 2 TB/s of DRAM, 2 TB/s die to die, 1.8 TB/s between wafers. Chosen here: 512 multipliers "
            + "a core (262 TFLOPS), 1.25 MB, four stacks, 2 TB/s read as four edges of 0.5, one spare row, 15 kW")

    /// TEMP.
    static let temp = HardwarePreset(
        name: "temp",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 215e-3, heightMetres: 215e-3, diesX: 8, diesY: 6, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 9e12, spareCoreRows: 1),
            die: Die(
                coresX: 16, coresY: 16, dieToDieBytesPerSecondPerEdge: 1e12, dieToDieLatencySeconds: 200e-9),
            core: Core(
                macs: 2048, frequencyHertz: 1.717e9, dataflow: .weightStationary, sramBytes: 320 * 1024,
                sramBitsPerCycle: 4096, nocBitsPerCycle: 1024, virtualChannels: 4, bufferFlits: 8),
            memory: Memory(kind: .edge, stacksPerDie: 2, bytesPerStack: 36e9, bytesPerSecondPerStack: 500e9),
            technology: .n7, limits: limits(powerWatts: 60_000)),
        source: "TEMP (HPCA 2026): 6 x 8 dies on 215 x 215 mm, 1,800 TFLOPS and 80 MB a die, 72 GB and 1 TB/s of DRAM, "
            + "4 TB/s die to die at 200 ns, 9 TB/s between wafers, 2 TFLOPS a watt for compute alone. Chosen here: 16 x "
            + "16 cores of 2,048 multipliers at 1.717 GHz, two stacks, one spare row, and 60 kW: 86 PFLOPS at 2 "
            + "TFLOPS/W are 43 kW before anything else, and at peak more than cooling takes off dies of this size")

    /// FACE.
    static let face = HardwarePreset(
        name: "face",
        hardware: Hardware(
            wafer: Wafer(
                widthMetres: 215e-3, heightMetres: 215e-3, diesX: 6, diesY: 6, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 1.8e12, spareCoreRows: 1),
            die: Die(
                coresX: 22, coresY: 25, dieToDieBytesPerSecondPerEdge: 1.1e12, dieToDieLatencySeconds: 200e-9),
            core: Core(
                macs: 512, frequencyHertz: 1e9, dataflow: .weightStationary, sramBytes: 768 * 1024,
                sramBitsPerCycle: 2048, nocBitsPerCycle: 512, virtualChannels: 4, bufferFlits: 8),
            memory: Memory(kind: .edge, stacksPerDie: 4, bytesPerStack: 16e9, bytesPerSecondPerStack: 410e9),
            technology: .n7, limits: limits(powerWatts: 30_000)),
        source:
            "FACE (HPCA 2026): more than 30 dies of up to 800 mm2 on a wafer of 12 inches, best with 0.75 MB of SRAM a "
            + "core, up to eight HBM2E stacks of 16 GB and 410 GB/s a die. Chosen here: 6 x 6 dies of 22 x 25 cores of "
            + "512 multipliers at 1 GHz, four stacks and 4.4 TB/s die to die, which is what the edge then carries of "
            + "the 8.13 stated at most, one spare row, 30 kW")
}
