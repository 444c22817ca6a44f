/// The numbers of a tensor in a file.
enum ElementType: Sendable, Hashable {
    case float16
    case bfloat16
    case float32
    case float64

    /// The bytes of a number.
    var bytes: Int {
        switch self {
        case .float16, .bfloat16: 2
        case .float32: 4
        case .float64: 8
        }
    }

    /// Reads numbers.
    ///
    /// - Precondition: The bytes hold that many numbers from the start on.
    func read(_ bytes: [UInt8], start: Int, count: Int, isBigEndian: Bool) -> [Float] {
        var result = [Float]()
        result.reserveCapacity(count)
        for index in 0..<count {
            var bits: UInt64 = 0
            let first = start &+ index &* self.bytes
            for byte in 0..<self.bytes {
                let place = isBigEndian ? first &+ self.bytes &- 1 &- byte : first &+ byte
                bits |= UInt64(bytes[place]) << UInt64(8 &* byte)
            }
            result.append(number(bits))
        }
        return result
    }

    private func number(_ bits: UInt64) -> Float {
        switch self {
        case .float64: Float(Double(bitPattern: bits))
        case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        case .bfloat16: Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
        case .float16: Self.half(UInt32(truncatingIfNeeded: bits))
        }
    }

    /// An IEEE 754 number of 16 bits: 5 of the exponent, 10 of the fraction.
    static func half(_ bits: UInt32) -> Float {
        let sign = (bits & 0x8000) << 16
        let exponent = (bits >> 10) & 0x1F
        let fraction = bits & 0x3FF
        switch exponent {
        case 0:
            // Below the normal numbers: the fraction in units of 2^-24.
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | (fraction << 13))
        default: return Float(bitPattern: sign | ((exponent + 112) << 23) | (fraction << 13))
        }
    }
}
