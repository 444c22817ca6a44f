/// Counts what may be aliases before a text is parsed.
///
/// The parser puts what an alias stands for in its place at once, and compares whole keys with one another: a few dozen
/// aliases of aliases in a key keep it busy for ever, before any value can be refused. The count is of tokens that look
/// like aliases, in a text with one that looks like an anchor; a few are let through to the exact check behind the
/// parser, since what looks so may stand in quotes.
enum AliasCount {
    /// The most aliases that reach the parser: aliases of aliases, they stand for no more than 3^8 values.
    static let limit = 24

    /// The line, from 1, of the alias beyond the limit; `nil` where there is none.
    static func lineBeyondLimit(of text: String) -> Int? {
        var (line, aliases, beyond) = (1, 0, Int?.none)
        var hasAnchor = false
        var (last, mark) = (UInt8(ascii: "\n"), UInt8?.none)
        for byte in text.utf8 {
            if let mark, !isBlank(byte), byte != mark {
                if mark == UInt8(ascii: "&") { hasAnchor = true } else { aliases += 1 }
                if beyond == nil, aliases > limit { beyond = line }
            }
            let isMark = byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*")
            mark = isMark && beginsToken(after: last) ? byte : nil
            if byte == UInt8(ascii: "\n") { line += 1 }
            last = byte
        }
        return hasAnchor ? beyond : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

    /// Whether a token may begin behind a byte; every byte that is not ASCII may be a line break or a byte order mark.
    private static func beginsToken(after byte: UInt8) -> Bool {
        isBlank(byte) || byte >= 0x80 || "[]{},:?-\"'".utf8.contains(byte)
    }
}
