import BayesianOptimization
import Testing

/// The code of the article `YourOwnSpace`, between markers; `DocumentationTests` compares it with the article's.
@Suite struct DocumentationYourOwnSpaceTests {
    @Test func mixedParameters() throws {
        // YourOwnSpace
        var study = try Study(
            parameters: [
                .continuous("rate", 1e-5...1, log: true),
                .integer("layers", 1...8),
                .ordinal("width", [64, 128, 256, 512]),
                .categorical("optimizer", ["momentum", "adam"]),
                .boolean("bias"),
            ],
            objectives: [.minimize("loss", reference: 20), .minimize("size", reference: 2_000)])
        try study.optimize(evaluations: 24) { trial in
            let (rate, layers, width) = (try trial["rate"], try trial["layers"], try trial["width"])
            let (optimizer, bias) = (try trial.text("optimizer"), try trial.flag("bias"))
            let best = optimizer == "adam" ? 1e-3 : 1e-2
            let ratio = rate > best ? rate / best : best / rate
            let loss = ratio / (ratio + 10) + 4 / layers + 64 / width
            return ["loss": loss, "size": layers * width / 4 + (bias ? 1 : 0)]
        }
        // end
        #expect(study.front.count >= 3)
    }

    @Test func conditionalParameters() throws {
        // YourOwnSpace
        var conditional = try Study(
            parameters: [
                .categorical("mode", ["plain", "boosted", "tuned"]),
                .continuous("boost", 0...1).when("mode", is: "boosted", "tuned"),
                .integer("steps", 1...10).when("mode", is: "tuned"),
            ],
            objectives: [.maximize("gain", reference: 0)])
        try conditional.optimize(evaluations: 24) { trial in
            let (boost, steps) = (try trial["boost", default: 0], try trial["steps", default: 1])
            return ["gain": 1 + boost * (1.5 - boost) * steps / (1 + 0.1 * steps * steps)]
        }
        // end
        let gain = try #require(conditional.front.first?.figures["gain"])
        #expect(gain > 1.5)
        for trial in conditional.trials {
            let mode = try trial.text("mode")
            #expect(try trial.isActive("boost") == (mode != "plain"))
            #expect(try trial.isActive("steps") == (mode == "tuned"))
        }
    }

    @Test func rulesAndConstraints() throws {
        // YourOwnSpace
        var tiling = try Study(
            parameters: [
                .integer("tensor", 1...24), .integer("pipeline", 1...24), .integer("data", 1...24),
                .categorical("schedule", ["plain", "interleaved"]),
                .integer("chunks", 2...4).when("schedule", is: "interleaved"),
            ],
            rules: ["tensor * pipeline * data == 24", "pipeline * chunks <= 24"],
            objectives: [.maximize("speed", reference: 0)],
            constraints: [.atMost("memory", 12)])
        try tiling.optimize(evaluations: 24) { trial in
            let (tensor, pipeline, data) = (try trial["tensor"], try trial["pipeline"], try trial["data"])
            let chunks = try trial["chunks", default: 1]
            let bubble = (pipeline - 1) / (16 * chunks + pipeline - 1)
            return [
                "speed": 100 * (1 - bubble) / (1 + 0.06 * tensor * tensor / 24 + 0.02 * chunks),
                "memory": 60 / (tensor * pipeline) + 0.8 * data,
            ]
        }
        // end
        for trial in tiling.trials {
            #expect(try trial["tensor"] * trial["pipeline"] * trial["data"] == 24)
        }
        #expect(tiling.front.count == 1)
        #expect(tiling.front.first?.isFeasible == true)
    }

    @Test func aFiniteSpaceEnds() throws {
        // YourOwnSpace
        var small = try Study(
            parameters: [.boolean("a"), .boolean("b")], objectives: [.minimize("loss", reference: 3)])
        try small.optimize(evaluations: 10) { trial in
            ["loss": try trial["a"] + 2 * trial["b"]]
        }
        let isComplete = small.trials.count == 4
        // end
        #expect(isComplete)
        guard case .spaceExhausted = small.ending else {
            Issue.record("it ended with \(String(describing: small.ending))")
            return
        }
    }
}
