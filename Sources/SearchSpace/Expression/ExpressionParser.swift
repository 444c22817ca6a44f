/// Reads a boolean expression over parameters into an `ExpressionProgram`.
///
/// A recursive-descent parser with limits on length, nesting and stack, so that no text can exhaust anything.
struct ExpressionParser {
    /// What a parameter may be compared with.
    enum Kind: Sendable, Hashable {
        case number, boolean, text, mixed
    }

    /// A parameter as expressions see it.
    struct Symbol {
        var index: Int
        var kind: Kind
        /// The choices of a parameter of text.
        var choices: [String]
    }

    /// What a part of the expression yields.
    enum Operand {
        case number
        case boolean
        /// The parameter whose choice it is.
        case choice(Symbol, name: String)
        /// A word that is no parameter: a choice of the parameter it is compared with.
        case word(String, column: Int)
    }

    static let lengthLimit = 4096
    static let depthLimit = 48

    let text: String
    let bytes: [UInt8]
    let symbols: [String: Symbol]
    /// The number that stands for a choice in the parameters' numbers.
    let choiceCodes: [String: Double]

    var position = 0
    var depth = 0
    var stack = 0
    var instructions: [ExpressionProgram.Instruction] = []
    var named: [Int] = []

    /// Compiles a text.
    ///
    /// - Throws: `SearchSpaceError.expression` or `.unknownParameter`.
    static func parse(
        _ text: String, symbols: [String: Symbol], choiceCodes: [String: Double]
    ) throws(SearchSpaceError) -> ExpressionProgram {
        var parser = ExpressionParser(
            text: text, bytes: Array(text.utf8), symbols: symbols, choiceCodes: choiceCodes)
        guard parser.bytes.count <= lengthLimit else {
            throw .expression(
                text: String(text.prefix(40)) + "...", column: lengthLimit + 1,
                found: "\(parser.bytes.count) bytes", accepted: "at most \(lengthLimit) bytes")
        }
        let result = try parser.parseOr()
        parser.skipSpace()
        guard parser.position == parser.bytes.count else {
            throw parser.failure(accepted: "an operator or the end")
        }
        try parser.requireBoolean(result, column: 1)
        guard !parser.named.isEmpty else {
            throw .expression(
                text: text, column: 1, found: "no parameter", accepted: "an expression over at least one parameter")
        }
        return ExpressionProgram(instructions: parser.instructions, parameters: Array(Set(parser.named)).sorted())
    }

    // MARK: Logic

    mutating func parseOr() throws(SearchSpaceError) -> Operand {
        try parseJoined(word: "or", jump: .jumpIfTrue) { (parser) throws(SearchSpaceError) in try parser.parseAnd() }
    }

    mutating func parseAnd() throws(SearchSpaceError) -> Operand {
        try parseJoined(word: "and", jump: .jumpIfFalse) { (parser) throws(SearchSpaceError) in try parser.parseNot() }
    }

    private mutating func parseJoined(
        word: String, jump: ExpressionProgram.Operation,
        part: (inout ExpressionParser) throws(SearchSpaceError) -> Operand
    ) throws(SearchSpaceError) -> Operand {
        skipSpace()
        let start = position + 1
        let first = try part(&self)
        guard peekWord(word) else { return first }
        try requireBoolean(first, column: start)
        var jumps: [Int] = []
        while takeWord(word) {
            jumps.append(instructions.count)
            instructions.append(.init(operation: jump))
            emit(.drop, change: -1)
            skipSpace()
            let column = position + 1
            let operand = try part(&self)
            try requireBoolean(operand, column: column)
        }
        for index in jumps { instructions[index].operand = Int32(instructions.count) }
        return .boolean
    }

    mutating func parseNot() throws(SearchSpaceError) -> Operand {
        guard takeWord("not") else { return try parseComparison() }
        try enter()
        skipSpace()
        let column = position + 1
        let operand = try parseNot()
        depth -= 1
        try requireBoolean(operand, column: column)
        emit(.not, change: 0)
        return .boolean
    }

    // MARK: Comparison

    mutating func parseComparison() throws(SearchSpaceError) -> Operand {
        skipSpace()
        let leftColumn = position + 1
        let left = try parseSum()
        guard let operation = takeComparison() else { return left }
        skipSpace()
        let rightColumn = position + 1
        let isEquality = operation == .equal || operation == .notEqual
        let right: Operand
        if case .choice = left, isEquality, let word = takeBareChoice() {
            right = .word(word, column: rightColumn)
        } else {
            right = try parseSum()
        }
        try compare(left, leftColumn, operation, right, rightColumn, isEquality: isEquality)
        skipSpace()
        let after = position
        if takeComparison() != nil {
            position = after
            throw failure(accepted: "one comparison at a time; join two with 'and'")
        }
        return .boolean
    }

    private mutating func compare(
        _ left: Operand, _ leftColumn: Int, _ operation: ExpressionProgram.Operation, _ right: Operand,
        _ rightColumn: Int, isEquality: Bool
    ) throws(SearchSpaceError) {
        switch (left, right) {
        case (.number, .number): break
        case (.boolean, .boolean) where isEquality: break
        case (.choice, .choice) where isEquality: break
        case (.choice(let symbol, let name), .word(let word, let column)) where isEquality,
            (.word(let word, let column), .choice(let symbol, let name)) where isEquality:
            guard symbol.choices.contains(word), let code = choiceCodes[word] else {
                throw .expression(
                    text: text, column: column, found: "'\(word)'",
                    accepted: "a choice of '\(name)': " + symbol.choices.joined(separator: ", "))
            }
            try push(.init(operation: .constant, constant: code))
        case (.word(let word, _), _), (_, .word(let word, _)):
            throw .unknownParameter(constraint: text, name: word)
        default:
            throw .expression(
                text: text, column: rightColumn, found: Self.title(left) + " compared with " + Self.title(right),
                accepted: "numbers with numbers, and == or != between choices or between true and false")
        }
        emit(operation, change: -1)
    }

    private mutating func takeComparison() -> ExpressionProgram.Operation? {
        skipSpace()
        let candidates: [(String, ExpressionProgram.Operation)] = [
            ("==", .equal), ("!=", .notEqual), ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("<", .less),
            (">", .greater),
        ]
        for (symbol, operation) in candidates where takeSymbol(symbol) { return operation }
        return nil
    }

    static func title(_ operand: Operand) -> String {
        switch operand {
        case .number: "a number"
        case .boolean: "true or false"
        case .choice(_, let name): "the choice '\(name)'"
        case .word(let word, _): "'\(word)'"
        }
    }

    func requireBoolean(_ operand: Operand, column: Int) throws(SearchSpaceError) {
        if case .boolean = operand { return }
        if case .word(let word, _) = operand { throw .unknownParameter(constraint: text, name: word) }
        throw .expression(
            text: text, column: column, found: Self.title(operand), accepted: "something that is true or false")
    }

    func requireNumber(_ operand: Operand, column: Int) throws(SearchSpaceError) {
        if case .number = operand { return }
        if case .word(let word, _) = operand { throw .unknownParameter(constraint: text, name: word) }
        throw .expression(text: text, column: column, found: Self.title(operand), accepted: "a number")
    }
}
