import ConfigurationFile
import SearchSpace
import TrainingStrategy
import WaferArchitecture

/// Reads `problem.space`: each key fixes a parameter to a value, or narrows it to a list or a range.
struct SpaceNarrowing {
    /// The parameters that are searched, the default ones first, in their order.
    let parameters: [Parameter]
    /// The place in the file.
    let node: ConfigurationNode?

    /// Reads the mapping; what is fixed is written into the base design.
    ///
    /// - Parameters:
    ///   - node: The place in the file; nil where it has none.
    ///   - base: The design.
    ///   - isPlanned: Whether strategies are planned, so that the space has none of their parameters.
    init(_ node: ConfigurationNode?, base: inout JointDesign, isPlanned: Bool = false) throws(ConfigurationError) {
        self.node = node
        let isServing = base.inference != nil
        let keys = isServing ? JointKey.inference : JointKey.training
        let defaults = isPlanned ? JointSpace.machine : isServing ? JointSpace.served : JointSpace.defaults
        var parameters = defaults.map { Parameter(name: $0.path, domain: $0.domain) }
        guard let node else {
            self.parameters = parameters
            return
        }
        for (path, value) in try node.mapping().entries {
            guard let key = keys.first(where: { $0.path == path }) else {
                let isIdle = isServing && DesignKey.named(path) != nil
                throw value.error(
                    found: isIdle
                        ? "\(path), which plays no part in inference"
                        : "the unknown parameter \(ConfigurationError.quoted(path))",
                    accepted: ConfigurationError.oneOf(keys.map(\.path), near: path))
            }
            guard key.isHardware || !isPlanned else {
                throw value.error(
                    found: "\(path) beside a planner",
                    accepted: "parameters of the machine: the planner decides the rest")
            }
            let index = parameters.firstIndex { $0.name == path }
            if let domain = try Self.domain(key, value) {
                // A parameter with one value is fixed: it is no dimension.
                let parameter = Parameter(name: path, domain: domain)
                if let index { parameters[index] = parameter } else { parameters.append(parameter) }
                try Self.checkEnds(of: domain, key, at: value, base: base)
            } else {
                try key.read(value, into: &base)
                if let index { parameters.remove(at: index) }
            }
        }
        if isServing {
            try Self.checkKeepRatio(parameters, base: base, in: node)
            self.parameters = parameters
        } else {
            self.parameters = try Self.withoutIdleChunks(parameters, base: base.training, in: node)
        }
    }

    /// Refuses a share of keys where no attention of the space is sparse.
    private static func checkKeepRatio(
        _ parameters: [Parameter], base: JointDesign, in node: ConfigurationNode
    ) throws(ConfigurationError) {
        let star = ParameterValue.string(InferenceJob.Attention.star.rawValue)
        let kinds: [ParameterValue]
        switch parameters.first(where: { $0.name == JointKey.attention })?.domain {
        case .categorical(let values): kinds = values
        default: kinds = [.string(base.inference?.attention.rawValue ?? "")]
        }
        guard !kinds.contains(star),
            let keep = try node.mapping().entries.first(where: { $0.key == JointKey.keepRatio })?.value
        else { return }
        throw keep.error(found: "a keep ratio without sparse attention", accepted: "inference.attention: [flash, star]")
    }

    /// Leaves the chunk count out where no schedule of the space interleaves, and refuses counts that no schedule has.
    private static func withoutIdleChunks(
        _ parameters: [Parameter], base: TrainingDesign, in node: ConfigurationNode
    ) throws(ConfigurationError) -> [Parameter] {
        let chunks = try node.mapping().entries.first { $0.key == "strategy.chunks" }?.value
        let interleaved = ParameterValue.string(Schedule.interleaved.rawValue)
        let schedules: [ParameterValue]
        switch parameters.first(where: { $0.name == "strategy.schedule" })?.domain {
        case .categorical(let values): schedules = values
        default: schedules = [.string(base.strategy.schedule.rawValue)]
        }
        guard schedules.contains(interleaved) else {
            if let chunks, chunks.isMapping || chunks.isSequence || base.strategy.chunks != 1 {
                throw chunks.error(
                    found: "chunks without an interleaved schedule", accepted: "1, or strategy.schedule: interleaved")
            }
            return parameters.filter { $0.name != "strategy.chunks" }
        }
        let smallest: Double
        switch parameters.first(where: { $0.name == "strategy.chunks" })?.domain {
        case .integer(let lower, _, _): smallest = Double(lower)
        case .ordinal(let values): smallest = values.first?.number ?? 0
        default: smallest = Double(base.strategy.chunks)
        }
        if let chunks, smallest < 2 {
            throw chunks.error(
                found: "1 chunk for an interleaved schedule",
                accepted: "counts of 2 and more; schedules that do not interleave have 1 in any case")
        }
        return parameters
    }

