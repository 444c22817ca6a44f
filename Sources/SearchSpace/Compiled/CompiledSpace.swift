/// What a space computes once: its parameters' tables, its constraints, and its components.
final class CompiledSpace: Sendable {
    let parameters: [CompiledParameter]
    let constraints: [CompiledConstraint]
    let components: [SpaceComponent]
    /// By parameter: the constraints whose truth may change with its value, cheap ones first: those that name it, and
    /// those that name a parameter whose activity hangs on it.
    let affectedConstraints: [[Int]]
    /// By parameter: whether the activity of another one hangs on it.
    let isDecider: [Bool]
    /// By parameter: its component.
    let componentOfParameter: [Int]
    /// The parameters that can change.
    let variables: [Int]
    /// By parameter: its first column in the encoding.
    let firstColumns: [Int]
    /// By column of the encoding: its parameter.
    let columnParameters: [Int]

    init(parameters: [CompiledParameter], constraints: [CompiledConstraint]) throws(SearchSpaceError) {
        self.parameters = parameters
        self.constraints = constraints
        components = try SpaceComponent.components(of: parameters, constraints: constraints)
        var dependents: [[Int]] = parameters.indices.map { [$0] }
        // What depends stands after its decider, so going backwards collects whole chains.
        for index in parameters.indices.reversed() {
            for condition in parameters[index].conditions { dependents[condition.decider] += dependents[index] }
        }
        isDecider = dependents.map { $0.count > 1 }
        affectedConstraints = dependents.map { members in
            let named = constraints.indices.filter { constraints[$0].parameters.contains(where: members.contains) }
            return named.filter { !constraints[$0].isClosure } + named.filter { constraints[$0].isClosure }
        }
        var owner = Array(repeating: 0, count: parameters.count)
        for (index, component) in components.enumerated() {
            for parameter in component.order { owner[parameter] = index }
        }
        componentOfParameter = owner
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
    func assign(_ index: Int, at place: Double, in point: inout Point) {
        let parameter = parameters[index]
        guard parameter.conditions.isEmpty || Self.isActive(parameter, in: point) else {
            point.codes[index] = -1
            point.numbers[index] = 0
            return
        }
        switch parameter.form {
        case .listed: assign(index, code: parameter.index(at: place), in: &point)
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
    func assign(_ index: Int, code: Int, in point: inout Point) {
        point.codes[index] = Int32(code)
        point.numbers[index] = code < 0 ? 0 : parameters[index].numbers[code]
    }

    /// Whether every one of the constraints holds.
    @inline(__always)
    func areSatisfied(_ indices: [Int], by point: Point) -> Bool {
        for index in indices where !constraints[index].isSatisfied(by: point, in: parameters) { return false }
        return true
    }

    /// The point as a candidate.
    func candidate(_ point: Point) -> Candidate {
        var values: [ParameterValue?] = []
        values.reserveCapacity(parameters.count)
        for index in parameters.indices {
            let code = Int(point.codes[index])
            values.append(code < 0 ? nil : parameters[index].value(code: code, number: point.numbers[index]))
        }
        return Candidate(values: values)
    }

    /// The candidate as a point; `nil` where a value is not in its domain or activity is wrong.
    ///
    /// Constraints are not looked at.
    func point(_ candidate: Candidate) -> Point? {
        guard candidate.values.count == parameters.count else { return nil }
        var point = Point(count: parameters.count)
        for index in parameters.indices {
            let isActive = Self.isActive(parameters[index], in: point)
            switch candidate.values[index] {
            case .none: if isActive { return nil }
            case .some(let value):
                guard isActive, let (code, number) = parameters[index].locate(value) else { return nil }
                point.codes[index] = Int32(code)
                point.numbers[index] = number
            }
        }
        return point
    }
}
