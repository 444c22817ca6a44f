import BayesianOptimization
import CoDesign
import ConfigurationFile
import SearchSpace

extension CampaignSpecification {
    /// The designs under `start`: design files for the wafer; for any other problem mappings of parameters to values,
    /// or files that hold one.
    func readStart(_ node: ConfigurationNode) throws(ConfigurationError) -> [Candidate] {
        var candidates: [Candidate] = []
        for item in try node.list() {
            let candidate: Candidate
            if let wafer {
                let path = try item.string()
                candidate = try wafer.candidate(readingDesign: CampaignFiles.path(path, in: folder))
            } else if item.isMapping {
                candidate = try readPoint(item)
            } else {
                let path = CampaignFiles.path(try item.string(), in: folder)
                candidate = try readPoint(try ConfigurationFile.read(path: path))
            }
            guard !candidates.contains(candidate) else {
                throw item.error(found: "a design that stands in the list already", accepted: "each design once")
            }
            candidates.append(candidate)
        }
        return candidates
    }

    private func readPoint(_ node: ConfigurationNode) throws(ConfigurationError) -> Candidate {
        var mapping = try node.mapping()
        var values: [ParameterValue?] = []
        for parameter in problem.space.parameters {
            values.append(
                try mapping.optional(parameter.name).map { value throws(ConfigurationError) in
                    ParameterValue(try value.scalar())
                })
        }
        try mapping.finish()
        do {
            return try problem.space.normalized(Candidate(values: values))
        } catch {
            throw node.error(found: error.description, accepted: "a value for each active parameter, in its range")
        }
    }
}

extension ParameterValue {
    /// A value of a file.
    init(_ scalar: ConfigurationScalar) {
        switch scalar {
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .real(value)
        case .string(let value): self = .string(value)
        }
    }

    /// The value as it stands in a file.
    var yaml: YAMLValue {
        switch self {
        case .boolean(let value): .scalar(.boolean(value))
        case .integer(let value): .scalar(.integer(value))
        case .real(let value): .scalar(.real(value))
        case .string(let value): .scalar(.string(value))
        }
    }
}
