import ConfigurationFile
import SearchSpace

/// Reads the parameters and known constraints of a `command` problem.
enum CommandSpaceReader {
    private enum Kind: String, CaseIterable { case continuous, integer, ordinal, categorical }
    private enum ScaleName: String, CaseIterable { case linear, log }

    static func space(reading problem: inout ConfigurationMapping) throws(ConfigurationError) -> SearchSpace {
        let node = try problem.required("parameters")
        let items = try node.list()
        guard !items.isEmpty, items.count <= 160 else {
            throw node.error(found: "\(items.count) parameters", accepted: "1 to 160 parameters")
        }
        var parameters: [Parameter] = []
        for item in items {
            let parameter = try Self.parameter(item, earlier: parameters)
            parameters.append(parameter)
            try check(parameters, constraints: [], at: item)
        }
        var constraints: [KnownConstraint] = []
        for item in try problem.optional("requires")?.list() ?? [] {
            constraints.append(KnownConstraint(try item.string()))
            try check(parameters, constraints: constraints, at: item)
        }
        do {
            return try SearchSpace(parameters: parameters, constraints: constraints)
        } catch {
            throw node.error(found: error.description, accepted: "parameters and rules that leave at least one point")
        }
    }

    /// Makes the space as far as it has been read, so that an error has its line.
    private static func check(
        _ parameters: [Parameter], constraints: [KnownConstraint], at item: ConfigurationNode
    ) throws(ConfigurationError) {
        do {
            _ = try SearchSpace(parameters: parameters, constraints: constraints)
        } catch {
            throw item.error(
                found: error.description,
                accepted: constraints.isEmpty
                    ? "a parameter whose values are finite, in order, and whose conditions name earlier parameters"
                    : "arithmetic and comparisons over the parameters that leave at least one point")
        }
    }

    private static func parameter(
        _ item: ConfigurationNode, earlier: [Parameter]
    ) throws(ConfigurationError) -> Parameter {
        var mapping = try item.mapping()
        let nameNode = try mapping.required("name")
        let name = try CampaignSpecification.name(nameNode)
        guard !earlier.contains(where: { $0.name == name }) else {
            throw nameNode.error(found: "'\(name)' a second time", accepted: "each parameter once")
        }
        let domain: Parameter.Domain
        switch try mapping.required("type").choice(Kind.self) {
        case .continuous:
            let lower = try mapping.required("lower").double()
            let upperNode = try mapping.required("upper")
            let upper = try upperNode.double()
            guard lower <= upper else { throw upperNode.error(accepted: "an upper of at least the lower, \(lower)") }
            domain = .continuous(lower: lower, upper: upper, scale: try scale(&mapping, isPositive: lower > 0))
        case .integer:
            let lower = try mapping.required("lower").integer()
            let upperNode = try mapping.required("upper")
            let upper = try upperNode.integer()
            guard lower <= upper else { throw upperNode.error(accepted: "an upper of at least the lower, \(lower)") }
            domain = .integer(lower: lower, upper: upper, scale: try scale(&mapping, isPositive: lower > 0))
        case .ordinal: domain = .ordinal(try values(try mapping.required("values")))
        case .categorical: domain = .categorical(try values(try mapping.required("choices")))
        }
        var conditions: [Parameter.Condition] = []
        if let when = mapping.optional("when") {
            for (decider, value) in try when.mapping().entries {
                let accepted = value.isSequence ? try values(value) : [ParameterValue(try value.scalar())]
                conditions.append(.init(parameter: decider, values: accepted))
            }
        }
        try mapping.finish()
        return Parameter(name: name, domain: domain, conditions: conditions)
    }

    private static func scale(
        _ mapping: inout ConfigurationMapping, isPositive: Bool
    ) throws(ConfigurationError) -> Parameter.Scale {
        guard let node = mapping.optional("scale") else { return .linear }
        guard try node.choice(ScaleName.self) == .log else { return .linear }
        guard isPositive else { throw node.error(accepted: "linear; log needs a lower above 0") }
        return .log
    }

    private static func values(_ node: ConfigurationNode) throws(ConfigurationError) -> [ParameterValue] {
        var values: [ParameterValue] = []
        for item in try node.list() { values.append(ParameterValue(try item.scalar())) }
        guard !values.isEmpty else { throw node.error(found: "an empty list", accepted: "at least one value") }
        return values
    }
}

extension CommandSpaceReader {
    /// The problem as it stands in a file, with every default.
    static func text(of space: SearchSpace) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [
            ("kind", .text(CampaignSpecification.Kind.command.rawValue)),
            ("parameters", .list(space.parameters.map(text))),
        ]
        if !space.constraints.isEmpty {
            entries.append(("requires", .list(space.constraints.map { .text($0.name) })))
        }
        return .mapping(entries)
    }

    private static func text(of parameter: Parameter) -> YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [("name", .text(parameter.name))]
        switch parameter.domain {
        case .continuous(let lower, let upper, let scale):
            entries += [
                ("type", .text("continuous")), ("lower", .number(lower)), ("upper", .number(upper)),
                ("scale", .text(scale.rawValue)),
            ]
        case .integer(let lower, let upper, let scale):
            entries += [
                ("type", .text("integer")), ("lower", .integer(lower)), ("upper", .integer(upper)),
                ("scale", .text(scale.rawValue)),
            ]
        case .ordinal(let values):
            entries += [("type", .text("ordinal")), ("values", .list(values.map(\.yaml)))]
        case .categorical(let values):
            entries += [("type", .text("categorical")), ("choices", .list(values.map(\.yaml)))]
        }
        if !parameter.conditions.isEmpty {
            entries.append(
                ("when", .mapping(parameter.conditions.map { ($0.parameter, .list($0.values.map(\.yaml))) })))
        }
        return .mapping(entries)
    }
}
