extension CompiledSpace {
    /// Looks again at the constraints that a changed parameter can affect.
    ///
    /// - Parameter isBroken: By constraint.
    func update(_ isBroken: UnsafeMutablePointer<Bool>, changed index: Int, point: Point) {
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
