extension ReferenceChip {
    /// A reticle of 26 by 33 mm.
    static let reticle = Limits(powerWatts: 1000, reticleWidthMetres: 26e-3, reticleHeightMetres: 33e-3)

    /// One die by itself, or in a package beside its DRAM.
    private static func single(die: Die, core: Core, memory: Memory, node: Technology, spareRows: Int) -> Hardware {
        Hardware(
            wafer: Wafer(
                widthMetres: 60e-3, heightMetres: 60e-3, diesX: 1, diesY: 1, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 0, spareCoreRows: spareRows),
            die: die, core: core, memory: memory, technology: node, limits: reticle)
    }

    /// Cerebras WSE-2.
    static let wse2 = ReferenceChip(
        name: "wse-2", hardware: HardwarePreset.wse2.hardware, squareMillimetres: 46_225, watts: 15_000...23_000,
        isKeptAside: false, source: HardwarePreset.wse2.source)

    /// Cerebras WSE-3.
    static let wse3 = ReferenceChip(
        name: "wse-3", hardware: HardwarePreset.wse3.hardware, squareMillimetres: 46_225, watts: 15_000...23_000,
        isKeptAside: true, source: HardwarePreset.wse3.source)

    /// One die of a Dojo tile.
    static let dojoD1: ReferenceChip = {
        var hardware = HardwarePreset.dojoTile.hardware
        hardware.wafer.diesX = 1
        hardware.wafer.diesY = 1
        return ReferenceChip(
            name: "dojo-d1", hardware: hardware, squareMillimetres: 645, watts: 400...400, isKeptAside: false,
            source: HardwarePreset.dojoTile.source)
    }()

    /// NVIDIA A100 80 GB SXM.
    static let a100 = ReferenceChip(
        name: "a100-die",
        hardware: single(
            die: Die(
                coresX: 9, coresY: 12, dieToDieBytesPerSecondPerEdge: 300e9 / 4, dieToDieLatencySeconds: 500e-9,
                sharedSRAMBytes: 40 * 1_048_576),
            core: Core(
                macs: 1024, frequencyHertz: 1.41e9, dataflow: .outputStationary, sramBytes: (256 + 192) * 1024,
                sramBitsPerCycle: 4 * 4 * 1024 + 1024, nocBitsPerCycle: 512, virtualChannels: 4, bufferFlits: 4,
                givenVectorLanes: 384, partitions: 4, fragment: MatrixFragment(rows: 16, columns: 8, depth: 16)),
            memory: Memory(kind: .edge, stacksPerDie: 5, bytesPerStack: 16e9, bytesPerSecondPerStack: 2039e9 / 5),
            node: .n7, spareRows: 2),
        squareMillimetres: 826, watts: 400...400, isKeptAside: false,
        source:
            "NVIDIA (A100 architecture white paper 2020, A100 80GB data sheet 2021): 826 mm2 at 7 nm, 108 of 128 SMs "
            + "at 1.41 GHz, four tensor cores of 256 FP16 products each, 256 KB of registers and 192 KB of L1, 40 MB of "
            + "L2, five stacks with 2,039 GB/s, NVLink of 300 GB/s each way, 400 W. Lanes of 16 bits: 64 FP32, 64 INT32 "
            + "and 32 FP64 units. Register ports: three reads and one write of 1,024 bits in each of four partitions, "
            + "and 1,024 bits of L1. Chosen here: 9 x (12 + 2) SMs, 126 for the 128 built; a router for the port to "
            + "the crossbar")

    /// NVIDIA H100 80 GB SXM.
    static let h100 = ReferenceChip(
        name: "h100-die",
        hardware: single(
            die: Die(
                coresX: 12, coresY: 11, dieToDieBytesPerSecondPerEdge: 450e9 / 4, dieToDieLatencySeconds: 500e-9,
                sharedSRAMBytes: 50 * 1_048_576),
            core: Core(
                macs: 2048, frequencyHertz: 1.83e9, dataflow: .outputStationary, sramBytes: (256 + 256) * 1024,
                sramBitsPerCycle: 4 * 4 * 1024 + 1024, nocBitsPerCycle: 512, virtualChannels: 4, bufferFlits: 4,
                givenVectorLanes: 640, partitions: 4, fragment: MatrixFragment(rows: 64, columns: 256, depth: 16)),
            memory: Memory(kind: .edge, stacksPerDie: 5, bytesPerStack: 16e9, bytesPerSecondPerStack: 3350e9 / 5),
            node: .n5, spareRows: 1),
        squareMillimetres: 814, watts: 700...700, isKeptAside: false,
        source: "NVIDIA (H100 architecture white paper 2022): 814 mm2 at 4N, a 5 nm class, 132 of 144 SMs, four tensor "
            + "cores of 512 FP16 products each, 989 TFLOPS, which is 1.83 GHz, 256 KB of registers and 256 KB of L1, "
            + "50 MB of L2, five stacks with 3,350 GB/s, NVLink of 450 GB/s each way, 700 W. Lanes of 16 bits: 128 "
            + "FP32, 64 INT32 and 64 FP64 units. Chosen here: 12 x (11 + 1) SMs; ports as on A100")

    /// Graphcore Colossus MK2.
    static let gc200 = ReferenceChip(
        name: "gc200-die",
        hardware: single(
            die: Die(
                coresX: 32, coresY: 46, dieToDieBytesPerSecondPerEdge: 320e9 / 2 / 4, dieToDieLatencySeconds: 500e-9),
            core: Core(
                macs: 64, frequencyHertz: 1.325e9, dataflow: .weightStationary, sramBytes: 624 * 1024,
                sramBitsPerCycle: 384, nocBitsPerCycle: 32, virtualChannels: 4, bufferFlits: 4),
            memory: Memory(kind: .offWafer, stacksPerDie: 1, bytesPerStack: 112e9, bytesPerSecondPerStack: 20e9),
            node: .n7, spareRows: 0),
        squareMillimetres: 823, watts: nil, isKeptAside: true,
        source: "Graphcore (Hot Chips 33, 2021): 823 mm2 at 7 nm, 1,472 tiles of 624 KB, 250 TFLOPS, which is 64 FP16 "
            + "products a tile at 1.325 GHz, 320 GB/s between chips. Chosen here: 32 x 46 tiles, 384 bits of loads and "
            + "stores a cycle, an exchange of 32 bits in place of a mesh link")
}
