import Foundation
import Testing

@testable import SparseAttention

/// What NumPy makes of the head in the fixtures.
struct PredictedFixture: Decodable {
    let shift: Int
    let keys: [[Int]]
    let scores: [[Int]]
    let chosen: [[Int]]
    let output: [[Double]]

    static func folder() throws -> String {
        try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures").path
    }

    static func read() throws -> [String: PredictedFixture] {
        let path = try folder() + "/prediction.json"
        let data = try #require(FileManager.default.contents(atPath: path))
        return try JSONDecoder().decode([String: PredictedFixture].self, from: data)
    }
}

@Suite("Prediction")
struct PredictionTests {
    @Test("Keys, scores, choices and output equal a second implementation's", arguments: ["differential", "symmetric"])
    func secondImplementation(name: String) throws {
        let fixture = try #require(try PredictedFixture.read()[name])
        let scheme = try #require(PredictionScheme(rawValue: name))
        let groups = try AttentionFolder(path: try PredictedFixture.folder() + "/files").groups
        let head = try #require(groups.first?.first)
        let star = try StarHead(
            head, options: StarOptions(keep: 0.25, segments: 4, prediction: .init(scheme: scheme), radius: nil))
        #expect(star.predictedKeys.truncatedBits == fixture.shift)
        #expect(star.predictedKeys.keys.elements.map(Int.init) == fixture.keys.flatMap { $0 })
        var block = star.makeBlock()
        let rows = try #require(star.blocks.first)
        star.predict(rows, in: &block)
        #expect(block.scores == fixture.scores.flatMap { $0.map(Double.init) })
        star.choose(in: &block)
        for row in rows { #expect(block.selection.keys(row: row).map(Int.init).sorted() == fixture.chosen[row]) }
        star.attend(in: &block)
        #expect(largestGap(block.output, fixture.output.flatMap { $0 }) < 1e-12)
    }

    @Test("Sums of the key prediction are shifts and additions of codes, cut and saturated")
    func shiftsAndAdditions() throws {
        var random = RandomTensors(3)
        let source = try KeySource(tokens: try random.matrix(9, 30), weights: try random.matrix(30, 7))
        let tokens = FixedPointMatrix(source.tokens, width: .eight)
        let weights = FixedPointMatrix(source.weights, width: .eight)
        var sums: [Int] = []
        var products = 0
        for row in 0..<9 {
            for column in 0..<7 {
                var sum = 0
                for inner in 0..<30 {
                    let code = try #require(
                        LeadingZeroCode(Int(weights.elements[inner * 7 + column]), width: .eight))
                    sum += LeadingZeroProduct.differential(Int(tokens.elements[row * 30 + inner]), code)
                    products += code.isZero || tokens.elements[row * 30 + inner] == 0 ? 0 : 1
                }
                sums.append(sum)
            }
        }
        let none = try PredictedKeys(source, options: .init(truncation: .bits(0)))
        #expect(none.keys.elements.map(Int.init) == sums.map { max(-32768, min(32767, $0)) })
        #expect(none.saturatedElements == sums.count { $0 > 32767 || $0 < -32768 })
        #expect(none.operations == OperationCounts(add: products, shift: products))
        for (rounding, bias) in [(PredictionOptions.Rounding.down, 0.0), (.nearest, 0.5)] {
            let cut = try PredictedKeys(source, options: .init(truncation: .bits(5), rounding: rounding))
            #expect(cut.keys.elements.map(Int.init) == sums.map { Int((Double($0) / 32 + bias).rounded(.down)) })
        }
    }

    @Test("Wider tokens and queries choose more of the exact best keys, narrower queries fewer")
    func widths() throws {
        var random = RandomTensors(8)
        let source = try KeySource(tokens: try random.matrix(300, 64), weights: try random.matrix(64, 16))
        let head = try AttentionHead(
            queries: try random.matrix(60, 16), keys: try source.project(Array(0..<300)),
            values: try random.matrix(300, 1), source: source)
        func comparison(_ tokens: OperandWidth, _ queries: OperandWidth) throws -> HeadComparison {
            var comparison = HeadComparison()
            let prediction = PredictionOptions(scheme: .integer, tokenWidth: tokens, queryWidth: queries)
            try comparison.add(
                [head], options: StarOptions(keep: 0.1, segments: 1, prediction: prediction, radius: nil),
                scheduling: false)
            return comparison
        }
        let narrow = try comparison(.eight, .eight)
        let published = try comparison(.eight, .sixteen)
        let wide = try comparison(.sixteen, .sixteen)
        #expect(narrow.quality.recall <= published.quality.recall && published.quality.recall < wide.quality.recall)
        #expect(wide.quality.recall > 0.995)
        // Tokens of twice the bytes, codes of 5 bits instead of 4, and keys and values of other unions of choices.
        let loads = 2 * (16 + 1) * (wide.reuse.headUnionKeys - published.reuse.headUnionKeys)
        #expect(wide.star.bytesMoved - published.star.bytesMoved == 300 * 64 + 64 * 16 / 8 + loads)
        // Sums stay exact: the same integers as a sum of products in integers gives.
        let keys = try PredictedKeys(
            source, options: .init(scheme: .integer, truncation: .bits(20), tokenWidth: .sixteen))
        let tokens = FixedPointMatrix(source.tokens, width: .sixteen)
        let weights = FixedPointMatrix(source.weights, width: .sixteen)
        for (row, column) in [(0, 0), (299, 15), (17, 3)] {
            let sum = (0..<64).reduce(0) {
                $0 + Int(tokens.elements[row * 64 + $1]) * Int(weights.elements[$1 * 16 + column])
            }
            #expect(Int(keys.keys.elements[row * 16 + column]) == max(-32768, min(32767, sum >> 20)))
        }
    }

