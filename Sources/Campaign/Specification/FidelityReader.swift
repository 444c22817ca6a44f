import CoDesign
import ConfigurationFile

/// Reads the list of fidelities.
struct FidelityReader {
    var isWafer: Bool
    var folder: String
    var needsPrograms: Bool

    /// The fidelities, cheap to dear; the built-in ones with their costs where the key is absent.
    func fidelities(
        _ node: ConfigurationNode?, in root: ConfigurationNode
    ) throws(ConfigurationError) -> [FidelitySpecification] {
        guard let node else {
            guard isWafer else {
                throw root.error(found: "no 'fidelities'", accepted: "'fidelities', each with name, cost and command")
            }
            return WaferProblem.fidelities.map {
                FidelitySpecification(
                    name: $0.name, cost: $0.defaultCost, evaluatorVersion: $0.version, program: nil)
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
            if isWafer {
                fidelity = try builtIn(nameNode, name: name, after: fidelities.last, mapping: &mapping)
            } else {
                let cost = try mapping.required("cost").positive()
                fidelity = FidelitySpecification(
                    name: name, cost: cost, evaluatorVersion: "command", program: try program(reading: &mapping))
            }
            try mapping.finish()
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
        _ node: ConfigurationNode, name: String, after last: FidelitySpecification?,
        mapping: inout ConfigurationMapping
    ) throws(ConfigurationError) -> FidelitySpecification {
        let known = WaferProblem.fidelities
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
            name: name, cost: cost ?? known[index].defaultCost, evaluatorVersion: known[index].version, program: nil)
    }

    private func program(
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
            command: command, executablePath: path, timeoutSeconds: timeout, retries: retries)
    }
}
