/// Collectives of a tensor group in closed form, without other traffic on its links.
extension TensorShape {
    /// Seconds of a reduce-scatter, or equally of an all-gather, by the better of ring and row-column algorithms.
    ///
    /// - Parameters:
    ///   - bytes: The whole vector.
    ///   - link: Of one crossing.
    /// - Returns: 0 for a single die.
    public func halfReduceSeconds(bytes: Double, link: LinkCost) -> Double {
        count > 1 ? min(ringSeconds(bytes: bytes, link: link), rowColumnSeconds(bytes: bytes, link: link)) : 0
    }

    /// Whether one ring through all dies is at least as fast as rows and columns, for the same vector.
    public func prefersRing(bytes: Double, link: LinkCost) -> Bool {
        ringSeconds(bytes: bytes, link: link) <= rowColumnSeconds(bytes: bytes, link: link)
    }

    /// Seconds of an all-reduce: a reduce-scatter and an all-gather.
    public func allReduceSeconds(bytes: Double, link: LinkCost) -> Double {
        2 * halfReduceSeconds(bytes: bytes, link: link)
    }

    /// The longest hop of the ring: one link on a Hamiltonian cycle, two where there is none.
    var longestRingHop: Int {
        if width == 1 || height == 1 { return count > 2 ? 2 : count - 1 }
        return count % 2 == 0 ? 1 : 2
    }

    /// n - 1 steps with 1/n of the data; on a Hamiltonian cycle halves go both ways at once.
    private func ringSeconds(bytes: Double, link: LinkCost) -> Double {
        let lanes = width > 1 && height > 1 && count % 2 == 0 ? 2.0 : 1.0
        let step = Double(longestRingHop) * link.latencySeconds + bytes / Double(count) / lanes / link.bytesPerSecond
        return Double(count - 1) * step
    }

    /// One half rows first, the other columns first, on folded lines; see ``MeshNetwork/Collective``.
    private func rowColumnSeconds(bytes: Double, link: LinkCost) -> Double {
        let long = Double(max(width, height))
        let short = Double(min(width, height))
        let half = bytes / 2
        // Both halves run until the short dimension is through, then one alone.
        let outer = (short - 1) * half / short + (long - short) * half / long
        let inner = (long - 1) * half / (long * short)
        let hop = max(width, height) > 2 ? 2.0 : 1.0
        return 2 * (long - 1) * hop * link.latencySeconds + (outer + inner) / link.bytesPerSecond
    }
}
