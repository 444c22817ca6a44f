extension CompiledSpace {
    /// Looks again at the constraints that a changed parameter can affect.
    ///
    /// - Parameter isBroken: By constraint.
    func update(_ isBroken: UnsafeMutablePointer<Bool>, changed index: Int, point: Point) {
        for constraint in affectedConstraints[index] {
            isBroken[constraint] = !holds(constraint, at: point)
        }
    }

    /// How many constraints a point breaks, added to a number; stops counting at a limit.
    func brokenCount(_ indices: UnsafeBufferPointer<Int>, from start: Int, below limit: Int, point: Point) -> Int {
        var count = start
        for index in indices {
            if count >= limit { return count }
            if !holds(index, at: point) { count += 1 }
        }
        return count
    }
}
