import Foundation
import Testing

/// What the command says of a campaign over a fidelity that is a number.
@Suite struct ContinuousFidelityTests {
    @Test("Status shows the front that the models infer where nothing was evaluated", arguments: ["mfbo", "hvkg"])
    func inferredFront(method: String) async throws {
        let folder = try TestFolder()
        try folder.write(
            """
            version: 1
            name: inferred
            seed: 1
            problem: {kind: synthetic, name: mf-branin-currin}
            budget: {cost: 485}
            optimizer: {method: \(method), lookahead: 0}
            executor: {kind: local, workers: 1}
            """, to: "inferred.yaml")
        let run = try await IngotProcess.run(["run", "inferred.yaml", "--quiet"], in: folder)
        #expect(run.code == 0, "\(run.error)")
        let plain = try await IngotProcess.run(["status", "inferred.ingot"], in: folder)
        #expect(plain.code == 0, "\(plain.error)")
        let lines = plain.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("inferred at 1, not evaluated: hypervolume ") })
        #expect(lines.contains { $0.hasPrefix("model of ") && $0.contains(" results at all settings, each left out") })
        #expect(lines.contains { $0.hasPrefix("importance for ") })

        let told = try await IngotProcess.run(["status", "inferred.ingot", "--json"], in: folder)
        #expect(told.code == 0, "\(told.error)")
        let status = try JSONObject(told.output)
        let diagnostics = try status.object("diagnostics")
        let inferred = try diagnostics.object("inferred_front")
        #expect(inferred.flag("evaluated") == false)
        // Below what is known to be possible, and most of it, however little was evaluated at the target.
        let best = try #require(diagnostics.number("best_known_hypervolume"))
        let expected = try #require(inferred.number("hypervolume"))
        #expect(expected > 0.8 * best && expected < 1.1 * best)
        let designs = try inferred.list("designs")
        #expect(designs.count >= 10)
        for design in designs { #expect(try design.object("deviations").sum() > 0) }
        let models = try diagnostics.list("models")
        #expect(models.count == 2)
        for model in models {
            #expect(model.number("count") == inferred.number("rows"))
            #expect(try model.object("importance").sum() > 0.5)
        }
    }
}