    /// The domain of a list or a range; `nil` for a single value.
    private static func domain(
        _ key: JointKey, _ node: ConfigurationNode
    ) throws(ConfigurationError) -> Parameter.Domain? {
        if node.isMapping { return try range(key, node) }
        guard node.isSequence else { return nil }
        var values: [ParameterValue] = []
        for element in try node.list() {
            let value = try key.value(element)
            guard !values.contains(value) else { throw element.error(accepted: "each value once") }
            values.append(value)
        }
        guard !values.isEmpty else { throw node.error(found: "an empty list", accepted: "one value or more") }
        switch key.kind {
        case .choice, .boolean:
            return .categorical(values)
        case .integer, .real:
            let numbers = values.compactMap(\.number)
            guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw node.error(found: "numbers that do not rise", accepted: "numbers in rising order")
            }
            return .ordinal(values)
        }
    }

    private static func range(
        _ key: JointKey, _ node: ConfigurationNode
    ) throws(ConfigurationError) -> Parameter.Domain {
        var mapping = try node.mapping()
        let lower = try mapping.required("lower")
        let upper = try mapping.required("upper")
        let scaleNode = mapping.optional("scale")
        try mapping.finish()
        var scale = Parameter.Scale.linear
        if let scaleNode {
            switch try scaleNode.string() {
            case "linear": scale = .linear
            case "log": scale = .log
            default: throw scaleNode.error(accepted: "linear, log")
            }
        }
        switch key.kind {
        case .integer(let allowed):
            let bounds = (try lower.integer(in: allowed), try upper.integer(in: allowed))
            guard bounds.0 <= bounds.1 else { throw lowerAboveUpper(node, bounds.0, bounds.1) }
            guard scale == .linear || bounds.0 > 0 else {
                throw lower.error(accepted: "a number above 0 for the log scale")
            }
            return .integer(lower: bounds.0, upper: bounds.1, scale: scale)
        case .real:
            let bounds = (try key.value(lower).number ?? .nan, try key.value(upper).number ?? .nan)
            guard bounds.0 <= bounds.1 else { throw lowerAboveUpper(node, bounds.0, bounds.1) }
            guard scale == .linear || bounds.0 > 0 else {
                throw lower.error(accepted: "a number above 0 for the log scale")
            }
            return .continuous(lower: bounds.0, upper: bounds.1, scale: scale)
        case .choice, .boolean:
            throw node.error(found: "a range", accepted: "a value or a list of values: \(key.path) is not a number")
        }
    }

    private static func lowerAboveUpper(
        _ node: ConfigurationNode, _ lower: some CustomStringConvertible, _ upper: some CustomStringConvertible
    ) -> ConfigurationError {
        node.error(found: "lower \(lower) above upper \(upper)", accepted: "a lower bound not above the upper one")
    }

    /// Refuses bounds for which the hardware could not be modelled at all.
    private static func checkEnds(
        of domain: Parameter.Domain, _ key: JointKey, at node: ConfigurationNode, base: JointDesign
    ) throws(ConfigurationError) {
        let ends: [ParameterValue] =
            switch domain {
            case .continuous(let lower, let upper, _): [.real(lower), .real(upper)]
            case .integer(let lower, let upper, _): [.integer(lower), .integer(upper)]
            case .ordinal(let values), .categorical(let values): values
            }
        for end in ends where key.isHardware {
            var design = base
            key.set(&design, end)
            do {
                try design.training.hardware.validate()
            } catch .outOfRange(let name, _, let lowest, let highest) where name == key.path {
                throw node.error(found: "\(name) of \(end)", accepted: "a value from \(lowest) to \(highest)")
            } catch {
                continue
            }
        }
    }
}
