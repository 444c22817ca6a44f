import CKernels

/// The value that separates the largest of some numbers from the others.
enum SelectionThreshold {
    /// Finds the threshold by bisection of the range of the values; each step counts the values above it.
    ///
    /// - Returns: Two numbers: at least `kept` values are at or above `last`, and of those only the ones below `sure`
    ///   are too many, all of which are equal. Without ties the two are the same.
    /// - Precondition: `kept` is between 1 and `count`, and the values are finite.
    static func find(kept: Int, of values: UnsafePointer<Double>, count: Int) -> (sure: Double, last: Double) {
        var (low, high) = extremes(of: values, count: count)
        if kept >= count { return (low, low) }
        // Never fewer than kept at or above low, always fewer at or above high.
        high = high.nextUp
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return (high, low) }
            let above = ingot_count_at_least(count, values, middle)
            if above == kept { return (middle, middle) }
            if above > kept { low = middle } else { high = middle }
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
