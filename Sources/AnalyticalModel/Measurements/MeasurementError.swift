/// What is wrong with a file of measurements.
public struct MeasurementError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var file: String
    /// The line, from 1; nil where the whole file is meant.
    public var line: Int?
    /// The column by its name; nil where a whole line is meant.
    public var column: String?
    /// What was found.
    public var found: String
    /// What would be right.
    public var accepted: String

    /// Makes an error.
    public init(file: String, line: Int? = nil, column: String? = nil, found: String, accepted: String) {
        self.file = file
        self.line = line
        self.column = column
        self.found = found
        self.accepted = accepted
    }

    /// File, line, column, what was found and what is accepted, in one line.
    public var description: String {
        let place = file + (line.map { ":\($0)" } ?? "") + (column.map { ": \($0)" } ?? "")
        return "\(place): found \(found); accepted: \(accepted)"
    }
}
