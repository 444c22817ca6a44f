/// A known constraint with its parameters looked up.
final class CompiledConstraint: Sendable {
    /// How it is decided.
    enum Rule: Sendable {
        case program(ExpressionProgram)
        case closure(@Sendable ([ParameterValue]) -> Bool)
    }

    let name: String
    /// The parameters it names; in the closure's order where it is one.
    let parameters: [Int]
    let rule: Rule
    /// What a closure over parameters with tables has answered before.
    private let answers: AnswerCache?

    init(name: String, parameters: [Int], rule: Rule, in space: [CompiledParameter]) {
        self.name = name
        self.parameters = parameters
        self.rule = rule
        if case .closure = rule { answers = AnswerCache(over: parameters.map { space[$0] }) } else { answers = nil }
    }

    /// Whether it is a closure, which takes several times as long as a compiled expression.
    var isClosure: Bool {
        if case .closure = rule { true } else { false }
    }

    /// Whether a point satisfies it; all its parameters must have been assigned.
    func isSatisfied(by point: Point, in parameters: [CompiledParameter]) -> Bool {
        for index in self.parameters where point.codes[index] < 0 { return true }
        switch rule {
        case .program(let program):
            return program.isSatisfied(by: point.numbers)
        case .closure(let isSatisfied):
            guard let answers else { return isSatisfied(values(of: point, in: parameters)) }
            let key = answers.key { point.codes[self.parameters[$0]] }
            if let answer = answers.answer(to: key) { return answer }
            let answer = isSatisfied(values(of: point, in: parameters))
            answers.store(answer, to: key)
            return answer
        }
    }

    private func values(
        of point: Point, in parameters: [CompiledParameter]
    ) -> [ParameterValue] {
        self.parameters.map { parameters[$0].value(code: Int(point.codes[$0]), number: point.numbers[$0]) }
    }

    /// Whether it may still be satisfied when only part of its parameters are assigned.
    ///
    /// - Parameters:
    ///   - point: The assignment.
    ///   - isAssigned: By parameter.
    ///   - bounds: By parameter: the assigned number twice, or the least and the greatest that it may take.
    func canBeSatisfied(
        by point: Point, isAssigned: [Bool], bounds: PointBounds, in parameters: [CompiledParameter]
    ) -> Bool {
        guard case .program(let program) = rule else { return true }
        for index in self.parameters
        where isAssigned[index] ? point.codes[index] < 0 : parameters[index].isConditional { return true }
        return program.canHold(lower: bounds.lower, upper: bounds.upper)
    }
}
