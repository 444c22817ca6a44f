/// Why a model cannot be used.
public enum ModelShapeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A size that must be at least one is not.
    case notPositive(key: String, value: Int)
    /// A size is larger than any model here may have.
    case tooLarge(key: String, value: Int, largest: Int)
    /// One size must divide another, and does not.
    case doesNotDivide(divisorKey: String, divisor: Int, key: String, value: Int)
    /// There is no preset of that name.
    case unknownPreset(name: String)

    /// One sentence that says what was found and what is accepted.
    public var description: String {
        switch self {
        case .notPositive(let key, let value):
            "model.\(key) is \(value); give an integer of at least 1"
        case .tooLarge(let key, let value, let largest):
            "model.\(key) is \(value); give at most \(largest)"
        case .doesNotDivide(let divisorKey, let divisor, let key, let value):
            "model.\(divisorKey) (\(divisor)) must divide model.\(key) (\(value)); change one of the two"
        case .unknownPreset(let name):
            "there is no model preset '\(name)'; choose one of \(ModelPreset.all.map(\.name).joined(separator: ", "))"
        }
    }
}
