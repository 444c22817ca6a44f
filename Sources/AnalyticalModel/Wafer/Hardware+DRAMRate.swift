import WaferArchitecture

extension Hardware {
    /// Bytes a second that one die of a wafer reaches of its DRAM while all dies do.
    ///
    /// Memory off the wafer comes over the links between dies: all dies from the rim to the middle of a row share its
    /// first link, reads inwards and writes outwards.
    var reachedDRAMBytesPerSecondPerDie: Double {
        let rate = memory.bytesPerSecondPerDie
        guard memory.kind == .offWafer else { return rate }
        let sharing = Double((wafer.diesX + 1) / 2)
        return min(rate, 2 * die.dieToDieBytesPerSecondPerEdge / max(1, sharing - 1))
    }
}
