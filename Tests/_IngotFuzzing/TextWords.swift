/// Where the keys and the values of a YAML or JSON text stand, as far as that can be said without a parser.
struct TextWords {
    /// What stands before a colon.
    private(set) var keys: [Range<Int>] = []
    /// Everything else.
    private(set) var values: [Range<Int>] = []
    /// For each value the last key before it; -1 where there is none.
    private(set) var keyOfValue: [Int] = []

    /// Looks at a text.
    init(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count {
            guard !Self.isEnd(bytes, index) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, !Self.isEnd(bytes, index) { index += 1 }
            var next = index
            while next < bytes.count, bytes[next] == UInt8(ascii: " ") || bytes[next] == UInt8(ascii: "\"") {
                next += 1
            }
            if next < bytes.count, bytes[next] == UInt8(ascii: ":") {
                keys.append(start..<index)
            } else {
                values.append(start..<index)
                keyOfValue.append(keys.count - 1)
            }
        }
    }

    private static func isEnd(_ bytes: [UInt8], _ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "#"), UInt8(ascii: " "), UInt8(ascii: "\n"),
            UInt8(ascii: "\t"), UInt8(ascii: "\r"):
            true
        case UInt8(ascii: ":"): index + 1 >= bytes.count || bytes[index + 1] <= UInt8(ascii: " ")
        default: false
        }
    }
}
