import Foundation

extension ExpressionProgram {
    /// A closed interval that holds every value that a part of the expression may take; 0 and 1 stand for false and
    /// true.
    private struct Interval {
        var low: Double
        var high: Double

        static let unknown = Interval(low: -.infinity, high: .infinity)
        var isPoint: Bool { low == high }
    }

    /// Whether the expression may hold while each parameter's number is only known to lie between two bounds.
    ///
    /// Errs on the side of `true`: an `and` or `or` whose left side is open counts as possible.
    func canHold(lower: [Double], upper: [Double]) -> Bool {
        var stack = InlineArray<64, Interval>(repeating: Interval(low: 0, high: 0))
        var top = -1
        var next = 0
        while next < instructions.count {
            let instruction = instructions[next]
            next &+= 1
            switch instruction.operation {
            case .constant:
                top &+= 1
                stack[top] = Interval(low: instruction.constant, high: instruction.constant)
            case .load:
                top &+= 1
                let index = Int(instruction.operand)
                stack[top] = Interval(low: lower[index], high: upper[index])
            case .drop: top &-= 1
            case .jumpIfFalse, .jumpIfTrue:
                guard stack[top].isPoint else { return true }
                if (stack[top].low != 0) == (instruction.operation == .jumpIfTrue) { next = Int(instruction.operand) }
            case .negate, .absolute, .floor, .ceiling, .logarithm, .not:
                guard let result = Self.map(instruction.operation, stack[top]) else { return false }
                stack[top] = result
            default:
                let right = stack[top]
                top &-= 1
                guard var result = Self.combine(instruction.operation, stack[top], right) else { return false }
                if result.low.isNaN || result.high.isNaN { result = .unknown }
                stack[top] = result
            }
        }
        return stack[0].high != 0
    }

    /// The range of a function of one argument; `nil` where it has no value.
    private static func map(_ operation: Operation, _ argument: Interval) -> Interval? {
        let (low, high) = (argument.low, argument.high)
        switch operation {
        case .negate: return Interval(low: -high, high: -low)
        case .absolute:
            return low >= 0
                ? argument : high <= 0 ? Interval(low: -high, high: -low) : Interval(low: 0, high: max(-low, high))
        case .floor: return Interval(low: low.rounded(.down), high: high.rounded(.down))
        case .ceiling: return Interval(low: low.rounded(.up), high: high.rounded(.up))
        case .logarithm:
            guard high > 0 else { return nil }
            return Interval(low: low > 0 ? log2(low) : -.infinity, high: log2(high))
        default: return Interval(low: 1 - high, high: 1 - low)
        }
    }

    /// The range of a function of two arguments; `nil` where it has no value.
    private static func combine(_ operation: Operation, _ left: Interval, _ right: Interval) -> Interval? {
        switch operation {
        case .add: return Interval(low: left.low + right.low, high: left.high + right.high)
        case .subtract: return Interval(low: left.low - right.high, high: left.high - right.low)
        case .multiply: return hull(left, right, *)
        case .divide:
            if right.low <= 0 && right.high >= 0 { return right.isPoint ? nil : .unknown }
            return hull(left, right, /)
        case .remainder:
            if left.isPoint && right.isPoint {
                guard right.low != 0 else { return nil }
                let remainder = left.low.truncatingRemainder(dividingBy: right.low)
                let result = remainder != 0 && (remainder < 0) != (right.low < 0) ? remainder + right.low : remainder
                return Interval(low: result, high: result)
            }
            return right.low > 0 ? Interval(low: 0, high: right.high) : .unknown
        case .power:
            guard left.low >= 1, right.low >= 0 else { return .unknown }
            return Interval(
                low: pow(left.low, right.low) * (1 - 1e-12), high: pow(left.high, right.high) * (1 + 1e-12))
        case .minimum: return Interval(low: min(left.low, right.low), high: min(left.high, right.high))
        case .maximum: return Interval(low: max(left.low, right.low), high: max(left.high, right.high))
        case .less: return decided(left.high < right.low, left.low >= right.high)
        case .lessOrEqual: return decided(left.high <= right.low, left.low > right.high)
        case .greater: return decided(left.low > right.high, left.high <= right.low)
        case .greaterOrEqual: return decided(left.low >= right.high, left.high < right.low)
        case .equal:
            return decided(
                left.isPoint && right.isPoint && left.low == right.low, left.high < right.low || left.low > right.high)
        default:
            return decided(
                left.high < right.low || left.low > right.high, left.isPoint && right.isPoint && left.low == right.low)
        }
    }

    private static func decided(_ isTrue: Bool, _ isFalse: Bool) -> Interval {
        isTrue ? Interval(low: 1, high: 1) : isFalse ? Interval(low: 0, high: 0) : Interval(low: 0, high: 1)
    }

    private static func hull(
        _ left: Interval, _ right: Interval, _ operation: (Double, Double) -> Double
    ) -> Interval {
        let ends = (
            operation(left.low, right.low), operation(left.low, right.high), operation(left.high, right.low),
            operation(left.high, right.high)
        )
        guard !ends.0.isNaN, !ends.1.isNaN, !ends.2.isNaN, !ends.3.isNaN else { return .unknown }
        return Interval(
            low: min(min(ends.0, ends.1), min(ends.2, ends.3)), high: max(max(ends.0, ends.1), max(ends.2, ends.3)))
    }
}
