public import WaferArchitecture

/// What one die of a wafer has of the DRAM: the same for training and for inference.
///
/// Memory on or beside a die serves that die. Memory off the wafer is one pool, which the dies in use share.
extension Hardware {
    /// Bytes of DRAM of one die in use.
    ///
    /// - Parameter diesInUse: Dies of a wafer that have work.
    public func dramBytesPerDie(diesInUse: Int) -> Double {
        memory.bytesPerDie * dramShare(diesInUse: diesInUse)
    }

    /// Bytes a second of the memory of one die in use, whatever leads to it.
    ///
    /// - Parameter diesInUse: Dies of a wafer that have work.
    public func dramBytesPerSecondPerDie(diesInUse: Int) -> Double {
        memory.bytesPerSecondPerDie * dramShare(diesInUse: diesInUse)
    }

    /// Bytes a second that one die in use reaches while all others in use do.
    ///
    /// Memory off the wafer comes over the links between dies: all dies in use from the rim to the middle of a row
    /// share its first link, reads inwards and writes outwards.
    ///
    /// - Parameter diesInUse: Dies of a wafer that have work.
    public func reachedDRAMBytesPerSecondPerDie(diesInUse: Int) -> Double {
        let rate = dramBytesPerSecondPerDie(diesInUse: diesInUse)
        guard memory.kind == .offWafer else { return rate }
        let sharing = Double(min((wafer.diesX + 1) / 2, diesInUse))
        return min(rate, 2 * die.dieToDieBytesPerSecondPerEdge / max(1, sharing - 1))
    }

    /// Times a die's own memory that a die in use has.
    private func dramShare(diesInUse: Int) -> Double {
        memory.kind == .offWafer ? Double(wafer.diesX * wafer.diesY) / Double(max(1, diesInUse)) : 1
    }
}
