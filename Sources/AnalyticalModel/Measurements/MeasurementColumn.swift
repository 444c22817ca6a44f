/// What a column of measurements holds.
enum MeasurementColumn: Sendable {
    /// Anything.
    case text
    /// A finite number in every row.
    case number
    /// A finite number, or nothing.
    case optionalNumber
    /// A whole number of at least 1.
    case count
}
