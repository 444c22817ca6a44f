import Glibc
import Testing

@testable import SparseAttention

@Suite("STAR on a head")
struct StarHeadTests {
    private static let updates: [SortedUpdate] = SortedUpdate.Order.allCases.flatMap { order in
        SortedUpdate.Merge.allCases.map { SortedUpdate(order: order, merge: $0) }
    }

    @Test("With all keys kept it is dense attention, masked or not, for every order of updates", arguments: updates)
    func allKeys(update: SortedUpdate) throws {
        var random = RandomTensors(51)
        for trial in 0..<12 {
            let keys = random.integer(1...300)
            let queries = random.integer(1...keys)
            let head = try random.head(
                queries: queries, keys: keys, width: random.integer(1...40), valueWidth: random.integer(1...40),
                scale: 6)
            let options = StarOptions(
                keep: 1, segments: random.integer(1...min(keys, 20)), isCausal: trial % 2 == 0, radius: nil,
                update: update, rowGroup: random.integer(1...128))
            let output = try StarHead(head, options: options).run(valueWidth: head.values.columns)
            let dense = try SoftmaxAttention(head, isCausal: options.isCausal).output()
            #expect(largestGap(output, dense) < 1e-12)
        }
    }

    @Test("The output is the softmax over the keys that were chosen", arguments: updates)
    func chosenKeys(update: SortedUpdate) throws {
        var random = RandomTensors(52)
        for trial in 0..<10 {
            let source = try KeySource(tokens: try random.matrix(90, 40), weights: try random.matrix(40, 16))
            let head = try AttentionHead(
                queries: try random.matrix(70, 16), keys: try source.project(Array(0..<90)),
                values: try random.matrix(90, 9), source: source)
            let options = StarOptions(
                keep: 0.3, segments: 5, isCausal: trial % 2 == 0, radius: trial % 3 == 0 ? 4 : nil, update: update,
                rowGroup: 32)
            var expected: [Double] = []
            let output = try StarHead(head, options: options).run(valueWidth: 9) { block in
                for (place, row) in block.rows.enumerated() {
                    let keys = block.selection.keys(row: place).map(Int.init)
                    #expect(Set(keys).count == keys.count)
                    if options.isCausal { #expect(keys.allSatisfy { $0 <= row + 20 }) }
                    expected += PlainAttention.output(head, query: row, over: keys)
                }
            }
            #expect(largestGap(output, expected) < 1e-12)
        }
    }

    @Test(
        "Keys and values made only for the union of a row group give the same output as all of them",
        arguments: [16, 128])
    func onDemand(rowGroup: Int) throws {
        var random = RandomTensors(59)
        let tokens = try random.matrix(200, 24)
        let keySource = try KeySource(tokens: tokens, weights: try random.matrix(24, 8))
        let valueSource = try KeySource(tokens: tokens, weights: try random.matrix(24, 6))
        let all = Array(0..<200)
        let head = try AttentionHead(
            queries: try random.matrix(150, 8), keys: try keySource.project(all),
            values: try valueSource.project(all), source: keySource)
        let options = StarOptions(keep: 0.02, segments: 2, rowGroup: rowGroup)
        var made = 0
        var expected: [Double] = []
        let output = try StarHead(head, options: options).run(valueWidth: 6) { block in
            var union = KeyUnion(tokens: 200)
            union.insert(block.selection)
            made += union.count
            // What nobody chose is not made: here it is so large that any use of it would show.
            func scattered(_ source: KeySource, width: Int) throws -> TokenMatrix {
                var elements = [Float](repeating: 1e30, count: 200 * width)
                let rows = try source.project(union.keys)
                for (place, key) in union.keys.enumerated() {
                    for column in 0..<width { elements[key * width + column] = rows[place, column] }
                }
                return try TokenMatrix(rows: 200, columns: width, elements: elements)
            }
            guard let keys = try? scattered(keySource, width: 8), let values = try? scattered(valueSource, width: 6),
                let sparse = try? AttentionHead(queries: head.queries, keys: keys, values: values)
            else { return }
            for (place, row) in block.rows.enumerated() {
                expected += PlainAttention.output(
                    sparse, query: row, over: block.selection.keys(row: place).map(Int.init))
            }
        }
        #expect(expected.count == output.count && largestGap(output, expected) < 1e-12)
        #expect(made < 200 * ((150 + rowGroup - 1) / rowGroup))
    }

    @Test("Full integers choose the exact best keys; codes choose worse ones")
    func integers() throws {
        var random = RandomTensors(53)
        let head = try random.head(queries: 40, keys: 400, width: 24, valueWidth: 4)
        func recall(_ scheme: PredictionScheme) throws -> Double {
            var comparison = HeadComparison()
            try comparison.add(
                [head], options: StarOptions(keep: 0.1, segments: 1, prediction: .init(scheme: scheme), radius: nil))
            return comparison.quality.recall
        }
        #expect(try recall(.integer) > 0.995)
        #expect(try recall(.differential) < 0.99)
        #expect(try recall(.symmetric) < recall(.differential))
    }

    @Test("A rotary embedding turns queries and keys as its formula says, and their scores depend on distance alone")
    func rotary() throws {
        var random = RandomTensors(54)
        for layout in RotaryEmbedding.Layout.allCases {
            let rotary = try RotaryEmbedding(base: 100, layout: layout)
            let one = try random.matrix(1, 6)
            let other = try random.matrix(1, 6)
            func product(_ first: Int, _ second: Int) throws -> Double {
                let left = try rotary.rotate(one, named: "q", firstPosition: first)
                let right = try rotary.rotate(other, named: "k", firstPosition: second)
                return (0..<6).reduce(0) { $0 + Double(left[0, $1]) * Double(right[0, $1]) }
            }
            #expect(abs(try product(3, 1) - product(40, 38)) < 1e-5)
            #expect(abs(try product(3, 1) - product(3, 2)) > 1e-3)
            let turned = try rotary.rotate(one, named: "q", firstPosition: 5)
            let (first, second) = layout == .halves ? (1, 4) : (2, 3)
            let angle = 5 / pow(100, 2.0 / 6)
            let x = Double(one[0, first]) * cos(angle) - Double(one[0, second]) * sin(angle)
            #expect(abs(Double(turned[0, first]) - x) < 1e-6)
            // All kept, STAR equals dense attention under the embedding, and with few kept predicts under it.
            let head = try random.head(queries: 50, keys: 64, width: 16, valueWidth: 5, scale: 3)
            for rotation in PredictionOptions.Rotation.allCases {
                var options = StarOptions(
                    keep: 1, isCausal: true, rotary: rotary, prediction: .init(rotation: rotation), radius: nil)
                let output = try StarHead(head, options: options).run(valueWidth: 5)
                let dense = try SoftmaxAttention(head, isCausal: true, rotary: rotary).output()
                #expect(largestGap(output, dense) < 1e-12)
                options.keep = 0.25
                var comparison = HeadComparison()
                try comparison.add([head], options: options)
                #expect(comparison.quality.recall > 0.7)
                let pairs = 64 * 8
                #expect(
                    comparison.star.keyPrediction
                        == (rotation == .multiplied
                            ? OperationCounts(add: 2 * pairs, multiply: 4 * pairs)
                            : OperationCounts(add: 2 * pairs, shift: 4 * pairs)))
            }
            #expect(throws: SparseAttentionError.self) {
                try StarHead(
                    random.head(queries: 1, keys: 4, width: 3, valueWidth: 1), options: StarOptions(rotary: rotary))
            }
        }
    }

    @Test("Operations of a small head are those counted by hand")
    func handCounts() throws {
        var random = RandomTensors(55)
        let head = try random.head(queries: 3, keys: 32, width: 4, valueWidth: 2)
        let star = try StarHead(head, options: StarOptions(keep: 0.25, segments: 2, radius: nil))
        var block = star.makeBlock()
        star.predict(0..<3, in: &block)
        star.choose(in: &block)
        star.attend(in: &block)
        // No operand of these queries is zero: 3 x 32 x 4 products, a shift and an addition each.
        #expect(block.counts.scorePrediction == OperationCounts(add: 384, shift: 384))
        // Two segments of 16 keys in 2 passes for the one sweep that yields 4, in 3 rows.
        #expect(block.sortingPasses == 12)
        #expect(block.counts.sorting == OperationCounts(compare: 12 * 47))
        // 8 keys a row, 4 multiplications for a score and 2 for its value.
        #expect(block.counts.products == OperationCounts(add: 144, multiply: 144))
        #expect(block.counts.softmax.compare == 12 && block.counts.softmax.add == 24)
        #expect(block.counts.softmax.divide == 6 && block.updates.tiles == 6)
    }

    @Test("A radius clips keys of little weight, and says how many")
    func radius() throws {
        var random = RandomTensors(56)
        let head = try random.head(queries: 30, keys: 200, width: 16, valueWidth: 4, scale: 6)
        func comparison(_ radius: Double?) throws -> HeadComparison {
            var result = HeadComparison()
            try result.add([head], options: StarOptions(keep: 0.5, radius: radius))
            return result
        }
        let (open, narrow) = (try comparison(nil), try comparison(5))
        #expect(open.clippedKeys == 0 && narrow.clippedKeys > 0)
        #expect(narrow.quality.keptKeys + narrow.clippedKeys == open.quality.keptKeys)
        #expect(open.quality.softmaxMassKept - narrow.quality.softmaxMassKept < 0.05)
        #expect(narrow.star.sorting.compare < open.star.sorting.compare)
    }

    @Test("Sixteen bits are enough for the formal computation")
    func fixedArithmetic() throws {
        var random = RandomTensors(57)
        let head = try random.head(queries: 20, keys: 60, width: 32, valueWidth: 8)
        let dense = try SoftmaxAttention(head).output()
        let fixed = try StarHead(head, options: StarOptions(keep: 1, radius: nil, arithmetic: .fixed16)).run(
            valueWidth: 8)
        let gap = largestGap(dense, fixed)
        #expect(gap > 1e-9 && gap < 1e-3)
    }

    @Test("Extreme tensors neither trap nor give anything but finite numbers, or are refused as not finite")
    func extremes() throws {
        let values: [Float] = [
            0, 1e-38, .leastNonzeroMagnitude, 1e18, -1e18, 3e38, -3e38, .greatestFiniteMagnitude,
        ]
        for value in values {
            let tensor = try TokenMatrix(rows: 8, columns: 4, elements: [Float](repeating: value, count: 32))
            let source = try KeySource(
                tokens: tensor,
                weights: try TokenMatrix(rows: 4, columns: 4, elements: [Float](repeating: value, count: 16)))
            let head = try AttentionHead(queries: tensor, keys: tensor, values: tensor, source: source)
            for scheme in PredictionScheme.allCases {
                for radius in [nil, 1.0] {
                    var options = StarOptions(keep: 0.5, prediction: .init(scheme: scheme), radius: radius)
                    var comparison = HeadComparison()
                    let outputs = try comparison.add([head], options: options)
                    #expect(outputs.allSatisfy { $0.allSatisfy(\.isFinite) })
                    #expect(comparison.quality.recall == 1 && comparison.quality.outputRelativeError.isFinite)
                    // Turned, a pair of equal elements can come to the root of 2 times either.
                    options.rotary = try RotaryEmbedding()
                    var turned = HeadComparison()
                    if abs(value) < 2e38 {
                        let outputs = try turned.add([head], options: options)
                        #expect(outputs.allSatisfy { $0.allSatisfy(\.isFinite) })
                        #expect(turned.quality.softmaxMassKept.isFinite)
                    } else {
                        #expect(throws: SparseAttentionError.self) { try turned.add([head], options: options) }
                    }
                }
            }
        }
        // Products of keys made from such tokens are beyond float32 as well.
        let large = try TokenMatrix(rows: 2, columns: 2, elements: [3e38, 3e38, 3e38, 3e38])
        #expect(throws: SparseAttentionError.notFinite(tensor: "x times wk", row: 0, column: 0)) {
            try KeySource(tokens: large, weights: large).project([0, 1])
        }
    }

    @Test("Wrong options are refused")
    func wrongOptions() throws {
        var random = RandomTensors(58)
        let head = try random.head(queries: 9, keys: 8, width: 4, valueWidth: 4)
        for options in [
            StarOptions(keep: 0), StarOptions(keep: .nan), StarOptions(segments: 9), StarOptions(segments: 0),
            StarOptions(isCausal: true), StarOptions(radius: -1), StarOptions(radius: .nan), StarOptions(rowGroup: 0),
            StarOptions(rowGroup: 129), StarOptions(update: .init(exponentRange: -1)),
        ] {
            #expect(throws: SparseAttentionError.self) { try StarHead(head, options: options) }
        }
        #expect(throws: SparseAttentionError.self) { try RotaryEmbedding(base: 1) }
        let broken = try TokenMatrix(rows: 1, columns: 2, elements: [1, .nan])
        #expect(throws: SparseAttentionError.notFinite(tensor: "q", row: 0, column: 1)) {
            try AttentionHead(queries: broken, keys: broken, values: broken)
        }
        #expect(throws: SparseAttentionError.self) { try TokenMatrix(rows: .max, columns: 2, elements: []) }
    }
}
