extension Hardware {
    /// Checks that every quantity is finite and inside the range for which the models are meant.
    ///
    /// - Throws: `HardwareError.outOfRange` for the first that is not.
    public func validate() throws(HardwareError) {
        if let cluster { try cluster.validate() }
        let quantities: [(key: String, value: Double, lowest: Double, highest: Double, perSI: Double)] = [
            ("wafer.width_mm", wafer.widthMetres, 1e-3, 1, 1e3),
            ("wafer.height_mm", wafer.heightMetres, 1e-3, 1, 1e3),
            ("wafer.dies_x", Double(wafer.diesX), 1, 1024, 1),
            ("wafer.dies_y", Double(wafer.diesY), 1, 1024, 1),
            ("wafer.count", Double(wafer.count), 1, 1_000_000, 1),
            ("wafer.inter_wafer_gb_per_s", wafer.interWaferBytesPerSecond, wafer.count > 1 ? 1 : 0, 1e18, 1e-9),
            ("wafer.spare_core_rows", Double(wafer.spareCoreRows), 0, 1024, 1),
            ("die.cores_x", Double(die.coresX), 1, 4096, 1),
            ("die.cores_y", Double(die.coresY), 1, 4096, 1),
            ("die.d2d_gb_per_s_per_edge", die.dieToDieBytesPerSecondPerEdge, 1, 1e18, 1e-9),
            ("die.d2d_latency_ns", die.dieToDieLatencySeconds, 0, 1, 1e9),
            ("core.macs", Double(core.macs), 1, 1_048_576, 1),
            ("core.frequency_ghz", core.frequencyHertz, 1e6, 1e11, 1e-9),
            ("core.sram_kb", Double(core.sramBytes), 1, 1e12, 1.0 / 1024),
            ("core.sram_bits_per_cycle", Double(core.sramBitsPerCycle), 1, 16_777_216, 1),
            ("core.noc_bits_per_cycle", Double(core.nocBitsPerCycle), 1, 1_048_576, 1),
            ("core.vcs", Double(core.virtualChannels), 1, 1024, 1),
            ("core.buffer_flits", Double(core.bufferFlits), 1, 65_536, 1),
            ("core.vector_lanes", Double(core.vectorLanes), 1, 1_048_576, 1),
            ("core.partitions", Double(core.partitions), 1, 1024, 1),
            ("core.fragment.rows", Double(core.fragment?.rows ?? 1), 1, 65_536, 1),
            ("core.fragment.columns", Double(core.fragment?.columns ?? 1), 1, 65_536, 1),
            ("core.fragment.depth", Double(core.fragment?.depth ?? 1), 1, 65_536, 1),
            ("die.shared_sram_kb", Double(die.sharedSRAMBytes), 0, 1e12, 1.0 / 1024),
            ("memory.stacks_per_die", Double(memory.stacksPerDie), 1, 1024, 1),
            ("memory.gb_per_stack", memory.bytesPerStack, 1, 1e18, 1e-9),
            ("memory.gb_per_s_per_stack", memory.bytesPerSecondPerStack, 1, 1e18, 1e-9),
            ("limits.power_w", limits.powerWatts, 1, 1e9, 1),
            ("limits.reticle_width_mm", limits.reticleWidthMetres, 1e-4, 1, 1e3),
            ("limits.reticle_height_mm", limits.reticleHeightMetres, 1e-4, 1, 1e3),
        ]
        for entry in quantities where !(entry.value >= entry.lowest && entry.value <= entry.highest) {
            throw .outOfRange(
                key: entry.key, value: entry.value * entry.perSI, lowest: entry.lowest * entry.perSI,
                highest: entry.highest * entry.perSI)
        }
        for die in faults.dies { try check(die, of: "faults.dies", columns: wafer.diesX, rows: wafer.diesY) }
        for link in faults.links {
            try check(
                link.from, of: "faults.links", columns: wafer.diesX - (link.to == .east ? 1 : 0),
                rows: wafer.diesY - (link.to == .north ? 1 : 0))
        }
    }

    /// Checks that the place of a fault is on the grid.
    private func check(
        _ die: WaferFaults.Die, of key: String, columns: Int, rows: Int
    ) throws(HardwareError) {
        for (name, value, count) in [("wafer", die.wafer, wafer.count), ("x", die.x, columns), ("y", die.y, rows)]
        where !(0..<max(0, count)).contains(value) {
            throw .outOfRange(
                key: "\(key) \(name)", value: Double(value), lowest: 0, highest: Double(max(0, count - 1)))
        }
    }
}
