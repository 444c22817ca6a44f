import MeshNetwork
import Testing

@testable import SparseAttention

@Suite("Attention spread over cores")
struct SpatialAttentionTests {
    /// What one core gives in float64, and the keys that it chose.
    private func single(_ head: AttentionHead, _ options: StarOptions) throws -> [Double] {
        try StarHead(head, options: options).run(valueWidth: head.values.columns)
    }

    private func check(
        _ spread: SpatialSpread, queries: Int, keys: Int, isCausal: Bool = false, keep: Double = 0.3, seed: UInt64
    ) throws {
        var random = RandomTensors(seed)
        let head = try random.head(queries: queries, keys: keys, width: 12, valueWidth: 9, scale: 2)
        // Keys that go round in pieces are chosen piece by piece.
        let pieces = spread.dataflow == .keyValueRing ? spread.pieceCount : 1
        let options = StarOptions(keep: keep, segments: spread.cores * pieces, isCausal: isCausal)
        let result = try SpatialAttention(head, options: options, spread: spread).run()
        let gap = largestGap(result.output, try single(head, options))
        #expect(gap < 1e-5, "\(spread) \(gap)")
    }

    @Test("The result is that of one core for 1 to 64 cores", arguments: SpatialDataflow.allCases)
    func cores(dataflow: SpatialDataflow) throws {
        for cores in 1...64 {
            // The most square of the grids, odd and even; lengths that the cores do not divide.
            let width = (1...cores).last { cores.isMultiple(of: $0) && $0 * $0 <= cores } ?? 1
            let spread = SpatialSpread(mesh: Mesh(width: width, height: cores / width), dataflow: dataflow)
            try check(spread, queries: 67, keys: 131, seed: UInt64(cores))
        }
    }

    private static let shapes = [(1, 1), (1, 5), (2, 2), (3, 3), (4, 3), (5, 5), (7, 3), (8, 8)]

    @Test(
        "The result is that of one core on odd and even grids, with all rings, both ways and in parts",
        arguments: shapes
    )
    func grids(grid: (width: Int, height: Int)) throws {
        var seed: UInt64 = 100
        for dataflow in SpatialDataflow.allCases {
            for ring in Rectangle.RingOrder.allCases {
                for (bothWays, parts) in [(false, 1), (true, 1), (true, 2)] {
                    seed += 1
                    let spread = SpatialSpread(
                        mesh: Mesh(width: grid.width, height: grid.height), dataflow: dataflow, ring: ring,
                        bothWays: bothWays, parts: parts)
                    try check(spread, queries: 37, keys: 261, seed: seed)
                }
            }
        }
    }

    @Test("So it is under a causal mask, with all keys, and with fewer queries than cores")
    func masks() throws {
        for dataflow in SpatialDataflow.allCases {
            let spread = SpatialSpread(mesh: Mesh(width: 3, height: 5), dataflow: dataflow, bothWays: true)
            try check(spread, queries: 61, keys: 61, isCausal: true, seed: 7)
            try check(spread, queries: 61, keys: 64, keep: 1, seed: 8)
            try check(spread, queries: 4, keys: 64, seed: 9)
        }
    }

    @Test("With all keys it is plain attention")
    func dense() throws {
        var random = RandomTensors(71)
        let head = try random.head(queries: 20, keys: 50, width: 8, valueWidth: 8, scale: 2)
        let options = StarOptions(keep: 1, segments: 6, radius: nil)
        for dataflow in SpatialDataflow.allCases {
            let spread = SpatialSpread(mesh: Mesh(width: 3, height: 2), dataflow: dataflow, ring: .folded)
            let output = try SpatialAttention(head, options: options, spread: spread).run().output
            for query in 0..<20 {
                let exact = PlainAttention.output(head, query: query, over: Array(0..<50))
                #expect(largestGap(Array(output[query * 8..<query * 8 + 8]), exact) < 1e-6)
            }
        }
    }

    @Test("What is sent is rounded to float32, and arrives")
    func rounding() throws {
        var random = RandomTensors(72)
        let head = try random.head(queries: 40, keys: 80, width: 12, valueWidth: 9, scale: 2)
        let options = StarOptions(segments: 16)
        let exact = try single(head, options)
        for dataflow in SpatialDataflow.allCases {
            let spread = SpatialSpread(mesh: Mesh(width: 4, height: 4), dataflow: dataflow)
            let gap = largestGap(try SpatialAttention(head, options: options, spread: spread).run().output, exact)
            // States travel with queries and partial softmaxes only.
            #expect((gap > 1e-12) == (dataflow == .queryRing || dataflow == .rowColumn), "\(dataflow) \(gap)")
        }
    }

