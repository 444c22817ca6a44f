/// Where the DRAM stands.
public enum MemoryKind: String, Sendable, Hashable, CaseIterable {
    /// Stacks at the edges of each die; they share its edge with the die-to-die links.
    case edge
    /// Stacked on the die through silicon vias.
    case stacked
    /// Off the wafer, reached through its rim.
    case offWafer = "off-wafer"
}
