/// Moves between operators that were worked out before, for one sequence each.
///
/// They depend on how the two are cut and on the group, not on prices, policies or the micro-batch, with which bytes
/// grow in proportion.
public final class MoveMemo {
    struct Key: Hashable {
        var shape: TensorShape
        var first: OperatorPlan
        var second: OperatorPlan
    }

    private var known: [Key: SpreadMoves.Move] = [:]

    /// Makes an empty memo, for one model.
    public init() {}

    func move(_ key: Key, _ work: () -> SpreadMoves.Move) -> SpreadMoves.Move {
        if let move = known[key] { return move }
        let move = work()
        known[key] = move
        return move
    }
}
