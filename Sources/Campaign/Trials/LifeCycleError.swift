/// A change of state that the life cycle of trials and attempts does not allow.
public struct LifeCycleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was to change.
    public let what: String
    /// The state that it is in.
    public let from: String
    /// The state that it was to go to.
    public let to: String

    /// One line.
    public var description: String { "\(what) is \(from) and cannot become \(to)" }
}
