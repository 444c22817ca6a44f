import BayesianOptimization
import ConfigurationFile
import SearchSpace

/// Reads and writes a `synthetic` problem.
enum SyntheticReader {
    static func problem(reading mapping: inout ConfigurationMapping) throws(ConfigurationError) -> SyntheticProblem {
        let node = try mapping.required("name")
        let name = try node.string()
        let dimensionNode = mapping.optional("d")
        let objectivesNode = mapping.optional("m")
        let dimension = try dimensionNode?.integer()
        let objectives = try objectivesNode?.integer()
        do {
            return try SyntheticProblem.named(name, dimension: dimension, objectives: objectives)
        } catch {
            guard case .invalidOption(let option, let found, let accepted) = error else {
                throw node.error(found: error.description, accepted: "a synthetic problem")
            }
            switch option {
            case "d": throw (dimensionNode ?? node).error(found: found, accepted: accepted)
            case "m": throw (objectivesNode ?? node).error(found: found, accepted: accepted)
            default: throw node.error(accepted: ConfigurationError.oneOf(SyntheticProblem.names, near: name))
            }
        }
    }

    /// The problem as it stands in a file, with its dimension and its number of objectives.
    static func text(of synthetic: SyntheticProblem?) -> YAMLValue {
        guard let synthetic else { return .nothing }
        return .mapping([
            ("kind", .text(CampaignSpecification.Kind.synthetic.rawValue)), ("name", .text(synthetic.name)),
            ("d", .integer(synthetic.problem.space.dimension)), ("m", .integer(synthetic.problem.objectives.count)),
        ])
    }
}

extension SyntheticProblem {
    /// What a campaign may call an objective or a constraint.
    var figureNames: [String] { problem.objectives.map(\.name) + problem.constraints.map(\.name) }
}
