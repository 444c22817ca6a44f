import Foundation

/// A boolean expression over parameters, compiled to a stack program that neither allocates nor traps.
struct ExpressionProgram: Sendable {
    /// What one step of the program does to the stack.
    enum Operation: UInt8, Sendable {
        case constant, load
        case add, subtract, multiply, divide, remainder, power, negate
        case minimum, maximum, absolute, floor, ceiling, logarithm
        case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
        case not, jumpIfFalse, jumpIfTrue, drop
    }

    /// One step: what to do, with which constant, or with which parameter index or jump target.
    struct Instruction: Sendable {
        var operation: Operation
        var operand: Int32 = 0
        var constant: Double = 0
    }

    /// The deepest stack that a program may need.
    static let stackLimit = 64

    let instructions: [Instruction]
    /// The parameters that the expression names, in rising order.
    let parameters: [Int]

    /// Whether the expression holds for the parameters' numbers; a fault of arithmetic counts as not.
    func isSatisfied(by numbers: UnsafePointer<Double>) -> Bool {
        instructions.withUnsafeBufferPointer { Self.isSatisfied($0, by: numbers) }
    }

    /// Whether the expression of a program holds for the parameters' numbers.
    static func isSatisfied(
        _ instructions: UnsafeBufferPointer<Instruction>, by numbers: UnsafePointer<Double>
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: stackLimit) { stack in
            run(instructions, numbers: numbers, stack: stack)
        }
    }

    /// Runs the program; the parser has made sure that the stack suffices.
    @inline(__always)
    private static func run(
        _ instructions: UnsafeBufferPointer<Instruction>, numbers: UnsafePointer<Double>,
        stack: UnsafeMutableBufferPointer<Double>
    ) -> Bool {
        var top = -1
        var next = 0
        let end = instructions.count
        while next < end {
            let instruction = instructions[next]
            next &+= 1
            switch instruction.operation {
            case .constant:
                top &+= 1
                stack[top] = instruction.constant
            case .load:
                top &+= 1
                stack[top] = numbers[Int(instruction.operand)]
            case .negate: stack[top] = -stack[top]
            case .absolute: stack[top] = abs(stack[top])
            case .floor: stack[top] = stack[top].rounded(.down)
            case .ceiling: stack[top] = stack[top].rounded(.up)
            case .logarithm:
                guard stack[top] > 0 else { return false }
                stack[top] = log2(stack[top])
            case .not: stack[top] = stack[top] == 0 ? 1 : 0
            case .drop: top &-= 1
            case .jumpIfFalse: if stack[top] == 0 { next = Int(instruction.operand) }
            case .jumpIfTrue: if stack[top] != 0 { next = Int(instruction.operand) }
            default:
                let right = stack[top]
                top &-= 1
                guard let result = combine(instruction.operation, stack[top], right) else { return false }
                stack[top] = result
            }
        }
        return top == 0 && stack[0] != 0
    }

    /// The result of an operation on two numbers; `nil` where it has none that is finite.
    @inline(__always)
    private static func combine(_ operation: Operation, _ left: Double, _ right: Double) -> Double? {
        switch operation {
        case .add: return finite(left + right)
        case .subtract: return finite(left - right)
        case .multiply: return finite(left * right)
        case .divide: return finite(left / right)
        case .remainder:
            guard right != 0 else { return nil }
            // Whole numbers are the rule, and dividing them is several times as fast.
            let isWhole =
                abs(left) < 0x1p53 && abs(right) < 0x1p53 && left == left.rounded() && right == right.rounded()
            let remainder = isWhole ? Double(Int(left) % Int(right)) : left.truncatingRemainder(dividingBy: right)
            return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
        case .power: return finite(pow(left, right))
        case .minimum: return Swift.min(left, right)
        case .maximum: return Swift.max(left, right)
        case .less: return left < right ? 1 : 0
        case .lessOrEqual: return left <= right ? 1 : 0
        case .greater: return left > right ? 1 : 0
        case .greaterOrEqual: return left >= right ? 1 : 0
        case .equal: return left == right ? 1 : 0
        case .notEqual: return left != right ? 1 : 0
        default: return nil
        }
    }

    @inline(__always)
    private static func finite(_ value: Double) -> Double? {
        value.isFinite ? value : nil
    }
}
