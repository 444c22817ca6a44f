/// What a space computes once: its parameters' tables, its constraints, and its components.
final class CompiledSpace: @unchecked Sendable {
    let parameters: [CompiledParameter]
    let constraints: [CompiledConstraint]
    let components: [SpaceComponent]
    /// The components of several parameters or with constraints, in order.
    let tied: [SpaceComponent]
    /// The parameters that stand alone: without constraints, conditions or dependents.
    let free: [Int]
    /// By parameter: the constraints whose truth may change with its value, cheap ones first: those that name it, and
    /// those that name a parameter whose activity hangs on it.
    let affectedConstraints: UnsafeBufferPointer<UnsafeBufferPointer<Int>>
    /// By constraint: what checks it without counting references.
    private let checks: UnsafeBufferPointer<ConstraintCheck>
    /// By parameter: whether the activity of another one hangs on it.
    let isDecider: [Bool]
    /// By parameter: those whose activity hangs on it, directly or through others, in order; not itself.
    let dependents: [[Int]]
    /// Whether any parameter is conditional.
    let hasConditions: Bool
    /// By parameter: its component.
    let componentOfParameter: [Int]
    /// The parameters that can change.
    let variables: [Int]
    /// By parameter: its first column in the encoding.
    let firstColumns: [Int]
    /// By column of the encoding: its parameter.
    let columnParameters: [Int]
    /// Every constraint, cheap ones first.
    let allConstraints: [Int]
    /// What the parameters' tables lie in.
    private let storage: TableStorage

    init(
        parameters: [CompiledParameter], constraints: [CompiledConstraint], storage: TableStorage
    ) throws(SearchSpaceError) {
        self.parameters = parameters
        self.constraints = constraints
        self.storage = storage
        components = try SpaceComponent.components(of: parameters, constraints: constraints)
        var reach: [Set<Int>] = parameters.indices.map { [$0] }
        // What depends stands after its decider, so going backwards collects whole chains.
        for index in parameters.indices.reversed() {
            for condition in parameters[index].conditions { reach[condition.decider].formUnion(reach[index]) }
        }
        isDecider = reach.map { $0.count > 1 }
        dependents = reach.enumerated().map { index, members in members.filter { $0 != index }.sorted() }
        var naming: [[Int]] = parameters.map { _ in [] }
        for (index, constraint) in constraints.enumerated() {
            for parameter in Set(constraint.parameters).sorted() { naming[parameter].append(index) }
        }
        func cheapFirst(_ indices: [Int]) -> [Int] {
            indices.filter { !constraints[$0].isClosure } + indices.filter { constraints[$0].isClosure }
        }
        affectedConstraints = storage.store(
            reach.map { members in storage.store(cheapFirst(Set(members.flatMap { naming[$0] }).sorted())) })
        checks = storage.store(
            constraints.map { constraint in
                var instructions: [ExpressionProgram.Instruction] = []
                if case .program(let program) = constraint.rule { instructions = program.instructions }
                return ConstraintCheck(
                    parameters: storage.store(constraint.parameters), instructions: storage.store(instructions))
            })
        allConstraints = cheapFirst(Array(constraints.indices))
        var owner = Array(repeating: 0, count: parameters.count)
        for (index, component) in components.enumerated() {
            for parameter in component.order { owner[parameter] = index }
        }
        componentOfParameter = owner
        hasConditions = parameters.contains { $0.isConditional }
        let isFree = components.map { $0.order.count == 1 && !$0.hasConstraints }
        tied = components.indices.filter { !isFree[$0] }.map { [components] in components[$0] }
        free = components.indices.filter { isFree[$0] }.map { [components] in components[$0].order[0] }
        variables = parameters.indices.filter { !parameters[$0].isConstant }
        var first: [Int] = []
        var columns: [Int] = []
        for (index, parameter) in parameters.enumerated() {
            first.append(columns.count)
            if parameter.isConstant { continue }
            let width = (parameter.isOrdered ? 1 : parameter.count) + (parameter.isConditional ? 1 : 0)
            columns.append(contentsOf: Array(repeating: index, count: width))
        }
        firstColumns = first
        columnParameters = columns.isEmpty ? [0] : columns
    }

