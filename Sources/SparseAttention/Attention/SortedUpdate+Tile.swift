import CKernels
import Glibc

extension SortedUpdate {
    /// Adds the keys of one tile to the state of a row.
    ///
    /// - Parameters:
    ///   - scores: The formal scores in the order of the keys; overwritten.
    ///   - indices: The keys, in the order that this method needs.
    ///   - count: The number of keys, at least 1.
    ///   - values: All values, row after row.
    func add(
        _ scores: UnsafeMutablePointer<Double>, _ indices: UnsafePointer<Int32>, count: Int,
        values: UnsafePointer<Float>, to state: inout SoftmaxState, events: inout Events
    ) {
        events.tiles &+= 1
        switch order {
        case .descending: descend(scores, indices, count: count, values: values, state: &state, events: &events)
        case .ascending: ascend(scores, indices, count: count, values: values, state: &state, events: &events)
        }
    }

    private func descend(
        _ scores: UnsafeMutablePointer<Double>, _ indices: UnsafePointer<Int32>, count: Int,
        values: UnsafePointer<Float>, state: inout SoftmaxState, events: inout Events
    ) {
        var reference = scores[0]
        if assurance == .bestTwo, count > 1 {
            events.operations.compare &+= 1
            reference = max(reference, scores[1])
        }
        let largest = SelectionThreshold.extremes(of: scores, count: count).high
        if largest > reference { events.mispredictedTiles &+= 1 }
        // The registered maximum is compared once a tile; synchronisation compares the tiles' instead.
        events.operations.compare &+= merge == .registered ? 1 : 0
        var free = 0
        if reference > state.maximum {
            state.rescale(to: reference, counting: &events.operations)
            // The key that is the maximum has the weight 1 without an exponential.
            free = 1
        }
        events.operations.add &+= count
        if largest <= state.maximum + exponentRange {
            events.operations.exponential &+= count &- free
            state.add(scores, indices, count: count, values: values)
            return
        }
        for place in 0..<count {
            let score = scores[place]
            let value = values + Int(indices[place]) * state.width
            if score - state.maximum > exponentRange {
                events.overflows &+= 1
                if overflow == .rescue {
                    state.rescale(to: score, counting: &events.operations)
                    state.add(weight: 1, value: value)
                } else {
                    state.add(weight: exp(exponentRange), value: value)
                }
            } else {
                if score == reference, free == 1 { free = 0 } else { events.operations.exponential &+= 1 }
                state.add(weight: exp(score - state.maximum), value: value)
            }
        }
    }

    private func ascend(
        _ scores: UnsafeMutablePointer<Double>, _ indices: UnsafePointer<Int32>, count: Int,
        values: UnsafePointer<Float>, state: inout SoftmaxState, events: inout Events
    ) {
        var largest = state.maximum
        var lastLargest = -Double.infinity
        var isInOrder = true
        events.operations.add &+= count
        for place in 0..<count {
            let score = scores[place]
            let value = values + Int(indices[place]) * state.width
            isInOrder = isInOrder && score >= lastLargest
            lastLargest = max(lastLargest, score)
            largest = max(largest, score)
            if largest - score <= exponentRange {
                // Trusted to be the maximum, whether it is or not.
                state.rescale(to: score, counting: &events.operations)
                state.add(weight: 1, value: value)
            } else {
                events.overflows &+= 1
                if overflow == .rescue {
                    events.operations.exponential &+= 1
                    state.add(weight: exp(score - state.maximum), value: value)
                } else {
                    state.multiply(by: exp(exponentRange))
                    state.maximum = score
                    state.add(weight: 1, value: value)
                }
            }
        }
        if !isInOrder { events.mispredictedTiles &+= 1 }
    }

    /// Brings the sums of tiles to one maximum and adds them up, into the first.
    ///
    /// A factor is an exponential, also that of the tile that holds the maximum, as the accelerator has it; each sum
    /// takes a multiplication and an addition.
    func synchronise(_ states: inout [SoftmaxState], operations: inout OperationCounts) {
        let maximum = states.reduce(-.infinity) { max($0, $1.maximum) }
        for place in states.indices where !states[place].isEmpty {
            states[place].rescale(to: maximum, counting: &operations)
            operations.compare &+= 1
            operations.add &+= 1 &+ states[place].width
            guard place > 0 else { continue }
            states[0].sum += states[place].sum
            for column in 0..<states[0].width { states[0].output[column] += states[place].output[column] }
        }
        states[0].maximum = maximum
    }
}