    @Test("A core cannot choose keys whose predictions it has not, nor attend to keys or for queries that it has not")
    func missing() throws {
        var random = RandomTensors(75)
        let head = try random.head(queries: 8, keys: 16, width: 4, valueWidth: 4)
        let attention = try SpatialAttention(
            head, options: StarOptions(keep: 1, segments: 4, radius: nil),
            spread: SpatialSpread(mesh: Mesh(width: 2, height: 2), dataflow: .selectedPull))
        var cores = SpatialCores(attention)
        let work = SpatialAction.attend(core: 0, queries: 0..<2, keys: 4..<8)
        #expect(throws: SparseAttentionError.self) { try cores.perform(work) }
        // Three of the four predictions of a segment are not enough to pull its keys or to choose among them.
        _ = try cores.perform(.sendPredictedKeys(4..<7, from: 1, to: 0))
        #expect(throws: SparseAttentionError.self) { try cores.perform(.pullKeys(4..<8, from: 1, to: 0)) }
        _ = try cores.perform(.pullKeys(4..<7, from: 1, to: 0))
        #expect(throws: SparseAttentionError.self) {
            try cores.perform(.attend(core: 0, queries: 0..<2, keys: 4..<7))
        }
        _ = try cores.perform(.sendPredictedKeys(7..<8, from: 1, to: 0))
        #expect(throws: SparseAttentionError.self) { try cores.perform(work) }
        #expect(try cores.perform(.pullKeys(4..<8, from: 1, to: 0)) == 4)
        _ = try cores.perform(work)
        #expect(throws: SparseAttentionError.self) {
            try cores.perform(.attend(core: 0, queries: 2..<4, keys: 4..<8))
        }
        // Keys that go round in two pieces are not chosen in segments as long as both.
        #expect(throws: SparseAttentionError.self) {
            try SpatialAttention(
                head, options: StarOptions(segments: 4),
                spread: SpatialSpread(mesh: Mesh(width: 2, height: 2), dataflow: .keyValueRing, bothWays: true))
        }
    }

    @Test("A state that float32 cannot carry is refused, and values that it can carry are not")
    func overflow() throws {
        for (value, isRefused) in [(Float(3e38), true), (1e37, false)] {
            let values = try TokenMatrix(rows: 16, columns: 2, elements: [Float](repeating: value, count: 32))
            let zeros = try TokenMatrix(rows: 16, columns: 2, elements: [Float](repeating: 0, count: 32))
            let head = try AttentionHead(queries: zeros, keys: zeros, values: values)
            let attention = try SpatialAttention(
                head, options: StarOptions(keep: 1, segments: 4),
                spread: SpatialSpread(mesh: Mesh(width: 2, height: 2), dataflow: .queryRing))
            if isRefused {
                #expect(throws: SparseAttentionError.self) { try attention.run() }
            } else {
                #expect(try attention.run().output.allSatisfy { abs($0 / Double(value) - 1) < 1e-6 })
            }
        }
    }

    @Test("Pulled keys are the union of what a core's queries choose")
    func pulled() throws {
        var random = RandomTensors(73)
        let head = try random.head(queries: 12, keys: 60, width: 8, valueWidth: 8, scale: 3)
        let options = StarOptions(keep: 0.2, segments: 6)
        let spread = SpatialSpread(mesh: Mesh(width: 3, height: 2), dataflow: .selectedPull)
        let attention = try SpatialAttention(head, options: options, spread: spread)
        let chosen = attention.chooseAll()
        var expected = 0
        for core in 0..<6 {
            let union = Set(chosen[2 * core..<2 * core + 2].flatMap { $0 })
            expected += union.count { !(10 * core..<10 * core + 10).contains(Int($0)) }
        }
        #expect(try attention.run().pulledKeys.reduce(0, +) == expected)
        #expect(expected > 0 && expected < 6 * 50)
    }

    @Test("Wrong input is refused")
    func wrongInput() throws {
        var random = RandomTensors(74)
        let head = try random.head(queries: 8, keys: 8, width: 4, valueWidth: 4)
        let mesh = Mesh(width: 3, height: 3)
        #expect(throws: SparseAttentionError.self) { try SpatialPlan(SpatialSpread(mesh: mesh), queries: 8, keys: 8) }
        #expect(throws: SparseAttentionError.self) {
            try SpatialPlan(SpatialSpread(mesh: mesh, parts: 0), queries: 8, keys: 9)
        }
        #expect(throws: SparseAttentionError.self) {
            try SpatialAttention(
                head, options: StarOptions(segments: 3), spread: SpatialSpread(mesh: Mesh(width: 2, height: 1)))
        }
    }
}
