/// Which coordinate a route through a mesh corrects first.
public enum DimensionOrder: String, Sendable, Hashable, CaseIterable {
    /// Along the row, then along the column.
    case xy
    /// Along the column, then along the row.
    case yx
}
