/// Why a wafer problem cannot be asked something.
public enum CoDesignError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no fidelity of that name.
    case unknownFidelity(String)
    /// A candidate does not belong to the problem's space.
    case foreignCandidate(parameter: String)

    /// One sentence that says what was found and what is accepted.
    public var description: String {
        switch self {
        case .unknownFidelity(let name):
            "there is no fidelity '\(name)'; choose one of " + WaferFidelity.all.map(\.name).joined(separator: ", ")
        case .foreignCandidate(let parameter):
            "the candidate has no usable value of \(parameter); take candidates from the problem's own space"
        }
    }
}
