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

    /// One half rows first, the other columns first, on folded lines; see `CollectivePlan.rowColumn`.
    ///
    /// With L dies along the longer side and S along the shorter, the half that begins along the longer one needs
    /// (L - 1) / L of its data on those links, the other then (L - 1) / (L S). Each half goes on by itself, and where
    /// both are on the same links they share them; the links of the longer side have something to carry from the first
    /// moment to the last, so the time is the sum, and that of the whole all-reduce twice as much. Every step adds the
    /// latency of its longest hop.
    private func rowColumnSeconds(bytes: Double, link: LinkCost) -> Double {
        let (long, short) = (Double(max(width, height)), Double(min(width, height)))
        let sent = bytes / 2 * (long - 1) / long * (1 + 1 / short)
        return (lineLatencyHops(width) + lineLatencyHops(height)) * link.latencySeconds + sent / link.bytesPerSecond
    }

    /// Links that the n - 1 steps round a folded line cross one after the other: two a hop, where there are two.
    private func lineLatencyHops(_ count: Int) -> Double { Double((count - 1) * (count > 2 ? 2 : 1)) }
}
