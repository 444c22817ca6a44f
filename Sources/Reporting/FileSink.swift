import Glibc

/// Where a file is written piece by piece: a buffer that is emptied into the file whenever it is full.
///
/// A failure to write is remembered and told at the end, so that whoever writes need not ask after each piece.
public struct FileSink: ~Copyable {
    private static let capacity = 1 << 16
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Whether everything so far could be written.
    private(set) var isWhole = true

    /// Writes to an open file, which stays open.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        buffer.reserveCapacity(Self.capacity + 256)
    }

    /// Adds a text.
    public mutating func append(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.capacity { flush() }
    }

    /// Adds bytes as they are.
    public mutating func append(_ bytes: [UInt8]) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { flush() }
    }

    /// Adds a whole number.
    public mutating func append(_ number: Int) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        appendDigits(number.magnitude, atLeast: 1)
    }

    /// Adds a whole number of parts as a decimal number: 12345 with three decimals is `12.345`.
    public mutating func append(_ parts: Int, decimals: Int) {
        var unit: UInt = 1
        for _ in 0..<decimals { unit &*= 10 }
        let (whole, rest) = parts.magnitude.quotientAndRemainder(dividingBy: unit)
        if parts < 0 { buffer.append(UInt8(ascii: "-")) }
        appendDigits(whole, atLeast: 1)
        guard decimals > 0 else { return }
        buffer.append(UInt8(ascii: "."))
        appendDigits(rest, atLeast: decimals)
    }

    /// Adds a text as a JSON string, in quotation marks.
    public mutating func appendQuoted(_ text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: append(String(scalar))
            }
        }
        append("\"")
    }

    /// Writes what the buffer holds to the file.
    mutating func flush() {
        isWhole = buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while isWhole, !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno != EINTR { return false }
                rest = rest.dropFirst(max(0, count))
            }
            return isWhole
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func appendDigits(_ number: UInt, atLeast count: Int) {
        // The longest number has 20 digits; they are found from the last to the first.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number
            var first = digits.count
            while first > 0, rest > 0 || digits.count - first < count {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            buffer.append(contentsOf: digits[first...])
        }
        if buffer.count >= Self.capacity { flush() }
    }
}
