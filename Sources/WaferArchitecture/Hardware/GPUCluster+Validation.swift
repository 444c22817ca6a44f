extension GPUCluster {
    /// Checks that every quantity is finite and inside the range for which the models are meant.
    ///
    /// - Throws: `HardwareError.outOfRange` for the first that is not.
    public func validate() throws(HardwareError) {
        let quantities: [(key: String, value: Double, lowest: Double, highest: Double)] = [
            ("devices", Double(devices), 1, Double(GPUCluster.largestDeviceCount)),
            ("devices_per_node", Double(devicesPerNode), 1, 1024),
            ("node_bytes_per_s", nodeBytesPerSecond, 1, 1e18),
            ("network_bytes_per_s", networkBytesPerSecond, 1, 1e18),
            ("multiprocessors", Double(device.multiprocessors), 1, 65_536),
            ("matrix_flops_per_s", device.matrixFlopsPerSecond, 1e6, 1e20),
            ("eight_bit_flops_per_s", device.eightBitFlopsPerSecond, 1e6, 1e20),
            ("memory_bytes", device.memoryBytes, 1, 1e18),
            ("memory_bytes_per_s", device.memoryBytesPerSecond, 1, 1e18),
            ("power_w", device.powerWatts, 1, 1e9),
            ("idle_w", device.idleWatts, 0, device.powerWatts),
            ("matrix_share", device.efficiency.matrixShare, 1e-6, 1),
            ("eight_bit_share", device.efficiency.eightBitShare, 1e-6, 1),
            ("sustained_clock_share", device.efficiency.sustainedClockShare, 1e-6, 1),
            ("fill_elements", device.efficiency.fillElements, 0, 65_536),
            ("medium_tile_share", device.efficiency.mediumTileShare, 1e-6, 1),
            ("small_tile_share", device.efficiency.smallTileShare, 1e-6, 1),
            ("memory_share", device.efficiency.memoryShare, 1e-6, 1),
            ("launch_s", device.efficiency.launchSeconds, 0, 1),
            ("node_share", efficiency.nodeShare, 1e-6, 1),
            ("node_s", efficiency.nodeSeconds, 0, 1),
            ("collective_share", efficiency.collectiveShare, 1e-6, 1),
            ("step_s", efficiency.stepSeconds, 0, 1),
            ("transfer_share", efficiency.transferShare, 1e-6, 1),
            ("transfer_s", efficiency.transferSeconds, 0, 1),
        ]
        for entry in quantities where !(entry.value >= entry.lowest && entry.value <= entry.highest) {
            throw .outOfRange(key: entry.key, value: entry.value, lowest: entry.lowest, highest: entry.highest)
        }
    }
}
