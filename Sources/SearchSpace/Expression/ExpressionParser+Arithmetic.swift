extension ExpressionParser {
    mutating func parseSum() throws(SearchSpaceError) -> Operand {
        try parseChain([("+", .add), ("-", .subtract)]) { (parser) throws(SearchSpaceError) in
            try parser.parseProduct()
        }
    }

    mutating func parseProduct() throws(SearchSpaceError) -> Operand {
        try parseChain([("*", .multiply), ("/", .divide), ("%", .remainder)]) { (parser) throws(SearchSpaceError) in
            try parser.parseUnary()
        }
    }

    private mutating func parseChain(
        _ operators: [(String, ExpressionProgram.Operation)],
        part: (inout ExpressionParser) throws(SearchSpaceError) -> Operand
    ) throws(SearchSpaceError) -> Operand {
        skipSpace()
        let start = position + 1
        let first = try part(&self)
        var isChain = false
        while let operation = takeOperator(operators) {
            if !isChain { try requireNumber(first, column: start) }
            isChain = true
            skipSpace()
            let column = position + 1
            let operand = try part(&self)
            try requireNumber(operand, column: column)
            emit(operation, change: -1)
        }
        return isChain ? .number : first
    }

    private mutating func takeOperator(
        _ operators: [(String, ExpressionProgram.Operation)]
    ) -> ExpressionProgram.Operation? {
        skipSpace()
        for (symbol, operation) in operators where takeSymbol(symbol) { return operation }
        return nil
    }

    mutating func parseUnary() throws(SearchSpaceError) -> Operand {
        skipSpace()
        guard takeSymbol("-") else { return try parsePower() }
        try enter()
        let column = position + 1
        let operand = try parseUnary()
        depth -= 1
        try requireNumber(operand, column: column)
        emit(.negate, change: 0)
        return .number
    }

    mutating func parsePower() throws(SearchSpaceError) -> Operand {
        skipSpace()
        let start = position + 1
        let base = try parsePrimary()
        skipSpace()
        guard takeSymbol("^") else { return base }
        try requireNumber(base, column: start)
        try enter()
        skipSpace()
        let column = position + 1
        let exponent = try parseUnary()
        depth -= 1
        try requireNumber(exponent, column: column)
        emit(.power, change: -1)
        return .number
    }

    mutating func parsePrimary() throws(SearchSpaceError) -> Operand {
        skipSpace()
        let column = position + 1
        guard position < bytes.count else { throw failure(accepted: Self.primary) }
        let byte = bytes[position]
        if takeSymbol("(") {
            try enter()
            let inner = try parseOr()
            depth -= 1
            try expect(")")
            return inner
        }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            return .word(try takeQuoted(byte), column: column)
        }
        if byte == UInt8(ascii: "`") {
            return try use(name: try takeQuoted(byte), column: column)
        }
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") { return try parseNumber() }
        guard Self.isLetter(byte) else { throw failure(accepted: Self.primary) }
        let name = takeName()
        switch name {
        case "true", "false":
            try push(.init(operation: .constant, constant: name == "true" ? 1 : 0))
            return .boolean
        case "and", "or", "not":
            position = column - 1
            throw failure(accepted: Self.primary)
        default: break
        }
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
            return try parseCall(name, column: column)
        }
        return try use(name: name, column: column)
    }

    private mutating func use(name: String, column: Int) throws(SearchSpaceError) -> Operand {
        guard let symbol = symbols[name] else { return .word(name, column: column) }
        named.append(symbol.index)
        try push(.init(operation: .load, operand: Int32(symbol.index)))
        switch symbol.kind {
        case .number: return .number
        case .boolean: return .boolean
        case .text: return .choice(symbol, name: name)
        case .mixed:
            throw .expression(
                text: text, column: column, found: "parameter '\(name)', whose values are of several kinds",
                accepted: "a parameter of numbers, of choices, or of true and false")
        }
    }

    private mutating func parseCall(_ name: String, column: Int) throws(SearchSpaceError) -> Operand {
        let functions: [String: (operation: ExpressionProgram.Operation, arguments: Int)] = [
            "min": (.minimum, 2), "max": (.maximum, 2), "abs": (.absolute, 1), "floor": (.floor, 1),
            "ceil": (.ceiling, 1), "log2": (.logarithm, 1),
        ]
        guard let function = functions[name] else {
            throw .expression(
                text: text, column: column, found: "function '\(name)'",
                accepted: "min, max, abs, floor, ceil, log2")
        }
        try expect("(")
        try enter()
        var count = 0
        repeat {
            skipSpace()
            let argument = position + 1
            let operand = try parseSum()
            try requireNumber(operand, column: argument)
            count += 1
            if count > 1 && function.arguments == 2 { emit(function.operation, change: -1) }
            skipSpace()
        } while takeSymbol(",")
        depth -= 1
        guard function.arguments == 2 ? count >= 2 : count == 1 else {
            throw .expression(
                text: text, column: column, found: "\(name) of \(count) numbers",
                accepted: function.arguments == 2 ? "\(name) of two or more" : "\(name) of one")
        }
        try expect(")")
        if function.arguments == 1 { emit(function.operation, change: 0) }
        return .number
    }

    private mutating func parseNumber() throws(SearchSpaceError) -> Operand {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) || bytes[position] == UInt8(ascii: ".") {
            position += 1
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: "e") || bytes[position] == UInt8(ascii: "E") {
            var after = position + 1
            if after < bytes.count, bytes[after] == UInt8(ascii: "+") || bytes[after] == UInt8(ascii: "-") {
                after += 1
            }
            if after < bytes.count, Self.isDigit(bytes[after]) {
                while after < bytes.count, Self.isDigit(bytes[after]) { after += 1 }
                position = after
            }
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(digits), value.isFinite,
            position == bytes.count || !Self.isLetter(bytes[position])
        else {
            position = start
            throw failure(accepted: "a finite number, such as 12 or 0.5")
        }
        try push(.init(operation: .constant, constant: value))
        return .number
    }
}