    @Test("Calibration cuts as little as it can without saturating")
    func calibration() throws {
        var random = RandomTensors(4)
        let source = try KeySource(tokens: try random.matrix(40, 600), weights: try random.matrix(600, 8))
        let calibrated = try PredictedKeys(source)
        #expect(calibrated.saturatedElements == 0 && calibrated.truncatedBits > 0)
        let less = try PredictedKeys(source, options: .init(truncation: .bits(calibrated.truncatedBits - 1)))
        #expect(less.saturatedElements > 0)
        #expect(throws: SparseAttentionError.self) {
            try PredictedKeys(source, options: .init(truncation: .bits(60)))
        }
    }

    /// Expected is what codes keep in the mean.
    ///
    /// With mantissas m spread evenly by logarithm over 1 to 2, a code keeps E(m) / E(m^2) = 2 / 3 of what it is
    /// weighed by, and 1 / ln 2 is made up for: 0.962 for each code of a product. The codes of predicted keys, which
    /// only the symmetric scheme has, are not spread like that.
    @Test(
        "A predicted score stands for its logits in the mean",
        arguments: [
            (PredictionScheme.differential, 2, 0.03), (.symmetric, 4, 0.2), (.fourBit, 0, 0.05), (.integer, 0, 0.01),
        ])
    func unit(scheme: PredictionScheme, codes: Int, tolerance: Double) throws {
        var random = RandomTensors(5)
        func spread(_ rows: Int, _ columns: Int) throws -> TokenMatrix {
            try TokenMatrix(
                rows: rows, columns: columns,
                elements: (0..<rows * columns).map { _ in
                    Float(pow(2, -4 * random.uniform()) * (random.uniform() < 0.5 ? -1 : 1))
                })
        }
        let source = try KeySource(tokens: try spread(200, 128), weights: try spread(128, 32))
        let head = try AttentionHead(
            queries: try spread(50, 32), keys: try source.project(Array(0..<200)),
            values: try random.matrix(200, 1), source: source)
        let star = try StarHead(head, options: StarOptions(prediction: .init(scheme: scheme)))
        var block = star.makeBlock()
        star.predict(0..<50, in: &block)
        var (product, square, exact) = (0.0, 0.0, 0.0)
        for query in 0..<50 {
            for key in 0..<200 {
                let predicted = block.scores[query * 200 + key] * star.logitsPerScore
                let logit = PlainAttention.score(head, query: query, key: key)
                product += predicted * logit
                square += predicted * predicted
                exact += logit * logit
            }
        }
        let expected = (0..<codes).reduce(1.0) { value, _ in value * 2 / 3 * PredictionScheme.meanMantissa }
        #expect(abs(product / exact - expected) < tolerance)
        #expect(product / (square * exact).squareRoot() > 0.9)
    }

    /// The anchors are NumPy's, on Gaussian tensors: S = 1024, H = 512, d = 64, T = 128, exact best keys.
    @Test("On normal numbers 4 bits recall more than one code, and one code more than two")
    func recallOrder() throws {
        var random = RandomTensors(6)
        let source = try KeySource(tokens: try random.matrix(1024, 512), weights: try random.matrix(512, 64))
        let head = try AttentionHead(
            queries: try random.matrix(128, 64), keys: try source.project(Array(0..<1024)),
            values: try random.matrix(1024, 1), source: source)
        let anchors: [(PredictionScheme, [Double])] = [
            (.fourBit, [0.793, 0.830, 0.851, 0.878, 0.924]), (.differential, [0.766, 0.807, 0.831, 0.861, 0.914]),
            (.symmetric, [0.674, 0.727, 0.759, 0.804, 0.879]),
        ]
        var measured: [[Double]] = []
        for (scheme, _) in anchors {
            measured.append(
                try [0.05, 0.10, 0.15, 0.25, 0.50].map { keep in
                    var comparison = HeadComparison()
                    try comparison.add(
                        [head],
                        options: StarOptions(keep: keep, segments: 1, prediction: .init(scheme: scheme), radius: nil),
                        scheduling: false)
                    return comparison.quality.recall
                })
        }
        for place in 0..<5 {
            #expect(measured[0][place] > measured[1][place] && measured[1][place] > measured[2][place])
            for (scheme, anchor) in zip(measured, anchors) {
                #expect(abs(scheme[place] - anchor.1[place]) < 0.02, "\(anchor.0), place \(place)")
            }
        }
    }
}
