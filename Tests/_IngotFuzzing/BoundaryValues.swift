import SearchSpace

/// Values at the edge of what readers of texts and databases expect.
enum BoundaryValues {
    /// Numbers that overflow, vanish, or are none.
    static let numbers: [String] = [
        "0", "-0", "-1", "1", "2", "3", "7", "16", "256", "257", "1024", "65536", "131072", "131073", "1000000",
        "1000001",
        "2147483647", "2147483648", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1e3", "1e9", "1e15", "1e18", "1e19",
        "1e30",
        "1e31", "1e100", "1e154", "1e300", "1e308", "1.7976931348623157e308", "1e309", "1e400", "-1e308", "-1e400",
        "1e-9",
        "1e-30", "1e-300", "4.9e-324", "1e-400", "0.1", "0.5", "0.999999999999", "1.0000000001", "1.5", "2.5", "nan",
        ".nan",
        "NaN", "inf", ".inf", "-.inf", "Infinity", "0x10", "0x1p-1074", "0xffffffffffffffff", "0o17", "0b1", "1_000",
        "01",
        "+1", "1.", ".5", "1e", "--1", "1e5e5", "１２", "١٢", "1:30:00", "12,5",
    ]

    /// Other scalars and small structures of YAML and JSON.
    static let scalars: [String] = [
        "true", "false", "~", "null", "yes", "\"\"", "''", "\"1\"", "[]", "{}", "[[]]", "[{}]", "{a: b}", "{\"a\": 1}",
        "[1, 2, 3]",
        "[~]", "!!int 3", "!!float 3", "!!str 3", "!!binary aGk=", "!!set {a}", "!<tag:x> y", "&a x", "*a", "&a [*a]",
        "? x",
        "|\n  x\n", ">-\n  x\n", "%YAML 1.2", "---", "...", "--- a\n--- b", "<<: *a", "<<: {a: 1}", "{? [a] : b}",
        "- - - x", "@x", "`x",
        "#", "\"\\u0000\"", "\"\\ud800\"", "\"\\x07\"", "\"\\n\"", "../../etc/passwd", "/dev/zero", "/dev/null", "/",
        ".", "a; rm -rf /",
        "$(true)", "' OR 1=1 --", "%s%n", "ｘ", "e\u{301}", "\u{202E}x", "\u{FEFF}", "\u{2028}", "\u{85}", "👩‍👩‍👧", "a b",
    ]

    /// A number with very many digits, a long word, or deep nesting; at most about as long as a file may be.
    static func large(_ generator: inout RandomGenerator) -> String {
        let lengths = [33, 40, 100, 1000, 10_000, 100_000, 500_000]
        let length = lengths[min(generator.index(below: lengths.count), generator.index(below: lengths.count))]
        func many(_ text: String) -> String { String(repeating: text, count: length) }
        switch generator.index(below: 17) {
        case 0: return many("9")
        case 1: return "0." + many("0") + "1"
        case 2: return "1e" + many("9")
        case 3: return many("a")
        case 4: return "\"" + many("a ") + "\""
        case 5: return many("[") + many("]")
        case 6: return many("[")
        case 7: return many("{a: ") + many("}")
        case 8: return many("- ") + "x"
        case 9: return many("? ") + "x"
        case 10: return "[" + many("1,") + "1]"
        case 11: return "{" + (0..<min(length, 20_000)).map { "k\($0): 1, " }.joined() + "}"
        case 12: return "\n" + (0..<min(length, 900)).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        case 13: return many("{\"a\":") + "1" + many("}")
        case 14: return many("!x ") + "y"
        case 15:
            // Each line stands for nine times the one before it.
            let lines = (1..<min(length, 60)).map { line in
                "b\(line): &b\(line) [" + String(repeating: "*b\(line - 1), ", count: 9) + "]"
            }
            return "\nb0: &b0 x\n" + lines.joined(separator: "\n") + "\n"
        default: return "[" + many("[],") + "[" + many("\"\",") + "]]"
        }
    }

    /// Any of them.
    static func text(_ generator: inout RandomGenerator) -> String {
        switch generator.index(below: 100) {
        case 0..<60: numbers[generator.index(below: numbers.count)]
        case 60..<97: scalars[generator.index(below: scalars.count)]
        default: large(&generator)
        }
    }
}
