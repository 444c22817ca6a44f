import CKernels

/// The value that separates the largest of some numbers from the others.
enum SelectionThreshold {
    /// Finds the threshold by narrowing the range of the values; each step counts the values above a point.
    ///
    /// - Returns: Two numbers: at least `kept` values are at or above `last`, and of those only the ones below `sure`
    ///   are too many, all of which are equal. Without ties the two are the same.
    /// - Precondition: `kept` is between 1 and `count`, and the values are finite.
    static func find(kept: Int, of values: UnsafePointer<Double>, count: Int) -> (sure: Double, last: Double) {
        var (low, high) = extremes(of: values, count: count)
        if kept >= count { return (low, low) }
        high = high.nextUp
        // Never fewer than kept at or above low, always fewer at or above high.
        var (aboveLow, aboveHigh) = (count, 0)
        var step = 0
        while true {
            // By turns where a straight line through the counts says, and in the middle, which bounds the steps.
            let share = step % 2 == 0 ? Double(aboveLow &- kept) / Double(aboveLow &- aboveHigh) : 0.5
            var middle = low + (high - low) * share
            if !(middle > low && middle < high) { middle = low + (high - low) / 2 }
            guard middle > low, middle < high else { return (high, low) }
            let above = ingot_count_at_least(count, values, middle)
            if above == kept { return (middle, middle) }
            if above > kept {
                (low, aboveLow) = (middle, above)
            } else {
                (high, aboveHigh) = (middle, above)
            }
            step &+= 1
        }
    }

    /// The smallest and the largest value.
    static func extremes(of values: UnsafePointer<Double>, count: Int) -> (low: Double, high: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { ends in
            ingot_extremes(count, values, ends.baseAddress)
            return (ends[0], ends[1])
        }
    }
}
