/// A process node.
public enum Technology: String, Sendable, Hashable, CaseIterable {
    /// 7 nm class.
    case n7
    /// 5 nm class.
    case n5
}
