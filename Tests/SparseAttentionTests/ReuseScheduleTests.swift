import Testing

@testable import SparseAttention

@Suite("Reuse of keys between rows")
struct ReuseScheduleTests {
    /// Figure 15 of SOFA: buckets 1000: {5, 6}, 0010: {0, 1}, 1101: {4, 7}, 0111: {2, 3} of queries 3 to 0, 2 keys a
    /// phase.
    @Test("The published example takes 16 loads, against 24 and 22 in naive order")
    func publishedExample() throws {
        let schedule = try ReuseSchedule(requests: [[2, 3, 4, 7], [0, 1, 2, 3], [2, 3, 4, 7], [4, 5, 6, 7]])
        #expect(schedule.phases.map { $0.map(\.key) } == [[2, 3, 5, 6], [0, 1, 4, 7]])
        // A key brings its value.
        #expect(2 * schedule.loads == 16)
        #expect(2 * schedule.rangeLoads == 24)
        #expect(2 * schedule.exactLoads == 22)
    }

    @Test("Every query gets each of its keys, no more than the quota in a phase, and as soon as it can")
    func everyQueryIsServed() throws {
        var random = RandomTensors(41)
        for _ in 0..<60 {
            let queries = random.integer(1...128)
            let keys = random.integer(1...40)
            let quota = random.integer(1...4)
            let requests = (0..<queries).map { _ in
                (0..<keys).filter { _ in random.uniform() < 0.4 }.map(Int32.init)
            }
            let schedule = try ReuseSchedule(requests: requests, quota: quota)
            var open = requests.map(Set.init)
            for phase in schedule.phases {
                #expect(Set(phase.map(\.key)).count == phase.count)
                let left = open.map(\.count)
                var taken = [Int](repeating: 0, count: queries)
                for load in phase {
                    #expect(load.queries != 0)
                    for query in 0..<queries where load.queries >> UInt128(query) & 1 == 1 {
                        #expect(open[query].remove(load.key) != nil)
                        taken[query] += 1
                    }
                }
                // A phase fills every quota as far as there are keys left, and no further.
                #expect(taken == left.map { min(quota, $0) })
            }
            #expect(open.allSatisfy { $0.isEmpty })
            #expect(schedule.loads >= Set(requests.joined()).count)
            let longest = requests.map(\.count).max() ?? 0
            #expect(schedule.phases.count == (longest + quota - 1) / quota)
        }
    }

    @Test("Queries that ask alike load each key once, queries that share nothing load all")
    func limits() throws {
        let alike = try ReuseSchedule(requests: Array(repeating: Array(0..<20), count: 128))
        #expect(alike.loads == 20 && alike.exactLoads == 20 && alike.phases.count == 10)
        let apart = try ReuseSchedule(requests: (0..<20).map { [Int32(2 * $0), Int32(2 * $0 + 1)] })
        #expect(apart.loads == 40 && apart.exactLoads == 40 && apart.phases.count == 1)
        #expect(try ReuseSchedule(requests: [[], []]).loads == 0)
    }

    @Test("Rows that choose alike load less than in naive order")
    func correlated() throws {
        var random = RandomTensors(42)
        let common = (0..<200).map { _ in random.uniform() }
        let requests = (0..<128).map { _ in
            (0..<200).filter { common[$0] + 0.5 * random.uniform() > 1 }.map(Int32.init)
        }
        let schedule = try ReuseSchedule(requests: requests)
        #expect(Double(schedule.loads) < 0.8 * Double(schedule.exactLoads))
        #expect(schedule.exactLoads <= schedule.rangeLoads)
    }

    @Test("Wrong requests are refused")
    func wrongRequests() {
        for requests: [[Int32]] in [[], Array(repeating: [0], count: 129), [[1, 1]], [[-1]]] {
            #expect(throws: SparseAttentionError.self) { try ReuseSchedule(requests: requests) }
        }
        #expect(throws: SparseAttentionError.self) { try ReuseSchedule(requests: [[0]], quota: 0) }
    }

    @Test("The union of independent choices of a fraction k by T rows is 1 - (1 - k)^T")
    func union() throws {
        var random = RandomTensors(43)
        let head = try random.head(queries: 8, keys: 2000, width: 32, valueWidth: 1)
        let star = try StarHead(
            head, options: StarOptions(keep: 0.1, segments: 4, prediction: .init(scheme: .integer), radius: nil))
        var union = KeyUnion(tokens: 2000)
        var listed: Set<Int> = []
        _ = star.run(valueWidth: 1) { block in
            union.insert(block.selection)
            for row in 0..<8 { listed.formUnion(block.selection.keys(row: row).map(Int.init)) }
        }
        #expect(union.count == listed.count && union.keys == listed.sorted())
        var power = 1.0
        for _ in 0..<8 { power *= 0.9 }
        #expect(abs(Double(union.count) / 2000 - (1 - power)) < 0.04)
    }

    @Test("Keys made on demand are rows of the whole product")
    func onDemand() throws {
        var random = RandomTensors(44)
        let source = try KeySource(tokens: try random.matrix(30, 17), weights: try random.matrix(17, 6))
        let whole = try source.project(Array(0..<30))
        for (row, column) in [(0, 0), (29, 5), (13, 2)] {
            let exact = (0..<17).reduce(0.0) {
                $0 + Double(source.tokens[row, $1]) * Double(source.weights[$1, column])
            }
            #expect(abs(Double(whole[row, column]) - exact) < 1e-5)
        }
        let some = try source.project([4, 21])
        for column in 0..<6 {
            #expect(some[0, column] == whole[4, column] && some[1, column] == whole[21, column])
        }
        #expect(throws: SparseAttentionError.self) { try source.project([30]) }
        #expect(throws: SparseAttentionError.self) { try source.project([]) }
    }
}
