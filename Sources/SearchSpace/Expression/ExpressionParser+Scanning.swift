extension ExpressionParser {
    static let primary = "a number, a parameter, a choice, a function, '-' or '('"

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    static func isNamePart(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".")
    }

    mutating func skipSpace() {
        while position < bytes.count,
            [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(bytes[position])
        {
            position += 1
        }
    }

    mutating func takeSymbol(_ symbol: String) -> Bool {
        guard bytes[position...].starts(with: symbol.utf8) else { return false }
        position += symbol.utf8.count
        return true
    }

    mutating func expect(_ symbol: String) throws(SearchSpaceError) {
        skipSpace()
        guard takeSymbol(symbol) else { throw failure(accepted: "'\(symbol)'") }
    }

    mutating func peekWord(_ word: String) -> Bool {
        let start = position
        defer { position = start }
        return takeWord(word)
    }

    mutating func takeWord(_ word: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: word.utf8) else { return false }
        let end = position + word.utf8.count
        guard end == bytes.count || !Self.isNamePart(bytes[end]) else { return false }
        position = end
        return true
    }

    mutating func takeName() -> String {
        let start = position
        while position < bytes.count, Self.isNamePart(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Takes a choice that is not quoted, hyphens and leading digits included; nothing where a parameter stands.
    mutating func takeBareChoice() -> String? {
        let start = position
        while position < bytes.count, Self.isNamePart(bytes[position]) || bytes[position] == UInt8(ascii: "-") {
            position += 1
        }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if word.isEmpty || symbols[word] != nil {
            position = start
            return nil
        }
        return word
    }

    mutating func takeQuoted(_ quote: UInt8) throws(SearchSpaceError) -> String {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != quote { position += 1 }
        guard position < bytes.count else {
            position = start
            throw failure(accepted: "a closing quote")
        }
        let word = String(decoding: bytes[(start + 1)..<position], as: UTF8.self)
        position += 1
        return word
    }

    mutating func enter() throws(SearchSpaceError) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw failure(accepted: "at most \(Self.depthLimit) levels of nesting")
        }
    }

    mutating func emit(_ operation: ExpressionProgram.Operation, change: Int) {
        stack += change
        instructions.append(.init(operation: operation))
    }

    mutating func push(_ instruction: ExpressionProgram.Instruction) throws(SearchSpaceError) {
        stack += 1
        guard stack <= ExpressionProgram.stackLimit else {
            throw failure(accepted: "at most \(ExpressionProgram.stackLimit) operands that wait for an operator")
        }
        instructions.append(instruction)
    }

    /// The error for what stands at the present position.
    func failure(accepted: String) -> SearchSpaceError {
        var found = "the end"
        if position < bytes.count {
            var end = position + 1
            if Self.isNamePart(bytes[position]) {
                while end < bytes.count, Self.isNamePart(bytes[end]) { end += 1 }
            }
            found = "'" + String(decoding: bytes[position..<end], as: UTF8.self) + "'"
        }
        return .expression(text: text, column: position + 1, found: found, accepted: accepted)
    }
}
