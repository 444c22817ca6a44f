import Foundation
import SearchSpace
import Testing

@testable import Reporting

/// Numbers as people read them.
@Suite struct QuantityTests {
    @Test("Four significant digits, also where rounding gains one before the point")
    func significantDigits() {
        let expected = [
            (0, "0"), (1, "1.000"), (12.345, "12.35"), (123.456, "123.5"), (9999.4, "9999"), (1234567, "1234567"),
            (0.001, "0.001000"), (0.00012344, "0.0001234"), (0.00001, "1.000e-05"), (1e7, "1.000e+07"),
            (-12.344, "-12.34"), (9.9999, "10.00"), (99.996, "100.0"), (999.96, "1000"), (0.99999, "1.000"),
            (1000, "1000"), (1e6, "1000000"),
        ]
        for (value, text) in expected { #expect(Quantity.significant(value) == text, "\(value)") }
        #expect(Quantity.significant(.infinity) == "inf")
        #expect(Quantity.significant(.greatestFiniteMagnitude) == "1.798e+308")
        #expect(Quantity.significant(-.leastNonzeroMagnitude) == "-4.941e-324")
    }

    @Test("What is shown is within half a unit of the fourth digit")
    func significantIsNear() {
        var generator = RandomGenerator(seed: 4)
        for _ in 0..<5000 {
            let exponent = Double(Int(generator.next() % 30)) - 15
            let value = (1 + 9 * Double(generator.next() >> 11) * 0x1p-53) * pow(10, exponent)
            let shown = Double(Quantity.significant(value)) ?? .nan
            #expect(abs(shown - value) <= 0.5001e-3 * value)
        }
    }

    @Test("A metric prefix keeps the number between 1 and 1000")
    func prefixes() {
        let expected = [
            (0, "0 W"), (1, "1.000 W"), (999.4, "999.4 W"), (1000, "1.000 kW"), (999.99, "1.000 kW"),
            (26_038, "26.04 kW"), (3.5e15, "3.500 PW"), (2e-3, "2.000 mW"), (4.2e-7, "420.0 nW"),
            (-1500, "-1.500 kW"), (5e-12, "0.005000 nW"),
        ]
        for (value, text) in expected { #expect(Quantity.text(value, unit: "W") == text, "\(value)") }
    }

    @Test("Shares are percentages with one digit")
    func percentages() {
        #expect(Quantity.percent(0.506, 0.4964) == "50.6 % / 49.6 %")
        #expect(Quantity.percent(0) == "0.0 %" && Quantity.percent(1.75) == "175.0 %")
    }

    @Test("Durations in the unit that suits them")
    func durations() {
        let expected = [
            (-1, "0 s"), (0, "0 s"), (42.4, "42 s"), (61, "1 min 1 s"), (3599, "59 min 59 s"), (7260, "2 h 1 min"),
            (1e9, "over 99 h"), (.infinity, "over 99 h"),
        ]
        for (seconds, text) in expected { #expect(ProgressText.duration(seconds) == text) }
    }
}
