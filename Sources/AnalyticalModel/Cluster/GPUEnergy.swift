import WaferArchitecture

/// Energy of operations and bytes on a packaged device.
///
/// Memory and links have their energy by the bit; what then is left of the design power, with everything at its peak
/// and idle power aside, is the energy of the operations.
struct GPUEnergy {
    let joulesPerMemoryByte: Double
    let joulesPerLinkByte: Double
    let joulesPerFlop: Double

    init(_ cluster: GPUCluster) {
        let device = cluster.device
        joulesPerMemoryByte = 8 * Constants.edgeDRAMEnergyPerBit.value
        joulesPerLinkByte = 8 * Constants.packagedLinkEnergyPerBit.value
        let links = cluster.nodeBytesPerSecond + cluster.networkBytesPerSecond
        let rest =
            device.powerWatts - device.idleWatts - device.memoryBytesPerSecond * joulesPerMemoryByte
            - links * joulesPerLinkByte
        joulesPerFlop = max(0, rest) / device.matrixFlopsPerSecond
    }
}
