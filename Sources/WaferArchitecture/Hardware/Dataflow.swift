/// Which operand stays in a core while the others stream past.
public enum Dataflow: String, Sendable, Hashable, CaseIterable {
    /// Weight stationary.
    case weightStationary = "ws"
    /// Output stationary.
    case outputStationary = "os"
    /// Input stationary.
    case inputStationary = "is"
}
