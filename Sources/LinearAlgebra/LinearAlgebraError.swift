/// What can go wrong in a dense linear-algebra call.
public enum LinearAlgebraError: Error, Hashable, Sendable {
    /// Two operands do not fit: what was found, what was needed.
    case shapeMismatch(found: String, needed: String)
    /// A matrix that should be positive definite is not: the order of the first leading minor that is not positive,
    /// counted from 1, the largest amount that was added to the diagonal, and how many factorisations were tried.
    case notPositiveDefinite(minor: Int, jitter: Double, attempts: Int)
    /// A matrix or vector holds a NaN or an infinity.
    case notFinite(operand: String)
    /// A LAPACK routine refused its arguments.
    case invalidArgument(routine: String, position: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .shapeMismatch(let found, let needed):
            "The shapes do not fit: found \(found), needed \(needed). Pass operands of matching sizes."
        case .notPositiveDefinite(let minor, let jitter, let attempts):
            "The matrix is not positive definite: its leading minor of order \(minor) is not positive after "
                + "\(attempts) attempts with up to \(jitter) added to the diagonal. Merge duplicate rows, raise the "
                + "noise, or allow more jitter."
        case .notFinite(let operand):
            "\(operand) holds a value that is not finite. Remove or correct it first."
        case .invalidArgument(let routine, let position):
            "\(routine) refused its argument \(position). Check the sizes of the matrices that were passed."
        }
    }
}
