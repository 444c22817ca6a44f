import CKernels

/// What the cores have while they work together: tokens that arrived, and the states of queries.
struct SpatialCores {
    private let attention: SpatialAttention
    private let chosen: [[Int32]]
    /// By core, the keys that it has.
    private var hasKey: [[Bool]]
    /// By core, the keys whose prediction it has.
    private var hasPrediction: [[Bool]]
    /// By core, the queries that it has.
    private var hasQuery: [[Bool]]
    /// By core, the states that it holds, by query.
    private var states: [[Int: RowState]]
    private(set) var events = SortedUpdate.Events()

    private struct RowState {
        var maximum = -Double.infinity
        var sum = 0.0
        var output: [Double]

        /// As it arrives elsewhere.
        ///
        /// - Throws: `SparseAttentionError.notFinite` for what float32 does not hold.
        func rounded(query: Int) throws(SparseAttentionError) -> RowState {
            let numbers = [maximum, sum] + output
            if let place = numbers.firstIndex(where: { $0.isFinite && !Float($0).isFinite }) {
                throw .notFinite(tensor: "the state of a query that is sent in float32", row: query, column: place)
            }
            return RowState(
                maximum: Double(Float(maximum)), sum: Double(Float(sum)), output: output.map { Double(Float($0)) })
        }
    }

    init(_ attention: SpatialAttention) {
        self.attention = attention
        chosen = attention.chooseAll()
        let plan = attention.plan
        let cores = plan.spread.cores
        func shards(_ tokens: Int) -> [[Bool]] {
            (0..<cores).map { core in
                let shard = plan.spread.shard(core, of: tokens)
                return (0..<tokens).map { shard.contains($0) }
            }
        }
        hasKey = shards(plan.keys)
        hasPrediction = hasKey
        hasQuery = shards(plan.queries)
        states = [[Int: RowState]](repeating: [:], count: cores)
    }

    /// Carries out an action and returns how many keys it pulled.
    mutating func perform(_ action: SpatialAction) throws(SparseAttentionError) -> Int {
        switch action {
        case .sendKeys(let keys, let from, let to):
            for key in keys {
                try require(hasKey[from][key], "key \(key)", at: from)
                hasKey[to][key] = true
                // Whole segments arrive, which are predicted where they are.
                hasPrediction[to][key] = true
            }
        case .sendPredictedKeys(let keys, let from, let to):
            for key in keys {
                try require(hasPrediction[from][key], "predicted key \(key)", at: from)
                hasPrediction[to][key] = true
            }
        case .pullKeys(let keys, let from, let to):
            var union: Set<Int> = []
            for key in keys { try require(hasPrediction[to][key], "predicted key \(key)", at: to) }
            for query in attention.plan.spread.shard(to, of: attention.plan.queries) {
                for key in chosen[query] where keys.contains(Int(key)) { union.insert(Int(key)) }
            }
            for key in union {
                try require(hasKey[from][key], "key \(key)", at: from)
                hasKey[to][key] = true
            }
            return union.count
        case .sendQueries(let queries, let from, let to):
            for query in queries {
                try require(hasQuery[from][query], "query \(query)", at: from)
                hasQuery[to][query] = true
            }
        case .moveQueries(let queries, let from, let to):
            for query in queries {
                try require(hasQuery[from][query], "query \(query)", at: from)
                hasQuery[from][query] = false
                hasQuery[to][query] = true
                states[to][query] = try sent(query, from: from)
            }
        case .sendOutputs(let queries, let from, let to):
            for query in queries { states[to][query] = try sent(query, from: from) }
        case .sendPartials(let queries, let from, let to):
            for query in queries { try merge(query, from: from, to: to) }
        case .attend(let core, let queries, let keys):
            for query in queries {
                try require(hasQuery[core][query], "query \(query)", at: core)
                try attend(query, keys: keys, core: core)
            }
        }
        return 0
    }

    private func require(_ isThere: Bool, _ what: String, at core: Int) throws(SparseAttentionError) {
        guard !isThere else { return }
        throw .option(name: "plan", found: "core \(core) without \(what)", accepted: "actions after what they need")
    }

