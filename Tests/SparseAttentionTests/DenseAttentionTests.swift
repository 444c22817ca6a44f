import Testing

@testable import SparseAttention

@Suite("Dense attention and FlashAttention-2")
struct DenseAttentionTests {
    @Test("Both equal the formula, with and without a causal mask", arguments: [false, true])
    func formula(isCausal: Bool) throws {
        var random = RandomTensors(31)
        for _ in 0..<20 {
            let keys = random.integer(1...150)
            let queries = random.integer(1...keys)
            let head = try random.head(
                queries: queries, keys: keys, width: random.integer(1...70), valueWidth: random.integer(1...70),
                scale: 4)
            let expected = (0..<queries).flatMap { query in
                PlainAttention.output(
                    head, query: query, over: Array(0..<(isCausal ? query + 1 + keys - queries : keys)))
            }
            let dense = try SoftmaxAttention(head, isCausal: isCausal).output()
            #expect(largestGap(dense, expected) < 1e-12)
            let flash = try FlashAttention(tiles: random.integer(1...keys)).output(head, isCausal: isCausal)
            #expect(largestGap(flash, expected) < 1e-12)
        }
    }

    /// SOFA's printed figures: 9e6 more in exponentials and 3e5 more comparisons at S = 2048 in tiles of 16, and about
    /// 1.5 times the untiled softmax at S = 1024 in tiles of 4.
    ///
    /// The matrix products are left out, as are divisions.
    @Test("FlashAttention-2 costs as much more than the untiled softmax as is published")
    func complexity() throws {
        var random = RandomTensors(32)
        func counts(_ tokens: Int, tile: Int) throws -> (dense: OperationCounts, flash: OperationCounts) {
            let head = try random.head(queries: tokens, keys: tokens, width: 1, valueWidth: 1)
            return (
                try SoftmaxAttention(head).counts.softmax,
                try FlashAttention(tiles: tokens / tile).counts(head).softmax
            )
        }
        let large = try counts(2048, tile: 16)
        #expect(abs(Double(large.flash.compare - large.dense.compare) / 2.6e5 - 1) < 0.02)
        let exponentials = large.flash.exponential - large.dense.exponential
        #expect(abs(OperationWeights().cost(OperationCounts(exponential: exponentials)) / 8.9e6 - 1) < 0.02)
        let small = try counts(1024, tile: 4)
        let weights = OperationWeights(multiply: 0, divide: 0)
        #expect(abs(weights.cost(small.flash) / weights.cost(small.dense) - 1.46) < 0.005)
    }

    @Test("Counts of a masked head are those of the keys that are seen")
    func maskedCounts() throws {
        var random = RandomTensors(33)
        let head = try random.head(queries: 6, keys: 8, width: 3, valueWidth: 2)
        // Rows see 3, 4, 5, 6, 7 and 8 keys: 33 pairs.
        let dense = try SoftmaxAttention(head, isCausal: true).counts
        #expect(dense.products == OperationCounts(add: 165, multiply: 165))
        #expect(dense.softmax == OperationCounts(compare: 33, add: 33, exponential: 33, divide: 33))
        #expect(dense.bytesMoved == 2 * (6 * 5 + 8 * 5 + 4 * 33))
        // Tiles of 4 keys: one is seen by rows 0 and 1, two by the others, 10 in all; groups of 4 rows see 6 and 8
        // keys.
        let flash = try FlashAttention(tiles: 2, rowGroup: 4).counts(head, isCausal: true)
        #expect(
            flash.softmax == OperationCounts(compare: 43, add: 33, exponential: 53, multiply: 30, divide: 12))
        #expect(flash.bytesMoved == 2 * (6 * 5 + 14 * 5))
    }
}
