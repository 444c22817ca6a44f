import CKernels

extension StarHead {
    /// Computes the output of the rows whose keys were chosen.
    ///
    /// Tiles are the outer loop, so that the keys and values of one stay in the cache for all rows of the block.
    public func attend(in block: inout StarBlock) {
        block.begin()
        for segment in 0..<plan.segments {
            for row in 0..<block.rows.count { attend(row, segment: segment, in: &block) }
        }
        for row in 0..<block.rows.count { finish(row, in: &block) }
    }

    private func attend(_ row: Int, segment: Int, in block: inout StarBlock) {
        let count = Int(block.selection.counts[row &* plan.segments &+ segment])
        guard count > 0 else { return }
        let start = row &* block.selection.stride &+ block.selection.starts[segment]
        if options.update.order == .ascending { sortAscending(start..<start + count, row: row, in: &block) }
        let (width, valueWidth) = (operands.width, operands.valueWidth)
        let tile = options.update.merge == .synchronised ? segment : 0
        let place = row &* block.tiles &+ tile
        block.products &+= count &* (width &+ valueWidth)
        var events = block.updates
        operands.queries.withUnsafeBufferPointer { queries in
            block.selection.indices.withUnsafeBufferPointer { indices in
                block.line.withUnsafeMutableBufferPointer { line in
                    block.sums.withUnsafeMutableBufferPointer { sums in
                        guard let query = queries.baseAddress, let keys = indices.baseAddress,
                            let line = line.baseAddress, let sums = sums.baseAddress
                        else { return }
                        ingot_gathered_products(
                            count, keys + start, width, operands.keys.elements,
                            query + (block.rows.lowerBound &+ row) &* width, line)
                        var state = SoftmaxState(
                            maximum: block.maxima[place], sum: block.totals[place],
                            output: sums + place &* valueWidth, width: valueWidth)
                        options.update.add(
                            line, keys + start, count: count, values: operands.values.elements, to: &state,
                            events: &events)
                        block.maxima[place] = state.maximum
                        block.totals[place] = state.sum
                    }
                }
            }
        }
        block.updates = events
    }

    /// Brings a row's tiles together and divides by the sum of exponentials.
    private func finish(_ row: Int, in block: inout StarBlock) {
        let width = operands.valueWidth
        var operations = block.updates.operations
        block.sums.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress else { return }
            var states = (0..<block.tiles).compactMap { tile -> SoftmaxState? in
                let place = row * block.tiles + tile
                guard block.maxima[place] > -.infinity else { return nil }
                return SoftmaxState(
                    maximum: block.maxima[place], sum: block.totals[place], output: sums + place * width, width: width)
            }
            if options.update.merge == .synchronised {
                options.update.synchronise(&states, operations: &operations)
            }
            states[0].finish(counting: &operations)
            for column in 0..<width { block.output[row * width + column] = states[0].output[column] }
        }
        block.updates.operations = operations
    }

    /// Sorts a slot's keys by predicted score, the best last; of equal ones the lower key last.
    private func sortAscending(_ range: Range<Int>, row: Int, in block: inout StarBlock) {
        let first = row * operands.keyTokens
        block.scores.withUnsafeBufferPointer { scores in
            block.selection.indices[range].sort {
                let (left, right) = (scores[first + Int($0)], scores[first + Int($1)])
                return left < right || (left == right && $0 > $1)
            }
        }
    }
}