    /// Whether a parameter is active, given the values of those that decide.
    @inline(__always)
    static func isActive(_ parameter: CompiledParameter, in point: Point) -> Bool {
        for condition in parameter.conditions
        where point.codes[condition.decider] < 0 || !condition.numbers.contains(point.numbers[condition.decider]) {
            return false
        }
        return true
    }

    /// Sets a parameter from a place on the unit interval; inactive where its conditions do not hold.
    @inline(__always)
    func assign(_ index: Int, at place: Double, in point: Point) {
        let parameter = parameters[index]
        guard parameter.conditions.isEmpty || Self.isActive(parameter, in: point) else {
            point.codes[index] = -1
            point.numbers[index] = 0
            return
        }
        switch parameter.form {
        case .listed:
            let code = parameter.index(at: place)
            point.codes[index] = Int32(truncatingIfNeeded: code)
            point.numbers[index] = parameter.numbers[code]
        case .wide:
            point.codes[index] = 0
            point.numbers[index] = parameter.wideNumber(at: place)
        case .continuous:
            point.codes[index] = 0
            point.numbers[index] = parameter.number(at: place)
        }
    }

    /// Sets a parameter of the table form, or makes it inactive by -1.
    @inline(__always)
    func assign(_ index: Int, code: Int, in point: Point) {
        point.codes[index] = Int32(truncatingIfNeeded: code)
        point.numbers[index] = code < 0 ? 0 : parameters[index].numbers[code]
    }

    /// Whether every one of the constraints holds.
    @inline(__always)
    func areSatisfied(_ indices: [Int], by point: Point) -> Bool {
        for index in indices where !holds(index, at: point) { return false }
        return true
    }

    /// Whether every one of the constraints holds.
    @inline(__always)
    func areSatisfied(_ indices: UnsafeBufferPointer<Int>, by point: Point) -> Bool {
        for index in indices where !holds(index, at: point) { return false }
        return true
    }

    /// Whether a constraint holds; all its parameters must have been assigned.
    @inline(__always)
    func holds(_ index: Int, at point: Point) -> Bool {
        let check = checks[index]
        if check.instructions.isEmpty { return constraints[index].isSatisfied(by: point, in: parameters) }
        for index in check.parameters where point.codes[index] < 0 { return true }
        return ExpressionProgram.isSatisfied(check.instructions, by: point.numbers)
    }

    /// The parameters that a compiled expression names and its program; an empty one for a closure.
    private struct ConstraintCheck {
        let parameters: UnsafeBufferPointer<Int>
        let instructions: UnsafeBufferPointer<ExpressionProgram.Instruction>
    }

    /// The point as a candidate.
    func candidate(_ point: Point) -> Candidate {
        let values = [ParameterValue?](unsafeUninitializedCapacity: parameters.count) { buffer, count in
            for index in 0..<parameters.count {
                let code = Int(point.codes[index])
                buffer.initializeElement(
                    at: index,
                    to: code < 0 ? nil : parameters[index].value(code: code, number: point.numbers[index]))
            }
            count = parameters.count
        }
        return Candidate(values: values)
    }

    /// Sets a point, inactive before, to a candidate; constraints are not looked at.
    ///
    /// - Returns: Whether every value is in its domain and given exactly where the parameter is active.
    func load(_ candidate: Candidate, into point: Point) -> Bool {
        guard candidate.values.count == parameters.count else { return false }
        for index in 0..<parameters.count {
            let isActive = !hasConditions || Self.isActive(parameters[index], in: point)
            guard let value = candidate.values[index] else {
                if isActive { return false }
                continue
            }
            guard isActive, let (code, number) = parameters[index].locate(value) else { return false }
            point.codes[index] = Int32(truncatingIfNeeded: code)
            point.numbers[index] = number
        }
        return true
    }
}
