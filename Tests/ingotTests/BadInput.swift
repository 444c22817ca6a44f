import Foundation

/// One way to use the command wrongly: what lies in the folder, what is asked, and what the answer must name.
struct BadInput: Sendable, CustomStringConvertible {
    var name: String
    var arguments: [String]
    var fragments: [String]
    var prepare: @Sendable (TestFolder) async throws -> Void

    var description: String { name }

    init(
        _ name: String, _ arguments: [String], _ fragments: String...,
        prepare: @escaping @Sendable (TestFolder) async throws -> Void = { _ in }
    ) {
        self.name = name
        self.arguments = arguments
        self.fragments = fragments
        self.prepare = prepare
    }

    /// A text in a file `config.yaml` that `run` gets.
    static func text(_ name: String, _ text: String, _ fragments: String...) -> BadInput {
        BadInput(name: name, fixture: nil, arguments: ["run", "config.yaml"], fragments) {
            try $0.write(text, to: "config.yaml")
        }
    }

    /// The wafer campaign with one text replaced, which `run` gets.
    static func campaign(_ name: String, _ old: String, _ new: String, _ fragments: String...) -> BadInput {
        BadInput(name: name, fixture: "campaign.yaml", arguments: ["run", "campaign.yaml"], fragments) {
            try $0.add("campaign.yaml", replacing: [old: new])
        }
    }

    /// The campaign over programs with one text replaced, which `run` gets.
    static func command(_ name: String, _ old: String, _ new: String, _ fragments: String...) -> BadInput {
        BadInput(name: name, fixture: "command.yaml", arguments: ["run", "command.yaml"], fragments) {
            try $0.add("command.yaml", replacing: [old: new])
        }
    }

    /// The design with one text replaced, which `evaluate` gets.
    static func design(_ name: String, _ old: String, _ new: String, _ fragments: String...) -> BadInput {
        BadInput(name: name, fixture: "design.yaml", arguments: ["evaluate", "design.yaml"], fragments) {
            try $0.add("design.yaml", replacing: [old: new])
        }
    }

    /// A finished campaign's checkpoint `done.ingot`, its bytes changed, and a command about it.
    static func checkpoint(
        _ name: String, _ arguments: [String], _ fragments: String...,
        change: (@Sendable (inout Data) -> Void)? = nil
    ) -> BadInput {
        BadInput(name: name, fixture: nil, arguments: arguments, fragments) { folder in
            try await finishedCampaign(in: folder)
            guard let change else { return }
            var data = try folder.data("done.ingot")
            change(&data)
            try folder.write(data, to: "done.ingot")
        }
    }

    private init(
        name: String, fixture: String?, arguments: [String], _ fragments: [String],
        prepare: @escaping @Sendable (TestFolder) async throws -> Void
    ) {
        self.name = name
        self.arguments = arguments
        // A message about a file names it.
        self.fragments = fragments + (fixture.map { [$0 + ":"] } ?? [])
        self.prepare = prepare
    }

    private static func finishedCampaign(in folder: TestFolder) async throws {
        try folder.add(
            "campaign.yaml", as: "done.yaml",
            replacing: ["method: mfbo": "method: random", "budget: {cost: 7}": "budget: {evaluations: 6}"])
        let ending = try await IngotProcess.run(["run", "done.yaml", "--quiet"], in: folder)
        guard ending.code == 0 else { throw PreparationFailed(error: ending.error) }
    }

    private struct PreparationFailed: Error {
        var error: String
    }
}
