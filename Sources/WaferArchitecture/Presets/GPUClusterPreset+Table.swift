extension GPUClusterPreset {
    /// A node of eight A100 of 80 GB, with an adapter of 200 Gb/s for each.
    static let a100 = GPUClusterPreset(
        name: "a100-80gb-cluster",
        cluster: GPUCluster(
            device: GPUDevice(
                multiprocessors: 108, matrixFlopsPerSecond: 312e12, eightBitFlopsPerSecond: 312e12,
                memoryBytes: 85_198_045_184, memoryBytesPerSecond: 2039e9, powerWatts: 400, idleWatts: 54,
                dieSquareMillimetres: 826, usDollars: 15_000, efficiency: GPUEfficiency(of: .n7)),
            devices: 8, devicesPerNode: 8, nodeBytesPerSecond: 300e9, networkBytesPerSecond: 25e9,
            efficiency: .measured),
        die: die(
            columns: 12, rows: 9, macs: 1024, frequencyHertz: 1.41e9, sramBytes: (192 + 256) * 1024,
            stacks: 5, bytesPerStack: 85_198_045_184 / 5, bytesPerSecondPerStack: 2039e9 / 5,
            bytesPerSecondPerEdge: 75e9, technology: .n7, powerWatts: 400),
        source:
            "NVIDIA A100 data sheet and architecture whitepaper: 108 multiprocessors at 1.41 GHz, 312 TFLOPS, 80 GB "
            + "at 2,039 GB/s, NVLink 600 GB/s in both directions, 400 W, 826 mm2; DGX A100: eight to a node, eight "
            + "adapters of 200 Gb/s. 85.2 GB are what a program sees; 54 W idle and the price are list figures")

    /// A node of eight H100 of 80 GB, with an adapter of 400 Gb/s for each.
    static let h100 = GPUClusterPreset(
        name: "h100-80gb-cluster",
        cluster: GPUCluster(
            device: GPUDevice(
                multiprocessors: 132, matrixFlopsPerSecond: 989.4e12, eightBitFlopsPerSecond: 1978.9e12,
                memoryBytes: 85_198_045_184, memoryBytesPerSecond: 3352e9, powerWatts: 700, idleWatts: 70,
                dieSquareMillimetres: 814, usDollars: 30_000, efficiency: GPUEfficiency(of: .n5)),
            devices: 8, devicesPerNode: 8, nodeBytesPerSecond: 450e9, networkBytesPerSecond: 50e9,
            efficiency: .measured),
        die: die(
            columns: 12, rows: 11, macs: 2048, frequencyHertz: 1.83e9, sramBytes: (256 + 256) * 1024,
            stacks: 5, bytesPerStack: 85_198_045_184 / 5, bytesPerSecondPerStack: 3352e9 / 5,
            bytesPerSecondPerEdge: 112.5e9, technology: .n5, powerWatts: 700),
        source: "NVIDIA H100 data sheet and architecture whitepaper (SXM): 132 multiprocessors at 1.83 GHz, 989 TFLOPS "
            + "(twice with 8 bits), 80 GB at 3,352 GB/s, NVLink 900 GB/s in both directions, 700 W, 814 mm2; DGX H100: "
            + "eight to a node, eight adapters of 400 Gb/s. Memory that a program sees as on the A100; idle power "
            + "assumed; list price")

    /// One die in the terms of a wafer; the models of clusters do not read it.
    private static func die(
        columns: Int, rows: Int, macs: Int, frequencyHertz: Double, sramBytes: Int, stacks: Int, bytesPerStack: Double,
        bytesPerSecondPerStack: Double, bytesPerSecondPerEdge: Double, technology: Technology, powerWatts: Double
    ) -> Hardware {
        Hardware(
            wafer: Wafer(
                widthMetres: 33e-3, heightMetres: 33e-3, diesX: 1, diesY: 1, integration: .infoSoW, count: 1,
                interWaferBytesPerSecond: 1e9, spareCoreRows: 0),
            die: Die(
                coresX: columns, coresY: rows, dieToDieBytesPerSecondPerEdge: bytesPerSecondPerEdge,
                dieToDieLatencySeconds: 500e-9),
            core: Core(
                macs: macs, frequencyHertz: frequencyHertz, dataflow: .outputStationary, sramBytes: sramBytes,
                sramBitsPerCycle: 1024, nocBitsPerCycle: 512, virtualChannels: 4, bufferFlits: 4),
            memory: Memory(
                kind: .edge, stacksPerDie: stacks, bytesPerStack: bytesPerStack,
                bytesPerSecondPerStack: bytesPerSecondPerStack),
            technology: technology,
            limits: Limits(powerWatts: powerWatts, reticleWidthMetres: 26e-3, reticleHeightMetres: 33e-3))
    }
}
