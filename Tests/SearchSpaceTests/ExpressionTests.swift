import SearchSpace
import Testing

@Suite struct ExpressionTests {
    /// Whether a rule holds for given values of `a`, `b`, `flag`, `kind`; `gone` is never active.
    func holds(
        _ text: String, a: Int = 6, b: Int = 4, flag: Bool = true, kind: String = "info-sow"
    ) throws -> Bool {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "a", domain: .integer(lower: -100, upper: 100, scale: .linear)),
                Parameter(name: "b", domain: .ordinal([.integer(0), .integer(3), .integer(4), .integer(200_000_000)])),
                Parameter(name: "flag", domain: .categorical([.boolean(false), .boolean(true)])),
                Parameter(name: "kind", domain: .categorical([.string("ws"), .string("info-sow"), .string("1f1b")])),
                Parameter(
                    name: "gone", domain: .integer(lower: 1, upper: 2, scale: .linear),
                    conditions: [.init(parameter: "a", values: [.integer(-100)])]),
                Parameter(name: "strategy.tensor", domain: .ordinal([.integer(2)])),
                Parameter(name: "odd-name", domain: .ordinal([.integer(5)])),
            ],
            constraints: [KnownConstraint("a == 99 or (\(text))")])
        return space.contains(
            Candidate(values: [
                .integer(a), .integer(b), .boolean(flag), .string(kind), nil, .integer(2), .integer(5),
            ]))
    }

    @Test(arguments: [
        "a == 6", "a + b * 2 == 14", "(a + b) * 2 == 20", "a - b - 1 == 1", "a / b == 1.5", "a % b == 2",
        "-a % b == 2", "2 ^ 3 ^ 2 == 512 and a > 0", "-a ^ 2 == -36", "min(a, b, 3) == 3", "max(a, b) == a",
        "abs(-a) == 6",
        "floor(a / b) + ceil(a / b) == 3", "log2(b) == 2", "a != b", "not a == b", "not (a < b) and a >= b", "a <= 6",
        "false or flag and a > b", "flag == true", "flag != false", "kind == info-sow", "kind != ws",
        "kind == \"info-sow\"", "'info-sow' == kind", "kind != 1f1b and flag", "strategy.tensor * 3 == a",
        "`odd-name` == 5", "a>b and(b>1)", "1e1 > a", ".5 * b == 2", "a == 0 or b / a < 1", "b != 4 or not not flag",
        "gone == 77 and a > 0",
    ]) func trueRulesHold(text: String) throws {
        #expect(try holds(text))
    }

    @Test(arguments: [
        "a < b", "a == 6.5", "a / (b - 4) == 1", "not (a / (b - 4) == 1)", "a % (b - 4) == 0", "log2(b - 4) < 1",
        "log2(-a) < 1", "(-a) ^ 0.5 > 0 or flag", "kind == ws", "not flag", "flag and a < b", "10 ^ 400 > a",
        "(10 ^ 300) * (10 ^ 300) > a", "0 ^ (-1) > a",
    ]) func falseAndFaultyRulesDoNotHold(text: String) throws {
        #expect(try !holds(text))
    }

    @Test func theRightSideIsSkippedWhenTheLeftDecides() throws {
        #expect(try holds("b == 0 or a / b > 1", b: 0))
        #expect(try !holds("b != 0 and a / b > 1", b: 0))
        #expect(try holds("b * b * b * b * b * b * b * b > 1", b: 200_000_000))
    }

    static let bad: [(String, Int, String)] = [
        ("", 1, "the end"), ("a", 1, "a number"), ("a <", 4, "the end"), ("a < b < 3", 7, "'<'"), ("a = 3", 3, "'='"),
        ("(a < 3", 7, "the end"), ("a < 3)", 6, "')'"), ("a < 3 a", 7, "'a'"), ("a + flag > 1", 5, "true or false"),
        ("flag < 1", 8, "true or false compared with a number"),
        ("kind > 3", 8, "the choice 'kind' compared with a number"),
        ("kind == osx", 9, "'osx'"), ("sqrt(a) > 1", 1, "function 'sqrt'"), ("abs(a, b) > 1", 1, "abs of 2 numbers"),
        ("min(a) > 1", 1, "min of 1 numbers"), ("a > 1.2.3", 5, "'1.2.3'"), ("a > 3x", 5, "'3x'"),
        ("a and flag", 1, "a number"), ("not a", 5, "a number"), ("a > 'x", 5, "'''"), ("1 < 2", 1, "no parameter"),
        ("a # 3", 3, "'#'"), ("a > and", 5, "'and'"), ("kind + 1 > 2", 1, "the choice 'kind'"),
    ]

    @Test(arguments: bad.indices) func badTextIsPointedAt(index: Int) {
        let (text, column, found) = Self.bad[index]
        do {
            _ = try SearchSpace(
                parameters: [
                    Parameter(name: "a", domain: .integer(lower: 1, upper: 9, scale: .linear)),
                    Parameter(name: "b", domain: .integer(lower: 1, upper: 9, scale: .linear)),
                    Parameter(name: "flag", domain: .categorical([.boolean(false), .boolean(true)])),
                    Parameter(name: "kind", domain: .categorical([.string("ws"), .string("os")])),
                ],
                constraints: [KnownConstraint(text)])
            Issue.record("'\(text)' was accepted")
        } catch SearchSpaceError.expression(_, let position, let text, let accepted) {
            #expect(position == column)
            #expect(text == found)
            #expect(!accepted.isEmpty)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func unknownNamesAreNamed() {
        for text in ["a * depth < 3", "depth > 3", "depth and a > 1", "min(depth, a) > 1", "a == depth"] {
            #expect(throws: SearchSpaceError.unknownParameter(constraint: text, name: "depth")) {
                try SearchSpace(
                    parameters: [Parameter(name: "a", domain: .integer(lower: 1, upper: 9, scale: .linear))],
                    constraints: [KnownConstraint(text)])
            }
        }
    }

    @Test func lengthAndDepthAreLimited() {
        let deep = String(repeating: "(", count: 5_000) + "a" + String(repeating: ")", count: 5_000) + " > 1"
        let nested = String(repeating: "(", count: 400) + "a" + String(repeating: ")", count: 400) + " > 1"
        let powers = "a > " + Array(repeating: "2", count: 500).joined(separator: "^")
        let minus = "a > " + String(repeating: "-", count: 500) + "1"
        let words = String(repeating: "not ", count: 500) + "a > 1"
        for text in [deep, nested, powers, minus, words] {
            #expect(throws: SearchSpaceError.self) {
                try SearchSpace(
                    parameters: [Parameter(name: "a", domain: .integer(lower: 1, upper: 9, scale: .linear))],
                    constraints: [KnownConstraint(text)])
            }
        }
    }
}
