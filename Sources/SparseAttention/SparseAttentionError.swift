/// Why tensors, options or files make no attention that can be run.
public enum SparseAttentionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A tensor's elements do not fill its shape.
    case elementCount(Int, rows: Int, columns: Int)
    /// An element is infinite or not a number.
    case notFinite(tensor: String, row: Int, column: Int)
    /// Two tensors do not fit each other.
    case shape(tensor: String, found: String, accepted: String)
    /// A setting is outside what is accepted.
    case option(name: String, found: String, accepted: String)
    /// A file cannot be read as what it should be.
    case file(path: String, found: String, accepted: String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .elementCount(let count, let rows, let columns):
            "a tensor of \(rows) x \(columns) has \(count) elements: give rows times columns, both at least 1"
        case .notFinite(let tensor, let row, let column):
            "\(tensor): element (\(row), \(column)) is not finite; accepted: finite numbers"
        case .shape(let tensor, let found, let accepted):
            "\(tensor): found \(found); accepted: \(accepted)"
        case .option(let name, let found, let accepted):
            "\(name): found \(found); accepted: \(accepted)"
        case .file(let path, let found, let accepted):
            "\(path): found \(found); accepted: \(accepted)"
        }
    }
}
