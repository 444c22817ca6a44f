/// The header of a safetensors file: the part of JSON that the format uses, read strictly.
struct SafetensorsHeader {
    /// Where a tensor lies.
    struct Entry: Sendable, Hashable {
        var type = ""
        var shape: [Int] = []
        var first = 0
        var last = 0

        var offsets: (Int, Int) { (first, last) }
    }

    /// What was found instead of a header.
    struct Problem: Error {
        let found: String
        let accepted: String

        static let malformed = Problem(
            found: "a header that is not the JSON of safetensors",
            accepted: "an object of tensors with dtype, shape and data_offsets")
    }

    private(set) var entries: [String: Entry] = [:]
    private let text: ArraySlice<UInt8>
    private var place: Int

    init(_ text: ArraySlice<UInt8>) throws(Problem) {
        self.text = text
        place = text.startIndex
        var hasMetadata = false
        try expect("{")
        var isFirst = true
        while try next(before: "}", isFirst: &isFirst) {
            let name = try string()
            try expect(":")
            if name == "__metadata__" {
                guard !hasMetadata else { throw .malformed }
                hasMetadata = true
                try skipMetadata()
            } else {
                let entry = try entry()
                guard entries.updateValue(entry, forKey: name) == nil else {
                    throw Problem(found: "tensor \(FileBytes.quoted(name)) twice", accepted: "each name once")
                }
            }
        }
        skipSpace()
        guard place == text.endIndex else { throw .malformed }
    }

    private mutating func entry() throws(Problem) -> Entry {
        var entry = Entry()
        var keys: Set<String> = []
        try expect("{")
        var isFirst = true
        while try next(before: "}", isFirst: &isFirst) {
            let key = try string()
            try expect(":")
            guard keys.insert(key).inserted else { throw .malformed }
            switch key {
            case "dtype": entry.type = try string()
            case "shape": entry.shape = try numbers()
            case "data_offsets":
                let offsets = try numbers()
                guard offsets.count == 2 else { throw .malformed }
                (entry.first, entry.last) = (offsets[0], offsets[1])
            default: throw .malformed
            }
        }
        guard keys.count == 3 else { throw .malformed }
        return entry
    }

    private mutating func skipMetadata() throws(Problem) {
        try expect("{")
        var isFirst = true
        while try next(before: "}", isFirst: &isFirst) {
            _ = try string()
            try expect(":")
            _ = try string()
        }
    }

    private mutating func numbers() throws(Problem) -> [Int] {
        var result: [Int] = []
        try expect("[")
        var isFirst = true
        while try next(before: "]", isFirst: &isFirst) {
            skipSpace()
            let digits = text[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard result.count < 32, let number = Int(String(decoding: digits, as: UTF8.self)) else {
                throw .malformed
            }
            place += digits.count
            result.append(number)
        }
        return result
    }

    /// Whether another element comes before the end of an object or a list; takes the comma or the end.
    private mutating func next(before end: Unicode.Scalar, isFirst: inout Bool) throws(Problem) -> Bool {
        if take(end) { return false }
        if !isFirst { try expect(",") }
        isFirst = false
        return true
    }

    private mutating func string() throws(Problem) -> String {
        try expect("\"")
        var bytes: [UInt8] = []
        while place < text.endIndex {
            let byte = text[place]
            place += 1
            if byte == UInt8(ascii: "\"") {
                guard let result = String(validating: bytes, as: UTF8.self) else { throw .malformed }
                return result
            }
            guard byte >= 0x20 else { throw .malformed }
            if byte == UInt8(ascii: "\\") {
                bytes += try escape()
            } else {
                bytes.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func escape() throws(Problem) -> [UInt8] {
        guard place < text.endIndex else { throw .malformed }
        let byte = text[place]
        place += 1
        switch Unicode.Scalar(byte) {
        case "\"", "\\", "/": return [byte]
        case "n": return [0x0A]
        case "t": return [0x09]
        case "r": return [0x0D]
        case "b": return [0x08]
        case "f": return [0x0C]
        case "u": return Array(String(Character(try scalar())).utf8)
        default: throw .malformed
        }
    }

    /// The scalar of four hexadecimal digits, or of two such groups that make a pair.
    private mutating func scalar() throws(Problem) -> Unicode.Scalar {
        let high = try hexadecimal()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800...0xDBFF).contains(high), take("\\"), place < text.endIndex, text[place] == UInt8(ascii: "u")
        else { throw .malformed }
        place += 1
        let low = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw .malformed }
        return scalar
    }

    private mutating func hexadecimal() throws(Problem) -> UInt32 {
        let digits = text[place...].prefix(4)
        let isPlain = digits.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
        guard digits.count == 4, isPlain, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw .malformed
        }
        place += 4
        return value
    }

    private mutating func skipSpace() {
        while place < text.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(text[place]) { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard place < text.endIndex, text[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
        guard take(character) else { throw .malformed }
    }
}
