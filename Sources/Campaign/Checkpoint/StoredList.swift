import Glibc
import SearchSpace

/// Reads the lists of a checkpoint, JSON arrays of plain numbers, switches, plain strings and nothing, without the cost of
/// a reader for all of JSON: a checkpoint may have a hundred thousand trials.
///
/// What it does not know it leaves alone: `nil` says that a full reader is to look.
struct StoredList {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// An array of numbers.
    static func numbers(_ text: String) -> [Double]? {
        read(text) { list in list.number()?.number }
    }

    /// An array of parameters' values, inactive ones as nothing.
    static func values(_ text: String) -> [ParameterValue?]? {
        read(text) { list -> ParameterValue?? in
            switch list.peek {
            case UInt8(ascii: "n"): list.skip("null") ? .some(nil) : nil
            case UInt8(ascii: "t"): list.skip("true") ? .some(.boolean(true)) : nil
            case UInt8(ascii: "f"): list.skip("false") ? .some(.boolean(false)) : nil
            case UInt8(ascii: "\""): list.string().map { .some(.string($0)) }
            default: list.number().map { .some($0) }
            }
        }
    }

    private static func read<Element>(_ text: String, _ element: (inout StoredList) -> Element?) -> [Element]? {
        var text = text
        return text.withUTF8 { bytes in
            var list = StoredList(bytes)
            var elements: [Element] = []
            guard list.skip("[") else { return nil }
            if list.skip("]") { return list.isAtEnd ? elements : nil }
            while true {
                guard let next = element(&list) else { return nil }
                elements.append(next)
                if list.skip(",") { continue }
                return list.skip("]") && list.isAtEnd ? elements : nil
            }
        }
    }

    private var isAtEnd: Bool { index == bytes.count }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count, let start = bytes.baseAddress,
            memcmp(start + index, word.utf8Start, count) == 0
        else { return false }
        index += count
        return true
    }

    private mutating func number() -> ParameterValue? {
        let start = index
        var isWhole = true
        loop: while let byte = peek {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"): isWhole = false
            default: break loop
            }
            index += 1
        }
        guard index > start, index < bytes.count else { return nil }
        let digits = UnsafeBufferPointer(rebasing: bytes[start..<index])
        let text = String(decoding: digits, as: UTF8.self)
        if isWhole { return Int(text).map { .integer($0) } }
        return Double(text).map { .real($0) }
    }

    private mutating func string() -> String? {
        let start = index + 1
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") { return nil }
            end += 1
        }
        guard end < bytes.count else { return nil }
        index = end + 1
        return String(validating: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    }
}
