extension GPUClusterPreset {
    /// A node of eight A100 of 40 GB, with an adapter of 200 Gb/s for each.
    public static let a100Small = GPUClusterPreset(
        a100, name: "a100-40gb-cluster", memoryBytes: 42.5e9, memoryBytesPerSecond: 1555e9, usDollars: 11_000,
        source:
            "NVIDIA A100 data sheet (SXM, 40 GB): the A100 of 80 GB with 40 GB at 1,555 GB/s. 42.5 GB (39.6 GiB) are "
            + "what a program sees; list price")

    /// A node of eight H200, with an adapter of 400 Gb/s for each.
    public static let h200 = GPUClusterPreset(
        h100, name: "h200-141gb-cluster", memoryBytes: 150.1e9, memoryBytesPerSecond: 4800e9, usDollars: 35_000,
        source:
            "NVIDIA H200 data sheet (SXM): the H100 with 141 GB at 4.8 TB/s, 700 W. 150.1 GB (139.8 GiB) are what a "
            + "program sees; the H100's share of the bandwidth and list price assumed")

    /// A node of eight V100 of 32 GB, with half an adapter of 100 Gb/s for each.
    public static let v100: GPUClusterPreset = {
        var preset = GPUClusterPreset(
            a100, name: "v100-32gb-cluster", memoryBytes: 34.1e9, memoryBytesPerSecond: 900e9, usDollars: 9_000,
            source:
                "NVIDIA V100 data sheet (SXM2, 32 GB): 80 multiprocessors at 1.53 GHz, 125 TFLOPS, 900 GB/s, NVLink 300 "
                + "GB/s in both directions, 300 W, 815 mm2; DGX-1: eight to a node, four adapters of 100 Gb/s. 34.1 GB "
                + "(31.75 GiB) are what a program sees; idle power, price and the A100's curve assumed; 12 nm counts as "
                + "the 7 nm class")
        preset.change { cluster in
            cluster.device.multiprocessors = 80
            cluster.device.matrixFlopsPerSecond = 125e12
            cluster.device.eightBitFlopsPerSecond = 125e12
            cluster.device.powerWatts = 300
            cluster.device.idleWatts = 40
            cluster.device.dieSquareMillimetres = 815
            cluster.nodeBytesPerSecond = 150e9
            cluster.networkBytesPerSecond = 6.25e9
        }
        return preset
    }()

    /// A preset with another memory.
    private init(
        _ other: GPUClusterPreset, name: String, memoryBytes: Double, memoryBytesPerSecond: Double, usDollars: Double,
        source: String
    ) {
        self.init(name: name, cluster: other.cluster, die: other.die, source: source)
        change { cluster in
            cluster.device.memoryBytes = memoryBytes
            cluster.device.memoryBytesPerSecond = memoryBytesPerSecond
            cluster.device.usDollars = usDollars
        }
    }

    /// Changes the cluster; its die, which no model of clusters reads, follows in memory and power.
    private mutating func change(_ body: (inout GPUCluster) -> Void) {
        var (cluster, die) = (cluster, die)
        body(&cluster)
        let stacks = Double(die.memory.stacksPerDie)
        die.memory.bytesPerStack = cluster.device.memoryBytes / stacks
        die.memory.bytesPerSecondPerStack = cluster.device.memoryBytesPerSecond / stacks
        die.limits.powerWatts = cluster.device.powerWatts
        self = GPUClusterPreset(name: name, cluster: cluster, die: die, source: source)
    }
}
