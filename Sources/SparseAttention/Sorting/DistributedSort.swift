import CKernels

/// Distributed sorting (SADS): each segment of a row chooses its own best keys, within a radius below its largest
/// score.
///
/// The choice is what ``IterativeSort`` gives without a radius: found by bisection of a threshold, not by sorting, so
/// that it takes about as long as reading the scores. With a radius every key below it is dropped. The hardware clips
/// nothing before it has seen the largest score: where fewer keys than a sweep yields, or than the quota, lie inside,
/// its first sweep keeps up to three of those below besides; everywhere else both are the same. The passes and
/// comparisons that the sorting cores need for the choice are counted, without those of a last sweep that finds
/// nothing.
struct DistributedSort: Sendable {
    let plan: SegmentPlan
    /// How far below the segment's largest score a kept key may lie, in units of the scores.
    let radius: Double?

    /// What choosing did.
    struct Events: Sendable, Hashable {
        /// Comparisons of sorting cores with live inputs and of clipping units.
        var comparisons = 0
        /// Passes through the sorting cores, clipped inputs included, since clipping saves no pass.
        var passes = 0
        /// Keys that a quota had room for and the radius kept out.
        var clippedKeys = 0
    }

    /// Chooses the keys of one row.
    ///
    /// - Parameters:
    ///   - row: The row's number in the head, for the mask.
    ///   - scores: The predicted scores of all visible keys.
    ///   - block: The row's number in the selection.
    func choose(
        row: Int, scores: UnsafePointer<Double>, block: Int, into selection: inout KeySelection, events: inout Events
    ) {
        let stride = selection.stride
        for segment in 0..<plan.segments {
            let range = plan.range(segment, row: row)
            let quota = plan.quota(visible: range.count)
            let start = block &* stride &+ selection.starts[segment]
            var found = 0
            if quota > 0 {
                found = selection.indices.withUnsafeMutableBufferPointer { indices in
                    choose(
                        quota, of: scores + range.lowerBound, count: range.count, firstKey: Int32(range.lowerBound),
                        into: indices, at: start, events: &events)
                }
            }
            selection.counts[block &* plan.segments &+ segment] = Int32(found)
        }
    }

    private func choose(
        _ quota: Int, of values: UnsafePointer<Double>, count: Int, firstKey: Int32,
        into indices: UnsafeMutableBufferPointer<Int32>, at start: Int, events: inout Events
    ) -> Int {
        let (sure, last) = SelectionThreshold.find(kept: quota, of: values, count: count)
        var margin = -Double.infinity
        var feasible = count
        if let radius {
            let ends = SelectionThreshold.extremes(of: values, count: count)
            margin = ends.high - radius
            feasible = ingot_count_at_least(count, values, margin)
        }
        guard let slot = indices.baseAddress.map({ $0 + start }) else { return 0 }
        let floor = max(last, margin)
        var found = 0
        if floor >= sure {
            found = ingot_indices_at_least(count, values, floor, firstKey, quota, slot)
        } else {
            // Of the equal values at the threshold the first ones are kept, as many as there is room for.
            var room = quota - ingot_count_at_least(count, values, sure)
            for place in 0..<count where values[place] >= floor {
                if values[place] < sure {
                    guard room > 0 else { continue }
                    room &-= 1
                }
                slot[found] = firstKey &+ Int32(truncatingIfNeeded: place)
                found &+= 1
            }
        }
        Self.bringBestForward(slot, found, values: values, firstKey: firstKey)
        tally(found, quota: quota, entries: count, feasible: feasible, events: &events)
        return found
    }

    /// Puts the key of the largest score first and that of the second largest next, the lower key of equal ones.
    private static func bringBestForward(
        _ slot: UnsafeMutablePointer<Int32>, _ count: Int, values: UnsafePointer<Double>, firstKey: Int32
    ) {
        for rank in 0..<min(2, count) {
            var best = rank
            var bestValue = values[Int(slot[best] &- firstKey)]
            var place = rank &+ 1
            while place < count {
                let value = values[Int(slot[place] &- firstKey)]
                if value > bestValue || (value == bestValue && slot[place] < slot[best]) {
                    best = place
                    bestValue = value
                }
                place &+= 1
            }
            let moved = slot[rank]
            slot[rank] = slot[best]
            slot[best] = moved
        }
    }

    /// Adds what the sorting cores do: a sweep for every 4 keys, each over the entries that are still live.
    private func tally(_ found: Int, quota: Int, entries: Int, feasible: Int, events: inout Events) {
        var (passes, compared) = (0, 0)
        for sweep in 0..<(found &+ SortCore.outputs &- 1) / SortCore.outputs {
            let chosen = sweep &* SortCore.outputs
            let live = sweep == 0 ? entries : feasible &- chosen
            compared &+= (live &+ SortCore.newInputs &- 1) / SortCore.newInputs
            passes &+= (entries &- chosen &+ SortCore.newInputs &- 1) / SortCore.newInputs
        }
        events.passes &+= passes
        events.comparisons &+= compared &* SortCore.comparators &+ (radius == nil ? 0 : entries)
        events.clippedKeys &+= quota &- found
    }
}
