import Foundation

/// Numbers as people read them.
public enum Quantity {
    /// A value with a metric prefix and its unit, to four digits.
    public static func text(_ value: Double, unit: String) -> String {
        guard value != 0 else { return "0 \(unit)" }
        let prefixes: [(factor: Double, name: String)] = [
            (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"),
            (1e-6, "u"), (1e-9, "n"),
        ]
        // What is printed decides, so that 999.99 is 1.000 k and not 1000 of nothing.
        let shown = rounded(value)
        let prefix = prefixes.first { abs(shown) >= $0.factor } ?? (1e-9, "n")
        return "\(significant(value / prefix.factor)) \(prefix.name)\(unit)"
    }

    /// A value to four significant digits, without an exponent where it is readable.
    public static func significant(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "\(value == 0 ? "0" : "\(value)")" }
        let magnitude = Int((log10(abs(rounded(value))) + 4e-13).rounded(.down))
        if magnitude >= 7 || magnitude < -4 { return String(format: "%.3e", value) }
        return fixed(value, digits: max(0, 3 - magnitude))
    }

    /// The value that four significant digits show; the value itself where those are beyond the largest number.
    private static func rounded(_ value: Double) -> Double {
        Double(String(format: "%.3e", value)).flatMap { $0.isFinite ? $0 : nil } ?? value
    }

    /// A value with a number of digits behind the point.
    public static func fixed(_ value: Double, digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    /// The shortest decimal that reads back the same, without a trailing `.0`.
    static func shortest(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Shares as percentages, with one digit.
    public static func percent(_ shares: Double...) -> String {
        shares.map { fixed($0 * 100, digits: 1) + " %" }.joined(separator: " / ")
    }
}
