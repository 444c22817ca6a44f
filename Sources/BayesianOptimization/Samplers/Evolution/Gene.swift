import Glibc
import SearchSpace

/// One parameter as variation operators see it: a number on [0, 1], a place in a list, or a choice.
struct Gene: Sendable {
    let domain: Parameter.Domain
    /// When the parameter is active: the indices of the parameters that decide, with the values under which it is.
    let conditions: [(decider: Int, values: [ParameterValue])]

    init(_ parameter: Parameter, in space: SearchSpace) {
        domain = parameter.domain
        conditions = parameter.conditions.compactMap { condition in
            space.index(of: condition.parameter).map { ($0, condition.values) }
        }
    }

    /// Whether the parameter takes real numbers.
    var isReal: Bool {
        if case .continuous = domain { true } else { false }
    }

    /// Whether the parameter is active under the values of those that decide.
    func isActive(in candidate: Candidate) -> Bool {
        conditions.allSatisfy { condition in
            guard let value = candidate.values[condition.decider] else { return false }
            return condition.values.contains { Self.isSame($0, value) }
        }
    }

    private static func isSame(_ first: ParameterValue, _ second: ParameterValue) -> Bool {
        if first == second { return true }
        switch (first, second) {
        case (.integer(let whole), .real(let real)), (.real(let real), .integer(let whole)):
            return Double(whole) == real
        default: return false
        }
    }

    // MARK: - Places on [0, 1]

    /// The place of a value on [0, 1]; `nil` for choices without order.
    private func place(of value: ParameterValue) -> Double? {
        switch domain {
        case .continuous(let lower, let upper, let scale):
            return Self.place(value.number ?? lower, lower, upper, scale)
        case .integer(let lower, let upper, let scale):
            return Self.place(value.number ?? Double(lower), Double(lower), Double(upper), scale)
        case .ordinal(let list):
            let index = list.firstIndex { Self.isSame($0, value) } ?? 0
            return list.count > 1 ? Double(index) / Double(list.count - 1) : 0.5
        case .categorical: return nil
        }
    }

    /// The value at a place on [0, 1].
    private func value(at place: Double) -> ParameterValue {
        let place = min(1, max(0, place))
        switch domain {
        case .continuous(let lower, let upper, let scale): return .real(Self.number(place, lower, upper, scale))
        case .integer(let lower, let upper, let scale):
            let number = Self.number(place, Double(lower), Double(upper), scale).rounded()
            return .integer(number >= Double(upper) ? upper : number <= Double(lower) ? lower : Int(number))
        case .ordinal(let list), .categorical(let list):
            return list[Int((place * Double(list.count - 1)).rounded())]
        }
    }

    private static func place(
        _ number: Double, _ lower: Double, _ upper: Double, _ scale: Parameter.Scale
    ) -> Double {
        guard lower < upper else { return 0.5 }
        let place =
            scale == .log
            ? log(number / lower) / log(upper / lower) : (number / 2 - lower / 2) / (upper / 2 - lower / 2)
        return min(1, max(0, place))
    }

    private static func number(
        _ place: Double, _ lower: Double, _ upper: Double, _ scale: Parameter.Scale
    ) -> Double {
        let number =
            scale == .log
            ? exp((1 - place) * log(lower) + place * log(upper)) : (1 - place) * lower + place * upper
        return min(upper, max(lower, number))
    }

    /// A value drawn evenly on the parameter's scale.
    func random(using generator: inout RandomGenerator) -> ParameterValue {
        if case .categorical(let list) = domain { return list[generator.index(below: list.count)] }
        return value(at: generator.uniform())
    }

    // MARK: - Variation

    /// Two values from two different ones, each parameter with probability 1/2 (one half keep the parents' values).
    func crossed(
        _ first: ParameterValue, _ second: ParameterValue, distribution index: Double,
        using generator: inout RandomGenerator
    ) -> (ParameterValue, ParameterValue) {
        guard let start = place(of: first), let end = place(of: second) else {
            return generator.uniform() < 0.5 ? (first, second) : (second, first)
        }
        guard generator.uniform() < 0.5, start != end else { return (first, second) }
        let (low, high) = (min(start, end), max(start, end))
        let draw = generator.uniform()
        func spread(_ room: Double) -> Double {
            let alpha = 2 - pow(1 + 2 * room / (high - low), -(index + 1))
            return draw <= 1 / alpha
                ? pow(draw * alpha, 1 / (index + 1)) : pow(1 / (2 - draw * alpha), 1 / (index + 1))
        }
        let left = value(at: 0.5 * ((low + high) - spread(low) * (high - low)))
        let right = value(at: 0.5 * ((low + high) + spread(1 - high) * (high - low)))
        return generator.uniform() < 0.5 ? (left, right) : (right, left)
    }

    /// Another value near one; the same only where there is no other.
    func mutated(
        _ value: ParameterValue, distribution index: Double, using generator: inout RandomGenerator
    ) -> ParameterValue {
        guard let start = place(of: value) else { return otherChoice(than: value, using: &generator) }
        let draw = generator.uniform()
        let exponent = 1 / (index + 1)
        let step =
            draw <= 0.5
            ? pow(2 * draw + (1 - 2 * draw) * pow(1 - start, index + 1), exponent) - 1
            : 1 - pow(2 * (1 - draw) + (2 * draw - 1) * pow(start, index + 1), exponent)
        let moved = self.value(at: start + step)
        return moved == value ? adjacent(to: value, upward: draw > 0.5) : moved
    }

    private func otherChoice(
        than value: ParameterValue, using generator: inout RandomGenerator
    ) -> ParameterValue {
        guard case .categorical(let list) = domain, list.count > 1,
            let index = list.firstIndex(where: { Self.isSame($0, value) })
        else { return value }
        return list[(index + 1 + generator.index(below: list.count - 1)) % list.count]
    }

    /// The next value in a direction, or the other neighbour at an end; a real number stays.
    private func adjacent(to value: ParameterValue, upward: Bool) -> ParameterValue {
        switch domain {
        case .continuous, .categorical: return value
        case .integer(let lower, let upper, _):
            guard lower < upper, case .integer(let number) = value else { return value }
            if number >= upper { return .integer(upper - 1) }
            if number <= lower { return .integer(lower + 1) }
            return .integer(upward ? number + 1 : number - 1)
        case .ordinal(let list):
            guard list.count > 1, let index = list.firstIndex(where: { Self.isSame($0, value) }) else { return value }
            if index == list.count - 1 { return list[index - 1] }
            return list[index == 0 || upward ? index + 1 : index - 1]
        }
    }
}
