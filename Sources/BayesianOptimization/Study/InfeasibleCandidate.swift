/// Thrown by an evaluation to say that a candidate cannot be, without figures: a design that does not fit, a mesh that
/// does not close.
///
/// The study goes on, and the sampler learns where candidates are possible. Any other error makes the trial a failed
/// one, from which the sampler learns in the same way.
public struct InfeasibleCandidate: Error, Sendable, Hashable, CustomStringConvertible {
    /// Why it cannot be.
    public var reason: String

    /// Makes an error.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}
