import WaferArchitecture

/// The constants of a cluster that measurements fix, in the order in which a fit changes them.
struct ClusterConstants: Sendable, Hashable {
    var device: GPUEfficiency
    var network: NetworkEfficiency

    /// The values that the program ships.
    static var shipped: ClusterConstants {
        ClusterConstants(device: GPUEfficiency(of: .n7), network: .measured)
    }

    /// Values from before any measurement was looked at: peak rates less a tenth or a quarter, round latencies.
    static var prior: ClusterConstants {
        ClusterConstants(
            device: GPUEfficiency(
                matrixShare: 0.9, eightBitShare: 0.9, sustainedClockShare: 0.95, fillElements: 32, mediumTileShare: 0.9,
                smallTileShare: 0.75, memoryShare: 0.85, launchSeconds: 3e-6, loneLaunchSeconds: 20e-6),
            network: NetworkEfficiency(
                nodeShare: 0.75, nodeSeconds: 15e-6, collectiveShare: 0.5, stepSeconds: 15e-6, transferShare: 0.75,
                transferSeconds: 15e-6))
    }

    /// What a fit may change: a share is at most one.
    static var free: [(path: any (WritableKeyPath<ClusterConstants, Double> & Sendable), isShare: Bool)] {
        [
            (\.device.matrixShare, true), (\.device.sustainedClockShare, true), (\.device.memoryShare, true),
            (\.network.nodeShare, true), (\.network.collectiveShare, true), (\.network.transferShare, true),
            (\.network.stepSeconds, false), (\.device.fillElements, false), (\.device.mediumTileShare, true),
            (\.device.smallTileShare, true), (\.device.loneLaunchSeconds, false),
        ]
    }

    /// A cluster of A100 with these constants.
    func hardware(devices: Int) -> Hardware {
        var hardware = GPUClusterPreset.a100.hardware(devices: devices)
        hardware.cluster?.device.efficiency = device
        hardware.cluster?.efficiency = network
        return hardware
    }
}
