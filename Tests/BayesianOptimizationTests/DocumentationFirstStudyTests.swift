import BayesianOptimization
import Testing

/// The code of the article `FirstStudy`, between markers; `DocumentationTests` compares it with the article's.
@Suite struct DocumentationFirstStudyTests {
    @Test func theFirstStudyFindsTheBestPoint() throws {
        // FirstStudy
        var study = try Study(
            parameters: [.continuous("x", -5...10), .integer("n", 1...8)],
            objectives: [.minimize("loss", reference: 200)])
        let front = try study.optimize(evaluations: 30) { trial in
            let (x, n) = (try trial["x"], try trial["n"])
            return ["loss": (x - 2) * (x - 2) + (n - 3) * (n - 3)]
        }
        print(front)
        // end
        #expect(front.count == 1)
        #expect(try #require(front.first?.figures["loss"]) < 0.01)
        let before = study.trials.count
        // FirstStudy
        try study.optimize(evaluations: 20, until: [.stagnation(evaluations: 10, tolerance: 1e-6)]) { trial in
            let (x, n) = (try trial["x"], try trial["n"])
            return ["loss": (x - 2) * (x - 2) + (n - 3) * (n - 3)]
        }
        // end
        // The best point is known by then, so that the rule ends the second call early.
        #expect(study.trials.count < before + 20)
    }

    @Test func theBeamKeepsItsConstraint() throws {
        // FirstStudy
        var beam = try Study(
            parameters: [.continuous("width", 0.01...0.1), .continuous("height", 0.01...0.2)],
            objectives: [.minimize("mass", reference: 40), .minimize("deflection", reference: 0.02)],
            constraints: [.atMost("stress", 150e6)],
            seed: 1)
        try beam.optimize(evaluations: 30) { trial in
            let (width, height) = (try trial["width"], try trial["height"])
            let inertia = width * height * height * height / 12
            return [
                "mass": 7850 * width * height,
                "deflection": 5e3 / (3 * 210e9 * inertia),
                "stress": 5e3 * height / (2 * inertia),
            ]
        }
        for trial in beam.front { print(trial) }
        // end
        #expect(beam.front.count >= 5)
        #expect(beam.front.allSatisfy { ($0.figures["stress"] ?? .infinity) <= 150e6 })
    }

    @Test func workersEvaluateSideBySide() async throws {
        // FirstStudy
        var parallel = try Study(
            parameters: [.continuous("x", -5...10)], objectives: [.minimize("loss", reference: 200)])
        try await parallel.optimize(evaluations: 24, workers: 4) { trial in
            let x = try trial["x"]
            try await Task.sleep(for: .milliseconds(trial.number % 3))
            return ["loss": (x - 2) * (x - 2)]
        }
        // end
        #expect(parallel.trials.count == 24)
        #expect(try #require(parallel.front.first?.figures["loss"]) < 0.01)
    }

    @Test func resultsComeFromElsewhereAndFromEarlier() throws {
        // FirstStudy
        var remote = try Study(
            parameters: [.continuous("x", -5...10)], objectives: [.minimize("loss", reference: 200)],
            start: [["x": 0.0]])
        let batch = try remote.ask(4)
        for trial in batch.reversed() {
            let x = try trial["x"]
            try remote.tell(trial, ["loss": (x - 2) * (x - 2)])
        }
        // end
        #expect(remote.optimizer.pending.isEmpty)
        #expect(try batch[0]["x"] == 0)
        // FirstStudy
        var next = try Study(
            parameters: [.continuous("x", -5...10)], objectives: [.minimize("loss", reference: 200)],
            prior: remote.trials)
        try next.optimize(evaluations: 10) { trial in
            let x = try trial["x"]
            return ["loss": (x - 2) * (x - 2)]
        }
        // end
        #expect(next.optimizer.prior.count == 4)
        #expect(next.trials.count == 10)
    }
}
