/// Numbers as decimal text times a power of ten, without any rounding in between.
///
/// A number of a file in gigahertz and the same number in hertz cannot be turned into each other by a product of two
/// `Double`s without losing bits now and then; moving the decimal point in the text can.
enum DecimalText {
    /// The `Double` nearest to a decimal text times ten to the power of `exponent`; `nil` where it is no finite decimal
    /// number.
    static func number(_ text: String, timesTenTo exponent: Int) -> Double? {
        let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
        guard let mantissa = parts.first, parts.count <= 2, !text.lowercased().hasSuffix("e"),
            mantissa.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.".contains($0)) })
        else { return nil }
        let own = parts.count == 2 ? Int(parts[1]) : 0
        guard let own, abs(own) < 10_000, let value = Double("\(mantissa)e\(own + exponent)"), value.isFinite else {
            return nil
        }
        return value
    }

    /// The shortest decimal text that reads back as a finite value over ten to the power of `exponent`, exactly.
    static func text(_ value: Double, overTenTo exponent: Int) -> String {
        guard exponent != 0, value != 0 else { return "\(value)" }
        // The digits without a point, and the power of ten of the last one.
        let parts = "\(value.magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count == 2 && mantissa[1] != "0" ? mantissa[1] : ""
        var power = (parts.count == 2 ? Int(parts[1]) ?? 0 : 0) - fraction.count - exponent
        var digits = String((mantissa[0] + fraction).drop { $0 == "0" })
        while digits.last == "0" {
            digits.removeLast()
            power += 1
        }
        let sign = value < 0 ? "-" : ""
        let whole = digits.count + power
        if power >= 0, whole <= 17 { return sign + digits + String(repeating: "0", count: power) + ".0" }
        if power < 0, whole > 0 { return sign + digits.prefix(whole) + "." + digits.suffix(-power) }
        if power < 0, whole > -4 { return sign + "0." + String(repeating: "0", count: -whole) + digits }
        return sign + "\(digits)e\(power)"
    }
}
