import Glibc
import SparseAttention
import Testing
import _IngotTestSupport

/// Tensors of normal numbers, the same in every run.
struct RandomTensors {
    private var generator: SplitMix

    init(_ seed: UInt64) { generator = SplitMix(seed) }

    mutating func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func normal() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &generator) }

    mutating func matrix(_ rows: Int, _ columns: Int, scale: Double = 1) throws -> TokenMatrix {
        try TokenMatrix(
            rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(normal() * scale) })
    }

    mutating func head(queries: Int, keys: Int, width: Int, valueWidth: Int, scale: Double = 1) throws -> AttentionHead
    {
        try AttentionHead(
            queries: try matrix(queries, width, scale: scale), keys: try matrix(keys, width),
            values: try matrix(keys, valueWidth))
    }
}

/// Attention as its formula says, one number after the other.
enum PlainAttention {
    static func score(_ head: AttentionHead, query: Int, key: Int) -> Double {
        var sum = 0.0
        for column in 0..<head.keys.columns {
            sum += Double(head.queries[query, column]) * Double(head.keys[key, column])
        }
        return sum / Double(head.keys.columns).squareRoot()
    }

    static func output(_ head: AttentionHead, query: Int, over keys: [Int]) -> [Double] {
        let scores = keys.map { score(head, query: query, key: $0) }
        let largest = scores.max() ?? 0
        let weights = scores.map { exp($0 - largest) }
        let sum = weights.reduce(0, +)
        return (0..<head.values.columns).map { column in
            zip(keys, weights).reduce(0) { $0 + $1.1 / sum * Double(head.values[$1.0, column]) }
        }
    }
}

extension StarHead {
    /// Computes all rows, hands over each block, and returns the output.
    func run(valueWidth: Int, _ visit: (StarBlock) throws -> Void = { _ in }) rethrows -> [Double] {
        var block = makeBlock()
        var result: [Double] = []
        for rows in blocks {
            predict(rows, in: &block)
            choose(in: &block)
            attend(in: &block)
            result += block.output.prefix(rows.count * valueWidth)
            try visit(block)
        }
        return result
    }
}

func largestGap(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
