/// A column of the encoding along which a candidate can be moved by any amount: that of an active continuous parameter.
public struct ContinuousFeature: Sendable, Hashable {
    /// The index of the parameter.
    public let parameter: Int
    /// The column.
    public let column: Int
    /// The column's value at the lower end of the range: 0, or -0.5 for a conditional parameter.
    public let lower: Double
    /// The column's value at the upper end of the range: 1, or 0.5 for a conditional parameter.
    public let upper: Double
    /// Whether a known constraint names the parameter, so that a move along the column can leave the space.
    public let isConstrained: Bool
}
