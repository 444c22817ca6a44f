import Testing

@testable import SparseAttention

@Suite("Leading-zero codes and products")
struct LeadingZeroCodeTests {
    /// Figure 7c of SOFA: 24 x 6 = 144; one operand coded 96, both 64.
    @Test("The published example comes out, with all four pairs of signs and with zeros")
    func publishedExample() throws {
        for (x, y, sign) in [(24, 6, 1), (-24, 6, -1), (24, -6, -1), (-24, -6, 1)] {
            let first = try #require(LeadingZeroCode(x, width: .eight))
            let second = try #require(LeadingZeroCode(y, width: .eight))
            #expect(LeadingZeroProduct.differential(x, second) == sign * 96)
            #expect(LeadingZeroProduct.symmetric(first, second) == sign * 64)
        }
        let zero = try #require(LeadingZeroCode(0, width: .eight))
        let six = try #require(LeadingZeroCode(6, width: .eight))
        #expect(LeadingZeroProduct.differential(24, zero) == 0)
        #expect(LeadingZeroProduct.differential(0, six) == 0)
        #expect(LeadingZeroProduct.symmetric(zero, six) == 0)
        #expect(LeadingZeroProduct.symmetric(six, zero) == 0)
    }

    /// The largest power of two at or below a magnitude, by trying them.
    private func floorPower(_ value: Int) -> Int {
        guard value != 0 else { return 0 }
        var power = 1
        while power * 2 <= abs(value) { power *= 2 }
        return value < 0 ? -power : power
    }

    @Test("Every operand of 8 and of 16 bits is coded as the power of two below it")
    func everyOperand() throws {
        for width in OperandWidth.allCases {
            let limit = 1 << (width.bits - 1)
            for value in -limit..<limit {
                let code = try #require(LeadingZeroCode(value, width: width))
                guard code.value == floorPower(value) else {
                    Issue.record("\(value) is coded as \(code.value)")
                    continue
                }
                guard value != 0 else { continue }
                let zeros = width.bits - String(abs(value), radix: 2).count
                #expect(code.leadingZeros == zeros)
                #expect(Int(code.bits) == zeros && Int(code.bits) < 1 << (width.codeBits - 1))
            }
            #expect(LeadingZeroCode(limit, width: width) == nil)
            #expect(LeadingZeroCode(-limit - 1, width: width) == nil)
            #expect(try #require(LeadingZeroCode(0, width: width)).bits == 1 << UInt8(width.codeBits - 1))
        }
    }

    @Test("Products of all pairs of 8-bit operands are those of whole numbers with powers of two")
    func allPairs() throws {
        for y in -127...127 {
            let code = try #require(LeadingZeroCode(y, width: .eight))
            let power = floorPower(y)
            for x in -127...127 {
                let other = try #require(LeadingZeroCode(x, width: .eight))
                let differential = LeadingZeroProduct.differential(x, code)
                let symmetric = LeadingZeroProduct.symmetric(other, code)
                let isRight = differential == x * power && symmetric == floorPower(x) * power
                // What is lost: less than half by one code, less than three quarters by two.
                let isNear =
                    x * y == 0
                    || (2 * abs(differential) > abs(x * y) && 4 * abs(symmetric) > abs(x * y)
                        && abs(symmetric) <= abs(differential) && abs(differential) <= abs(x * y))
                if !isRight || !isNear { Issue.record("\(x) x \(y): \(differential), \(symmetric)") }
            }
        }
    }
}
