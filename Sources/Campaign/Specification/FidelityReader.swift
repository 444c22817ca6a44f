import BayesianOptimization
import CoDesign
import ConfigurationFile

/// Reads the list of fidelities, or the range of a continuous one.
struct FidelityReader {
    var kind: CampaignSpecification.Kind
    var synthetic: SyntheticProblem?
    var folder: String
    var needsPrograms: Bool

    /// An evaluator that needs no program.
    private struct BuiltIn {
        var name: String
        var cost: Double
        var version: String
        var isDefault = true
    }

    /// The fidelities that need no program, cheap to dear; `nil` where each one is a program.
    private var builtIn: [BuiltIn]? {
        switch kind {
        case .waferTraining: Self.builtIn(for: .training)
        case .waferInference: Self.builtIn(for: .inference)
        case .synthetic:
            (synthetic?.problem.fidelities ?? []).map {
                BuiltIn(name: $0.name, cost: $0.cost, version: SyntheticProblem.version)
            }
        case .command: nil
        }
    }

    private static func builtIn(for work: WaferProblem.Work) -> [BuiltIn] {
        WaferProblem.fidelities(of: work).map {
            BuiltIn(name: $0.name, cost: $0.defaultCost, version: $0.version(for: work), isDefault: $0.isDefault)
        }
    }

    /// The fidelities, cheap to dear; the built-in ones with their costs where neither key is there.
    func fidelities(
        list: ConfigurationNode?, continuous: ConfigurationNode?, in root: ConfigurationNode
    ) throws(ConfigurationError) -> (fidelities: [FidelitySpecification], continuous: ContinuousFidelity?) {
        if let continuous {
            guard list == nil else {
                throw continuous.error(
                    found: "'fidelity' beside 'fidelities'", accepted: "exactly one of 'fidelities', 'fidelity'")
            }
            return try self.continuous(continuous)
        }
        if let own = synthetic?.continuousFidelity {
            if let list {
                throw list.error(
                    found: "a list for a problem with a continuous fidelity", accepted: "'fidelity', or neither key")
            }
            return (settings(of: own, version: SyntheticProblem.version, program: nil), own)
        }
        return (try self.list(list, in: root), nil)
    }

    private func list(
        _ node: ConfigurationNode?, in root: ConfigurationNode
    ) throws(ConfigurationError) -> [FidelitySpecification] {
        guard let node else {
            guard let builtIn else {
                throw root.error(found: "no 'fidelities'", accepted: "'fidelities', each with name, cost and command")
            }
            return builtIn.filter(\.isDefault).map {
                FidelitySpecification(name: $0.name, cost: $0.cost, evaluatorVersion: $0.version, program: nil)
            }
        }
        let items = try node.list()
        guard !items.isEmpty, items.count <= 16 else {
            throw node.error(found: "\(items.count) fidelities", accepted: "1 to 16, from cheap to dear")
        }
        var fidelities: [FidelitySpecification] = []
        for item in items {
            var mapping = try item.mapping()
            let nameNode = try mapping.required("name")
            let name = try CampaignSpecification.name(nameNode)
            guard !fidelities.contains(where: { $0.name == name }) else {
                throw nameNode.error(found: "'\(name)' a second time", accepted: "each fidelity once")
            }
            let fidelity: FidelitySpecification
            if let builtIn {
                fidelity = try self.builtIn(
                    nameNode, name: name, after: fidelities.last, of: builtIn, mapping: &mapping)
            } else {
                let cost = try mapping.required("cost").positive()
                fidelity = FidelitySpecification(
                    name: name, cost: cost, evaluatorVersion: "command", program: try program(reading: &mapping))
            }
            let costNode = mapping.optional("cost") ?? item
            try mapping.finish()
            guard fidelity.cost <= FidelitySpecification.largestCost else {
                throw costNode.error(accepted: "a number above 0 and at most \(FidelitySpecification.largestCost)")
            }
            if let last = fidelities.last, !(fidelity.cost > last.cost) {
                throw item.error(
                    found: "cost \(fidelity.cost) after \(last.cost)",
                    accepted: "fidelities from cheap to dear, each dearer than the one before")
            }
            fidelities.append(fidelity)
        }
        return fidelities
    }

    private func builtIn(
        _ node: ConfigurationNode, name: String, after last: FidelitySpecification?, of known: [BuiltIn],
        mapping: inout ConfigurationMapping
    ) throws(ConfigurationError) -> FidelitySpecification {
        guard let index = known.firstIndex(where: { $0.name == name }) else {
            throw node.error(accepted: ConfigurationError.oneOf(known.map(\.name), near: name))
        }
        if let last, let place = known.firstIndex(where: { $0.name == last.name }), place > index {
            throw node.error(
                found: "'\(name)' after '\(last.name)'",
                accepted: "the order " + known.map(\.name).joined(separator: ", "))
        }
        let cost = try mapping.optional("cost")?.positive()
        return FidelitySpecification(
            name: name, cost: cost ?? known[index].cost, evaluatorVersion: known[index].version, program: nil)
    }

    func program(
        reading mapping: inout ConfigurationMapping
    ) throws(ConfigurationError) -> FidelitySpecification.Program {
        let node = try mapping.required("command")
        var command: [String] = []
        for item in try node.list() {
            let word = try item.string()
            guard !word.unicodeScalars.contains("\0") else {
                throw item.error(found: "a text with a NUL character", accepted: "a text without one")
            }
            command.append(word)
        }
        guard let name = command.first, !name.isEmpty else {
            throw node.error(found: "an empty list", accepted: "a program and its arguments: [python3, evaluate.py]")
        }
        let timeoutNode = mapping.optional("timeout_s")
        let timeout = try timeoutNode?.positive() ?? 3600
        guard timeout <= 1e8 else { throw (timeoutNode ?? node).error(accepted: "a number of at most 1e8") }
        let retries = try mapping.optional("retries")?.integer(in: 0...100) ?? 0
        let delayNode = mapping.optional("retry_delay_s")
        let delay = try delayNode?.double() ?? FidelitySpecification.Program.defaultRetryDelay
        guard (0...FidelitySpecification.Program.longestRetryDelay).contains(delay) else {
            throw (delayNode ?? node).error(
                accepted: "a number from 0 to \(FidelitySpecification.Program.longestRetryDelay)")
        }
        let memory = try mapping.optional("memory_mb")?.integer(in: 1...1_000_000_000)
        var path = ""
        if needsPrograms {
            guard let found = ProgramLocator.locate(name, folder: folder) else {
                throw node.error(
                    found: "\(ConfigurationError.quoted(name)), which is not an executable file",
                    accepted: "a program on PATH, or the path of an executable file from the campaign file's folder")
            }
            path = found
        }
        return FidelitySpecification.Program(
            command: command, executablePath: path, timeoutSeconds: timeout,
            memoryBytes: memory.map { $0 * 1_000_000 }, retries: retries, retryDelaySeconds: delay)
    }
}
