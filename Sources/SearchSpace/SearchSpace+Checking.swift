extension SearchSpace {
    /// The compiled parameters, and the number that stands for each choice of text.
    static func check(
        _ parameters: [Parameter]
    ) throws(SearchSpaceError) -> (
        parameters: [CompiledParameter], choiceCodes: [String: Double], storage: TableStorage
    ) {
        guard !parameters.isEmpty else { throw .noParameters }
        var choiceCodes: [String: Double] = [:]
        var places: [String: Int] = [:]
        var compiled: [CompiledParameter] = []
        let storage = TableStorage()
        for (index, parameter) in parameters.enumerated() {
            guard !parameter.name.isEmpty else { throw .emptyName(index: index) }
            guard places[parameter.name] == nil else { throw .duplicateParameter(name: parameter.name) }
            try checkDomain(of: parameter)
            if case .categorical(let values) = parameter.domain {
                for case .string(let text) in values where choiceCodes[text] == nil {
                    choiceCodes[text] = Double(choiceCodes.count + 1)
                }
            }
            var conditions: [CompiledCondition] = []
            for condition in parameter.conditions {
                guard parameters.contains(where: { $0.name == condition.parameter }) else {
                    throw .conditionOnUnknown(parameter: parameter.name, decider: condition.parameter)
                }
                guard let decider = places[condition.parameter] else {
                    throw .conditionOnLater(parameter: parameter.name, decider: condition.parameter)
                }
                let numbers = try numbers(
                    of: condition, on: compiled[decider], named: condition.parameter, parameter: parameter.name)
                conditions.append(CompiledCondition(decider: decider, numbers: storage.store(numbers)))
            }
            places[parameter.name] = index
            compiled.append(
                CompiledParameter(parameter, choiceCodes: choiceCodes, conditions: conditions, storage: storage))
        }
        return (compiled, choiceCodes, storage)
    }

    private static func numbers(
        of condition: Parameter.Condition, on decider: CompiledParameter, named name: String, parameter: String
    ) throws(SearchSpaceError) -> [Double] {
        guard decider.form != .continuous else {
            throw .conditionOnContinuous(parameter: parameter, decider: name)
        }
        guard !condition.values.isEmpty else {
            throw .conditionWithoutValues(parameter: parameter, decider: name)
        }
        var numbers: [Double] = []
        for value in condition.values {
            guard let located = decider.locate(value) else {
                throw .conditionValueNotInDomain(
                    parameter: parameter, decider: name, value: value.description,
                    accepted: accepted(by: decider))
            }
            numbers.append(located.number)
        }
        return numbers
    }

    private static func checkDomain(of parameter: Parameter) throws(SearchSpaceError) {
        switch parameter.domain {
        case .continuous(let lower, let upper, let scale):
            for bound in [lower, upper] where !bound.isFinite {
                throw .notFinite(parameter: parameter.name, value: "\(bound)")
            }
            guard lower <= upper else {
                throw .lowerAboveUpper(parameter: parameter.name, lower: "\(lower)", upper: "\(upper)")
            }
            guard scale == .linear || lower > 0 else {
                throw .logarithmOfNonPositive(parameter: parameter.name, lower: "\(lower)")
            }
        case .integer(let lower, let upper, let scale):
            for bound in [lower, upper] where bound.magnitude > 1 << 53 {
                throw .integerTooLarge(parameter: parameter.name, value: bound)
            }
            guard lower <= upper else {
                throw .lowerAboveUpper(parameter: parameter.name, lower: "\(lower)", upper: "\(upper)")
            }
            guard scale == .linear || lower > 0 else {
                throw .logarithmOfNonPositive(parameter: parameter.name, lower: "\(lower)")
            }
        case .ordinal(let values):
            guard !values.isEmpty else { throw .noValues(parameter: parameter.name) }
            var previous: (number: Double, value: ParameterValue)?
            for value in values {
                guard let number = value.number, !isBoolean(value) else {
                    throw .valueNotNumeric(parameter: parameter.name, value: value.description)
                }
                guard number.isFinite else { throw .notFinite(parameter: parameter.name, value: value.description) }
                if case .integer(let whole) = value, whole.magnitude > 1 << 53 {
                    throw .integerTooLarge(parameter: parameter.name, value: whole)
                }
                if let previous, number == previous.number {
                    throw .duplicateValue(parameter: parameter.name, value: value.description)
                }
                if let previous, number < previous.number {
                    throw .valuesNotRising(
                        parameter: parameter.name, first: previous.value.description, second: value.description)
                }
                previous = (number, value)
            }
        case .categorical(let values):
            guard !values.isEmpty else { throw .noValues(parameter: parameter.name) }
            var seen: Set<ParameterValue> = []
            for value in values {
                if case .real(let number) = value, !number.isFinite {
                    throw .notFinite(parameter: parameter.name, value: value.description)
                }
                // A whole number and an equal real one are the same choice.
                var key = value
                if case .integer(let whole) = value { key = .real(Double(whole)) }
                guard seen.insert(key).inserted else {
                    throw .duplicateValue(parameter: parameter.name, value: value.description)
                }
            }
        }
    }

    private static func isBoolean(_ value: ParameterValue) -> Bool {
        if case .boolean = value { true } else { false }
    }

    /// The constraint with its parameters looked up.
    static func compile(
        _ constraint: KnownConstraint, parameters: [Parameter], compiled: [CompiledParameter],
        choiceCodes: [String: Double]
    ) throws(SearchSpaceError) -> CompiledConstraint {
        switch constraint.rule {
        case .text(let text):
            var symbols: [String: ExpressionParser.Symbol] = [:]
            for (index, parameter) in parameters.enumerated() {
                symbols[parameter.name] = symbol(of: parameter, index: index)
            }
            let program = try ExpressionParser.parse(text, symbols: symbols, choiceCodes: choiceCodes)
            return CompiledConstraint(
                name: constraint.name, parameters: program.parameters, rule: .program(program), in: compiled)
        case .closure(let names, let isSatisfied):
            guard !names.isEmpty else { throw .constraintWithoutParameters(constraint: constraint.name) }
            var indices: [Int] = []
            for name in names {
                guard let index = parameters.firstIndex(where: { $0.name == name }) else {
                    throw .unknownParameter(constraint: constraint.name, name: name)
                }
                indices.append(index)
            }
            return CompiledConstraint(
                name: constraint.name, parameters: indices, rule: .closure(isSatisfied), in: compiled)
        }
    }

    private static func symbol(of parameter: Parameter, index: Int) -> ExpressionParser.Symbol {
        guard case .categorical(let values) = parameter.domain else {
            return .init(index: index, kind: .number, choices: [])
        }
        let texts = values.compactMap { value -> String? in
            if case .string(let text) = value { text } else { nil }
        }
        let switches = values.filter(isBoolean).count
        let kind: ExpressionParser.Kind =
            texts.count == values.count
            ? .text : switches == values.count ? .boolean : texts.isEmpty && switches == 0 ? .number : .mixed
        return .init(index: index, kind: kind, choices: texts)
    }
}
