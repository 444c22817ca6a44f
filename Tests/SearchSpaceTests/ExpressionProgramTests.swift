import Testing

@testable import SearchSpace

@Suite struct ExpressionProgramTests {
    static let texts = [
        "a * b == c", "a * b * c <= 12", "a + b - c > 3", "a / b == 2", "a % b == c", "a ^ b < 9", "-a + b >= c",
        "min(a, b) == c", "max(a, b, c) < 2", "abs(a - b) == c", "floor(a / 2) + ceil(b / 2) == c", "log2(a) + b < c",
        "not (a < b)", "a < b and b < c", "a < b or b < c", "a != b", "not a == b and c / (a - b) > 1",
        "2 ^ a * 2 ^ b == 8",
    ]

    /// Bounds may only rule out what no point between them satisfies.
    @Test(arguments: texts) func boundsRuleOutOnlyTheImpossible(text: String) throws {
        var symbols: [String: ExpressionParser.Symbol] = [:]
        for (index, name) in ["a", "b", "c"].enumerated() {
            symbols[name] = .init(index: index, kind: .number, choices: [])
        }
        let program = try ExpressionParser.parse(text, symbols: symbols, choiceCodes: [:])
        var generator = RandomGenerator(seed: 17)
        var ruledOut = 0
        for _ in 0..<400 {
            let ends = (0..<3).map { _ in
                [generator.index(below: 12) - 4, generator.index(below: 12) - 4].map(Double.init).sorted()
            }
            guard !program.canHold(lower: ends.map { $0[0] }, upper: ends.map { $0[1] }) else { continue }
            ruledOut += 1
            for a in stride(from: ends[0][0], through: ends[0][1], by: 0.5) {
                for b in stride(from: ends[1][0], through: ends[1][1], by: 0.5) {
                    for c in stride(from: ends[2][0], through: ends[2][1], by: 0.5) {
                        #expect(!program.isSatisfied(by: [a, b, c]))
                    }
                }
            }
        }
        let isAlwaysOpen = text.contains(" or ") || text == "a != b"
        #expect(ruledOut > 0 || isAlwaysOpen)
    }
}
