extension GPUClusterPreset {
    /// A node of eight A100 of 80 GB, with an adapter of 200 Gb/s for each.
    public static let a100 = GPUClusterPreset(
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
    public static let h100 = GPUClusterPreset(
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

    /// A server of eight L40S of 48 GB on PCI Express.
    public static let l40s = GPUClusterPreset(
        name: "l40s-48gb-cluster",
        cluster: GPUCluster(
            device: GPUDevice(
                multiprocessors: 142, matrixFlopsPerSecond: 362e12, eightBitFlopsPerSecond: 733e12,
                memoryBytes: 48e9, memoryBytesPerSecond: 864e9, powerWatts: 350, idleWatts: 35,
                dieSquareMillimetres: 609, usDollars: 7_500, efficiency: gddr),
            devices: 8, devicesPerNode: 8, nodeBytesPerSecond: 32e9, networkBytesPerSecond: 12.5e9,
            efficiency: .measured),
        die: die(
            columns: 71, rows: 2, macs: 512, frequencyHertz: 2.52e9, sramBytes: (128 + 256) * 1024,
            stacks: 12, bytesPerStack: 4e9, bytesPerSecondPerStack: 72e9, bytesPerSecondPerEdge: 8e9, technology: .n5,
            powerWatts: 350),
        source: "NVIDIA L40S data sheet: 142 multiprocessors, 362 TFLOPS (733 with 8 bits) without sparsity, 48 GB at "
            + "864 GB/s, PCI Express 4.0 x16, 350 W, 609 mm2. Idle power, price and an adapter of 100 Gb/s assumed")

    /// The H100's curve, but for the rates: 8-bit products are further from the power limit, and GDDR6 streams as well
    /// as the A100's memory.
    private static var gddr: GPUEfficiency {
        var curve = GPUEfficiency(of: .n5)
        curve.eightBitShare = Constants.gpuEightBitShareOfGDDR.value
        curve.memoryShare = GPUEfficiency(of: .n7).memoryShare
        return curve
    }

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
