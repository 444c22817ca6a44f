import Glibc
import Testing

@testable import SparseAttention

@Suite("Comparison of a head's three ways")
struct HeadComparisonTests {
    @Test("With all keys kept nothing is lost")
    func nothingLost() throws {
        var random = RandomTensors(61)
        let head = try random.head(queries: 40, keys: 100, width: 16, valueWidth: 8)
        var comparison = HeadComparison()
        try comparison.add([head], options: StarOptions(keep: 1, radius: nil))
        #expect(comparison.quality.recall == 1 && comparison.quality.keptShare == 1)
        #expect(abs(comparison.quality.softmaxMassKept - 1) < 1e-12)
        #expect(comparison.quality.outputRelativeError < 1e-12)
        #expect(comparison.reuse.unionRatio == 1 && comparison.reuse.headUnionRatio == 1)
        #expect(comparison.star.products == comparison.dense.products)
        // Each of 40 rows wants every key: one load of each key and value.
        #expect(comparison.reuse.scheduledLoads == 200)
    }

    @Test("Recall, mass and error are those of brute force")
    func bruteForce() throws {
        var random = RandomTensors(62)
        let head = try random.head(queries: 30, keys: 80, width: 12, valueWidth: 6, scale: 3)
        let options = StarOptions(keep: 0.2, segments: 4, isCausal: true, radius: 3, rowGroup: 16)
        var comparison = HeadComparison()
        let output = try comparison.add([head], options: options)[0]
        var (recall, mass, error, norm) = (0.0, 0.0, 0.0, 0.0)
        var row = 0
        _ = try StarHead(head, options: options).run(valueWidth: 6) { block in
            for place in 0..<block.rows.count {
                let seen = Array(0..<(row + 51))
                let scores = seen.map { PlainAttention.score(head, query: row, key: $0) }
                let quota = (0..<4).reduce(0) { sum, segment in
                    let visible = max(0, min(20, seen.count - 20 * segment))
                    return sum + (visible == 0 ? 0 : max(1, Int((0.2 * Double(visible)).rounded())))
                }
                let best = Set(seen.sorted { scores[$0] > scores[$1] }.prefix(quota))
                let kept = block.selection.keys(row: place).map(Int.init)
                recall += Double(best.intersection(kept).count) / Double(quota)
                let weights = scores.map { exp($0) }
                mass += kept.reduce(0) { $0 + weights[$1] } / weights.reduce(0, +)
                let dense = PlainAttention.output(head, query: row, over: seen)
                for column in 0..<6 {
                    let gap = output[row * 6 + column] - dense[column]
                    error += gap * gap
                    norm += dense[column] * dense[column]
                }
                row += 1
            }
        }
        #expect(abs(comparison.quality.recall - recall / 30) < 1e-12)
        #expect(abs(comparison.quality.softmaxMassKept - mass / 30) < 1e-12)
        #expect(abs(comparison.quality.outputRelativeError - (error / norm).squareRoot()) < 1e-12)
    }

    @Test("Heads that share keys count their prediction and making once, and their union together")
    func groups() throws {
        var random = RandomTensors(63)
        let source = try KeySource(tokens: try random.matrix(50, 20), weights: try random.matrix(20, 8))
        let keys = try source.project(Array(0..<50))
        let values = try random.matrix(50, 8)
        let heads = try (0..<3).map { _ in
            try AttentionHead(queries: try random.matrix(25, 8), keys: keys, values: values, source: source)
        }
        let options = StarOptions(keep: 0.2, radius: nil)
        var (together, apart) = (HeadComparison(), HeadComparison())
        let grouped = try together.add(heads, options: options)
        let single = try heads.map { try apart.add([$0], options: options)[0] }
        #expect(grouped == single)
        #expect(together.quality == apart.quality && together.heads == 3)
        #expect(3 * together.star.keyPrediction == apart.star.keyPrediction)
        #expect(together.dense.generation == .products(50 * 20 * 16))
        #expect(together.star.generation == .products(together.reuse.headUnionKeys * 20 * 16))
        #expect(together.star.softmax == apart.star.softmax)
        #expect(together.reuse.unionRatio > apart.reuse.unionRatio)
        let other = try random.head(queries: 25, keys: 50, width: 8, valueWidth: 8)
        #expect(throws: SparseAttentionError.self) {
            var wrong = HeadComparison()
            try wrong.add([heads[0], other], options: options)
        }
    }
}
