/// Bytes a second between a die and its DRAM.
extension TrainingWork {
    /// Dies of a wafer that have work.
    public var diesInUsePerWafer: Int { placement.diesInUsePerWafer }

    /// Bytes a second of the memory of one die in use, whatever leads to it.
    public var dramBytesPerSecondPerDie: Double {
        design.hardware.dramBytesPerSecondPerDie(diesInUse: diesInUsePerWafer)
    }

    /// Bytes a second that one die in use reaches while all others in use do.
    public var reachedDRAMBytesPerSecondPerDie: Double {
        design.hardware.reachedDRAMBytesPerSecondPerDie(diesInUse: diesInUsePerWafer)
    }
}
