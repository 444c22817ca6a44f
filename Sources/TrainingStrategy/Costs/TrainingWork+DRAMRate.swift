import WaferArchitecture

/// Bytes a second between a die and its DRAM.
extension TrainingWork {
    /// Dies of a wafer that have work.
    public var diesInUsePerWafer: Int {
        let groups =
            placement.isConsecutive
            ? min(placement.stages * placement.replicas, placement.columns * placement.rows)
            : placement.stagesPerWafer * placement.replicasPerWafer
        return groups * placement.shape.count
    }

    /// Bytes a second of the memory of one die in use, whatever leads to it.
    ///
    /// Memory on or beside a die serves that die. Memory off the wafer is one pool, which the dies in use share.
    public var dramBytesPerSecondPerDie: Double {
        let hardware = design.hardware
        let own = hardware.memory.bytesPerSecondPerDie
        guard hardware.memory.kind == .offWafer else { return own }
        return own * Double(hardware.wafer.diesX * hardware.wafer.diesY) / Double(diesInUsePerWafer)
    }

    /// Bytes a second that one die in use reaches while all others in use do.
    ///
    /// Memory off the wafer comes over the links between dies: all dies in use from the rim to the middle of a row
    /// share its first link, reads inwards and writes outwards.
    public var reachedDRAMBytesPerSecondPerDie: Double {
        let rate = dramBytesPerSecondPerDie
        let hardware = design.hardware
        guard hardware.memory.kind == .offWafer else { return rate }
        let sharing = Double(min((hardware.wafer.diesX + 1) / 2, diesInUsePerWafer))
        return min(rate, 2 * hardware.die.dieToDieBytesPerSecondPerEdge / max(1, sharing - 1))
    }
}
