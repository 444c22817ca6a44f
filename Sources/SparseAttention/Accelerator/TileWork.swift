/// The unit cycles that a tile takes, which energy follows.
struct TileWork: Sendable, Hashable {
    /// Shift-and-additions.
    var shifts = 0.0
    /// Passes of single sorting cores.
    var sortPasses = 0.0
    /// Multiplications that make keys and values.
    var makings = 0.0
    /// Multiplications of both products of attention.
    var products = 0.0
    /// Exponentials, each with what its row's other units do.
    var exponentials = 0.0

    static func += (left: inout TileWork, right: (work: TileWork, count: Double)) {
        left.shifts += right.work.shifts * right.count
        left.sortPasses += right.work.sortPasses * right.count
        left.makings += right.work.makings * right.count
        left.products += right.work.products * right.count
        left.exponentials += right.work.exponentials * right.count
    }
}
