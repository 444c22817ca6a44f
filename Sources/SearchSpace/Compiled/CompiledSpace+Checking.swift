extension CompiledSpace {
    /// By constraint: whether a point breaks it.
    func broken(by point: Point) -> [Bool] {
        constraints.map { !$0.isSatisfied(by: point, in: parameters) }
    }

    /// Looks again at the constraints that a changed parameter can affect.
    func update(_ isBroken: inout [Bool], changed index: Int, point: Point) {
        for constraint in affectedConstraints[index] {
            isBroken[constraint] = !constraints[constraint].isSatisfied(by: point, in: parameters)
        }
    }

    /// How many constraints a point breaks, added to a number; stops counting at a limit.
    func brokenCount(_ indices: [Int], from start: Int, below limit: Int, point: Point) -> Int {
        var count = start
        for index in indices {
            if count >= limit { return count }
            if !constraints[index].isSatisfied(by: point, in: parameters) { count += 1 }
        }
        return count
    }
}