    /// Adds a query's chosen keys of a range to its state.
    private mutating func attend(_ query: Int, keys: Range<Int>, core: Int) throws(SparseAttentionError) {
        let operands = attention.star.operands
        let plan = attention.star.plan
        let width = operands.valueWidth
        var state = states[core].removeValue(forKey: query) ?? RowState(output: [Double](repeating: 0, count: width))
        // Segment by segment, each best first.
        var start = 0
        while start < chosen[query].count {
            var tile: [Int32] = []
            let segment = self.segment(of: Int(chosen[query][start]), plan: plan)
            while start < chosen[query].count, segment.contains(Int(chosen[query][start])) {
                let key = chosen[query][start]
                if keys.contains(Int(key)) {
                    try require(hasKey[core][Int(key)], "key \(key)", at: core)
                    tile.append(key)
                }
                start += 1
            }
            guard !tile.isEmpty else { continue }
            // The choice in a segment needs the predictions of all of its keys that the query sees.
            for key in segment where key < plan.visible(row: query) {
                try require(hasPrediction[core][key], "predicted key \(key)", at: core)
            }
            if attention.star.options.update.order == .ascending { tile.reverse() }
            var scores = [Double](repeating: 0, count: tile.count)
            var (maximum, sum) = (state.maximum, state.sum)
            var events = self.events
            state.output.withUnsafeMutableBufferPointer { output in
                scores.withUnsafeMutableBufferPointer { scores in
                    operands.queries.withUnsafeBufferPointer { queries in
                        guard let output = output.baseAddress, let scores = scores.baseAddress,
                            let queries = queries.baseAddress
                        else { return }
                        ingot_gathered_products(
                            tile.count, tile, operands.width, operands.keys.elements,
                            queries + query * operands.width, scores)
                        var running = SoftmaxState(maximum: maximum, sum: sum, output: output, width: width)
                        attention.star.options.update.add(
                            scores, tile, count: tile.count, values: operands.values.elements, to: &running,
                            events: &events)
                        (maximum, sum) = (running.maximum, running.sum)
                    }
                }
            }
            state.maximum = maximum
            state.sum = sum
            self.events = events
        }
        states[core][query] = state
    }

    private func segment(of key: Int, plan: SegmentPlan) -> Range<Int> {
        var segment = min(plan.segments - 1, key * plan.segments / plan.tokens)
        while plan.range(segment).upperBound <= key { segment += 1 }
        while plan.range(segment).lowerBound > key { segment -= 1 }
        return plan.range(segment)
    }

    /// Takes a state away from a core, as it arrives elsewhere.
    private mutating func sent(_ query: Int, from: Int) throws(SparseAttentionError) -> RowState? {
        try states[from].removeValue(forKey: query)?.rounded(query: query)
    }

    /// Merges a partial softmax that was sent with the one that is there.
    private mutating func merge(_ query: Int, from: Int, to: Int) throws(SparseAttentionError) {
        guard var sent = try sent(query, from: from), var own = states[to][query] else { return }
        var operations = events.operations
        let width = own.output.count
        own.output.withUnsafeMutableBufferPointer { ownSums in
            sent.output.withUnsafeMutableBufferPointer { sentSums in
                guard let first = ownSums.baseAddress, let second = sentSums.baseAddress else { return }
                var pair = [
                    SoftmaxState(maximum: own.maximum, sum: own.sum, output: first, width: width),
                    SoftmaxState(maximum: sent.maximum, sum: sent.sum, output: second, width: width),
                ]
                attention.star.options.update.synchronise(&pair, operations: &operations)
                (own.maximum, own.sum) = (pair[0].maximum, pair[0].sum)
            }
        }
        events.operations = operations
        states[to][query] = own
    }

    /// Divides by the sums of exponentials, each query where it came from.
    mutating func finish() throws(SparseAttentionError) -> [Double] {
        let plan = attention.plan
        let width = attention.star.operands.valueWidth
        var output = [Double](repeating: 0, count: plan.queries * width)
        for core in 0..<plan.spread.cores {
            for query in plan.spread.shard(core, of: plan.queries) {
                guard let state = states[core][query] else {
                    throw .option(
                        name: "plan", found: "core \(core) without the output of query \(query)",
                        accepted: "actions that bring every output home")
                }
                for column in 0..<width { output[query * width + column] = state.output[column] / state.sum }
                events.operations.divide += width
            }
        }
        return output
    }
}
