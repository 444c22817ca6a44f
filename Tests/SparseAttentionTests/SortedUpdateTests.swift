import Glibc
import Testing

@testable import SparseAttention

@Suite("Sorted-updating FlashAttention")
struct SortedUpdateTests {
    /// A query, keys and values, and some of the keys in tiles of random sizes and orders.
    private func example(
        _ random: inout RandomTensors, scale: Double = 3
    ) throws -> (head: AttentionHead, tiles: [[Int32]]) {
        let count = random.integer(1...60)
        let head = try random.head(
            queries: 1, keys: count, width: random.integer(1...40), valueWidth: random.integer(1...40), scale: scale)
        let chosen = random.shuffled(Array(0..<count)).prefix(random.integer(1...count))
        var tiles: [[Int32]] = [[]]
        for key in chosen {
            if random.integer(0...6) == 0 { tiles.append([]) }
            tiles[tiles.count - 1].append(Int32(key))
        }
        return (head, tiles)
    }

    private static let variants: [SortedUpdate] = SortedUpdate.Order.allCases.flatMap { order in
        SortedUpdate.Merge.allCases.flatMap { merge in
            SortedUpdate.Assurance.allCases.map { SortedUpdate(order: order, merge: merge, assurance: $0) }
        }
    }

    @Test("The result is the softmax over the chosen keys, whatever their order and the maximum", arguments: variants)
    func exactness(update: SortedUpdate) throws {
        var random = RandomTensors(21)
        var events = SortedUpdate.Events()
        for _ in 0..<200 {
            // The order is random, so that nearly every maximum is mispredicted, often by more than the unit takes.
            let (head, tiles) = try example(&random, scale: 8)
            let (output, did) = try update.attend(
                query: head.queries.elements, keys: head.keys, values: head.values, tiles: tiles)
            let exact = PlainAttention.output(head, query: 0, over: tiles.flatMap { $0.map(Int.init) })
            #expect(largestGap(output, exact) < 1e-12)
            events += did
        }
        #expect(events.mispredictedTiles > 100 && events.overflows > 100)
    }

    @Test("A saturating exponent errs only where a score exceeds its range")
    func saturation() throws {
        var random = RandomTensors(22)
        var worst = 0.0
        for _ in 0..<100 {
            let (head, tiles) = try example(&random, scale: 8)
            let update = SortedUpdate(overflow: .saturate)
            let (output, events) = try update.attend(
                query: head.queries.elements, keys: head.keys, values: head.values, tiles: tiles)
            let exact = PlainAttention.output(head, query: 0, over: tiles.flatMap { $0.map(Int.init) })
            let gap = largestGap(output, exact)
            if events.overflows == 0 { #expect(gap < 1e-12) }
            worst = max(worst, gap)
        }
        #expect(worst > 0.01)
    }

    /// Two tiles whose scores are known: 5, 3, 4 and 6, 1 with one dimension and d = 1.
    private func counts(
        _ update: SortedUpdate, _ tiles: [[Int32]], scores: [Float] = [5, 3, 4, 6, 1]
    ) throws -> OperationCounts {
        let keys = try TokenMatrix(rows: 5, columns: 1, elements: scores)
        let values = try TokenMatrix(rows: 5, columns: 2, elements: (0..<10).map(Float.init))
        return try update.attend(query: [1], keys: keys, values: values, tiles: tiles).events.operations
    }

    @Test("Operations are those counted by hand, N = 5 keys in 2 tiles of values with 2 elements")
    func handCounts() throws {
        // Descending, registered: both tiles' best is their maximum; the second replaces the first, one rescale.
        // Comparisons: best against second best and tile against registered, twice. Exponentials: 5 less the two that
        // are exp(0), and one factor. Multiplications: the factor on the sum and two outputs.
        #expect(
            try counts(.init(), [[0, 1, 2], [3, 4]])
                == OperationCounts(compare: 4, add: 5, exponential: 4, multiply: 3, divide: 2))
        // The larger tile first: nothing is rescaled, and the second tile's best needs its exponential.
        #expect(
            try counts(.init(), [[3, 4], [0, 1, 2]])
                == OperationCounts(compare: 4, add: 5, exponential: 4, multiply: 0, divide: 2))
        #expect(
            try counts(.init(assurance: .best), [[3, 4], [0, 1, 2]])
                == OperationCounts(compare: 2, add: 5, exponential: 4, multiply: 0, divide: 2))
        // Synchronised: N - Tc exponentials in the tiles and Tc factors; Tc (d + 1) multiplications and additions.
        #expect(
            try counts(.init(merge: .synchronised), [[0, 1, 2], [3, 4]])
                == OperationCounts(compare: 4, add: 11, exponential: 5, multiply: 6, divide: 2))
        // Ascending in one tile: each key but the first costs an exponential and d + 1 multiplications.
        #expect(
            try counts(.init(order: .ascending), [[4, 1, 2, 0, 3]])
                == OperationCounts(compare: 0, add: 5, exponential: 4, multiply: 12, divide: 2))
        // A maximum that is 9 above the two predicted best takes the rescue path: its own exponential is saved, the
        // factor costs one.
        #expect(
            try counts(.init(), [[1, 2, 0]], scores: [13, 3, 4, 6, 1])
                == OperationCounts(compare: 2, add: 3, exponential: 2, multiply: 3, divide: 2))
    }

    @Test("Wrong input is refused")
    func wrongInput() throws {
        var random = RandomTensors(23)
        let head = try random.head(queries: 1, keys: 4, width: 3, valueWidth: 2)
        for tiles: [[Int32]] in [[], [[]], [[4]], [[-1]]] {
            #expect(throws: SparseAttentionError.self) {
                try SortedUpdate().attend(
                    query: head.queries.elements, keys: head.keys, values: head.values, tiles: tiles)
            }
        }
        #expect(throws: SparseAttentionError.self) {
            try SortedUpdate().attend(query: [1], keys: head.keys, values: head.values, tiles: [[0]])
        }
        #expect(throws: SparseAttentionError.self) {
            try SortedUpdate(exponentRange: .nan).attend(
                query: head.queries.elements, keys: head.keys, values: head.values, tiles: [[0]])
        }
    }
}
