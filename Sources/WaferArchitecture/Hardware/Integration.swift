/// How the dies of a wafer are joined.
public enum Integration: String, Sendable, Hashable, CaseIterable {
    /// The wafer stays whole and wires cross the scribe lines.
    case stitched
    /// Known-good dies stand on a fan-out redistribution layer.
    case infoSoW = "info-sow"
}
