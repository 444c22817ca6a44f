public import LinearAlgebra
public import LocalOptimization

/// What can go wrong while a Gaussian process is built, fitted or asked.
public enum GaussianProcessError: Error, Sendable {
    /// There is no observation, or no feature column.
    case empty(observations: Int, columns: Int)
    /// Two lists that belong together differ in length: which, what was found, what was needed.
    case countMismatch(of: String, found: Int, needed: Int)
    /// A group index leaves a gap or is negative: the groups must be 0, 1, ... without a hole.
    case invalidGroups([Int])
    /// A level lies outside `0..<levelCount`: the row and its level.
    case levelOutOfRange(row: Int, level: Int, levelCount: Int)
    /// A feature or a target is NaN or infinite: the row, and the column of a feature.
    case valueNotFinite(row: Int, column: Int?)
    /// A target is so large that its square overflows: the row, the value and the largest size that is accepted.
    case targetTooLarge(row: Int, value: Double, limit: Double)
    /// A fidelity column holds a number outside the range of its kernel: the row, the column and the value.
    case fidelityOutOfRange(row: Int, column: Int, value: Double)
    /// A hyperparameter is not finite, or not positive where it must be: its name and value.
    case invalidHyperparameter(name: String, value: Double)
    /// A setting has a value that makes no sense: its name and what is accepted.
    case invalidSetting(name: String, accepted: String)
    /// A factorisation failed.
    case linearAlgebra(LinearAlgebraError)
    /// No start of the fit succeeded: the last error.
    case fitFailed(starts: Int, last: LocalOptimizationError)
}

extension GaussianProcessError: CustomStringConvertible {
    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .empty(let observations, let columns):
            "A Gaussian process needs observations and columns; it got \(observations) and \(columns)."
        case .countMismatch(let name, let found, let needed):
            "There are \(found) \(name) where \(needed) are needed: pass one for each."
        case .invalidGroups(let groups):
            "The column groups \(groups) must count 0, 1, 2, ... without a gap."
        case .levelOutOfRange(let row, let level, let count):
            "Row \(row) has the level \(level), outside 0..<\(count)."
        case .valueNotFinite(let row, let column):
            if let column {
                "The feature in row \(row), column \(column) is not finite: leave the row out or correct it."
            } else {
                "The target of row \(row) is not finite: leave the row out or correct it."
            }
        case .targetTooLarge(let row, let value, let limit):
            "The target of row \(row) is \(value), above \(limit) in size: express the targets in a larger unit."
        case .fidelityOutOfRange(let row, let column, let value):
            "The fidelity in row \(row), column \(column) is \(value): scale fidelities to lie between 0 and 1."
        case .invalidHyperparameter(let name, let value):
            "The hyperparameter \(name) is \(value): it must be finite, and positive unless it is a mean or a factor."
        case .invalidSetting(let name, let accepted):
            "The setting \(name) must be \(accepted)."
        case .linearAlgebra(let error):
            error.description
        case .fitFailed(let starts, let last):
            "None of the \(starts) starts of the fit succeeded. The last one said: \(last)"
        }
    }
}

extension GaussianProcessError {
    /// Runs linear algebra and passes its errors on as payloads.
    static func wrap<Result>(
        _ body: () throws(LinearAlgebraError) -> Result
    ) throws(GaussianProcessError) -> Result {
        do {
            return try body()
        } catch {
            throw .linearAlgebra(error)
        }
    }
}
