import BayesianOptimization
import SearchSpace
import Testing

@Suite struct StudyTests {
    static func study(seed: UInt64 = 1, prior: [Study.Trial] = []) throws -> Study {
        try Study(
            parameters: [
                .continuous("x", 0...1), .integer("n", 1...4), .categorical("mode", ["plain", "boosted"]),
                .continuous("boost", 0...1).when("mode", is: "boosted"), .boolean("on"),
            ],
            objectives: [.minimize("loss", reference: 20), .maximize("gain", reference: 0)],
            constraints: [.atMost("heat", 1.5)], prior: prior, seed: seed)
    }

    @Sendable static func evaluate(_ trial: Study.Trial) throws -> [String: Double] {
        let (x, n) = (try trial["x"], try trial["n"])
        let boost = try trial["boost", default: 0]
        return ["loss": (x - 0.3) * (x - 0.3) + n, "gain": n * (1 + boost), "heat": boost + x]
    }

    private func error(_ body: () throws -> Void) -> OptimizationError? {
        do { try body() } catch { return error as? OptimizationError }
        return nil
    }

    @Test func theSameSeedGivesTheSameTrials() throws {
        func candidates(_ seed: UInt64) throws -> [Candidate] {
            var study = try Self.study(seed: seed)
            try study.optimize(evaluations: 20, Self.evaluate)
            return study.trials.map(\.candidate)
        }
        let first = try candidates(1)
        #expect(try candidates(1) == first)
        #expect(try candidates(2) != first)
    }

    @Test func callsGoOnFromOneAnother() throws {
        var whole = try Self.study()
        try whole.optimize(evaluations: 22, Self.evaluate)
        var parts = try Self.study()
        try parts.optimize(evaluations: 9, Self.evaluate)
        try parts.optimize(evaluations: 13, Self.evaluate)
        #expect(whole.trials.map(\.candidate) == parts.trials.map(\.candidate))
        #expect(whole.ending == .budget)
    }

    @Test func workersGiveTheSameTrialsWhateverTheTimes() async throws {
        func candidates(_ delay: @escaping @Sendable (Int) -> Int) async throws -> [Candidate] {
            var study = try Self.study()
            try await study.optimize(evaluations: 24, workers: 3) { trial in
                try await Task.sleep(for: .milliseconds(delay(trial.number)))
                return try Self.evaluate(trial)
            }
            #expect(study.optimizer.pending.isEmpty)
            return study.trials.map(\.candidate)
        }
        let first = try await candidates { $0 % 3 * 4 }
        #expect(try await candidates { _ in 0 } == first)
        #expect(try await candidates { (7 - $0 % 7) * 2 } == first)
        // The same by hand: trial n is asked when those up to n - 3 have been told.
        var study = try Self.study()
        var waiting: [Study.Trial] = []
        for _ in 0..<24 {
            if waiting.count == 3 {
                let trial = waiting.removeFirst()
                try study.tell(trial, try Self.evaluate(trial))
            }
            waiting.append(try study.ask())
        }
        #expect(study.trials.map(\.candidate) == first)
    }

    @Test func oneWorkerIsTheSequentialSearch() async throws {
        var sequential = try Self.study()
        try sequential.optimize(evaluations: 20, Self.evaluate)
        var single = try Self.study()
        try await single.optimize(evaluations: 20, workers: 1) { try Self.evaluate($0) }
        #expect(single.trials.map(\.candidate) == sequential.trials.map(\.candidate))
    }

    @Test func mistakesEndAStudyWithOneLine() throws {
        var study = try Self.study()
        let unknown = error { try study.optimize(evaluations: 3) { ["loss": try $0["y"]] } }
        #expect(
            unknown
                == .unreadableParameter(name: "y", reason: "there is none; the space has x, n, mode, boost, on"))
        #expect(study.ending == nil && study.trials.count == 1)
        let missing = error { try study.optimize(evaluations: 3) { _ in ["loss": 1, "weight": 2] } }
        #expect(missing == .missingFigure(name: "gain", found: ["loss", "weight"]))
        let typed = error {
            try study.optimize(evaluations: 3) { trial in
                let mode = try trial.integer("mode")
                return ["loss": Double(mode)]
            }
        }
        guard case .unreadableParameter("mode", _) = typed else {
            Issue.record("it was \(String(describing: typed))")
            return
        }
        for error in [unknown, missing, typed] { #expect(error?.description.contains("\n") == false) }
        // The trial at hand is the first of the next call.
        try study.optimize(evaluations: 2, Self.evaluate)
        #expect(study.trials.count == 2 && study.optimizer.pending.isEmpty)
        for found in [
            error { try study.optimize({ _ in [:] }) }, error { try study.optimize(evaluations: -1, { _ in [:] }) },
            error { try study.optimize(cost: .nan, { _ in [:] }) },
        ] {
            guard case .invalidOption = found else {
                Issue.record("it was \(String(describing: found))")
                return
            }
        }
    }

    @Test func valuesAreReadInTheirTypes() throws {
        var study = try Self.study()
        for trial in try study.ask(12) {
            let whole = try trial.integer("n")
            let mode = try trial.text("mode")
            let isOn = try trial.flag("on")
            #expect(try trial["n"] == Double(whole) && trial["on"] == (isOn ? 1 : 0))
            #expect(trial.values["mode"] == .string(mode))
            #expect(try trial.isActive("boost") == (mode == "boosted"))
            #expect(try trial["boost", default: -1] == -1 || mode == "boosted")
            #expect((error { _ = try trial["boost"] } == nil) == (mode == "boosted"))
            #expect(error { _ = try trial["mode"] } != nil)
        }
    }

    @Test func errorsOfAnEvaluationAreOutcomes() throws {
        struct Crash: Error {}
        var study = try Self.study()
        try study.optimize(evaluations: 9) { trial in
            if trial.number % 3 == 0 { throw InfeasibleCandidate("too hot") }
            if trial.number % 3 == 1 { throw Crash() }
            return trial.number == 8 ? ["loss": .infinity, "gain": 1, "heat": 1] : try Self.evaluate(trial)
        }
        #expect(study.trials[0].outcome == .infeasible(reason: "too hot"))
        #expect(study.trials[1].outcome == .failed(reason: "Crash()"))
        #expect(study.trials[8].outcome == .failed(reason: "'loss' is inf, not a finite number"))
        #expect(study.trials[8].figures.isEmpty && !study.trials[8].isFeasible)
        #expect("\(study.trials[0])".hasSuffix("infeasible: too hot"))
    }

    @Test func budgetsAndRulesEndAStudy() throws {
        var study = try Study(
            parameters: [.continuous("x", 0...1)], objectives: [.minimize("loss", reference: 1)],
            fidelities: [.level("cheap", cost: 1), .level("dear", cost: 5)])
        try study.optimize(cost: 41) { ["loss": try $0["x"]] }
        let spent = study.trials.reduce(0) { $0 + $1.fidelity.cost }
        #expect(spent >= 41 && spent < 46 && study.ending == .budget)

        var simple = try Study(parameters: [.continuous("x", 0...1)], objectives: [.minimize("loss", reference: 1)])
        try simple.optimize(evaluations: 100, until: [.targetHypervolume(0.999)]) { ["loss": try $0["x"]] }
        #expect(simple.hypervolume >= 0.999)
        let best = simple.trials.dropLast().compactMap { $0.figures["loss"] }.min()
        #expect(try #require(best) > 0.001)
        guard case .rule(let reason) = simple.ending else {
            Issue.record("it ended with \(String(describing: simple.ending))")
            return
        }
        #expect(reason.contains("reached the target 0.999"))

        var flat = try Study(parameters: [.continuous("x", 0...1)], objectives: [.minimize("loss", reference: 1)])
        try flat.optimize(evaluations: 100, until: [.stagnation(evaluations: 5, tolerance: 0.01)]) { _ in
            ["loss": 0.5]
        }
        #expect(flat.trials.count == 6)
    }

    @Test(arguments: [
        (
            StoppingRule.targetHypervolume(.nan), 2,
            "option 'targetHypervolume' is nan; accepted: a finite number above 0"
        ),
        (.targetHypervolume(0), 2, "option 'targetHypervolume' is 0.0; accepted: a finite number above 0"),
        (
            .stagnation(evaluations: 0, tolerance: 0.1), 2,
            "option 'stagnation evaluations' is 0; accepted: at least 1"
        ),
        (
            .stagnation(evaluations: 3, tolerance: -1), 2,
            "option 'stagnation tolerance' is -1.0; accepted: a share of the hypervolume, from 0 to below 1"
        ),
        (
            .stagnation(evaluations: 3, tolerance: .nan), 2,
            "option 'stagnation tolerance' is nan; accepted: a share of the hypervolume, from 0 to below 1"
        ),
        (
            .remainingGain(tolerance: 0), 2,
            "option 'remainingGain' is 0.0; accepted: a share of the hypervolume, above 0 and below 1"
        ),
        (
            .remainingGain(tolerance: .nan), 2,
            "option 'remainingGain' is nan; accepted: a share of the hypervolume, above 0 and below 1"
        ),
        (
            .remainingGain(tolerance: 0.1), 5,
            "option 'remainingGain' is a rule for a problem of 5 objectives; accepted: at most 4 objectives"
        ),
    ])
    func rulesThatCannotHoldAreRefused(_ rule: StoppingRule, _ objectives: Int, _ message: String) throws {
        var study = try Study(
            parameters: [.continuous("x", 0...1)],
            objectives: (0..<objectives).map { .minimize("f\($0)", reference: 1) })
        let refusal = error {
            try study.optimize(evaluations: 1, until: [rule]) { _ in
                Issue.record("an evaluation was begun")
                return [:]
            }
        }
        #expect(refusal?.description == message)
        #expect(study.trials.isEmpty)
    }

    @Test func aFailedTaskEndsACallAndItsTrialsComeFirstInTheNext() async throws {
        var study = try Self.study()
        await #expect(throws: OptimizationError.self) {
            try await study.optimize(evaluations: 12, workers: 4) { trial in
                if trial.number == 6 { _ = try trial["nothing"] }
                return try Self.evaluate(trial)
            }
        }
        let asked = study.trials.count
        #expect(!study.optimizer.pending.isEmpty)
        try await study.optimize(evaluations: study.optimizer.pending.count, workers: 4) { try Self.evaluate($0) }
        #expect(study.optimizer.pending.isEmpty && study.trials.count == asked)
    }

    @Test func aCancelledCallLeavesItsTrialsToTheNext() async throws {
        let (started, begin) = AsyncStream.makeStream(of: Void.self)
        let first = try Self.study()
        let call = Task {
            var study = first
            await #expect(throws: CancellationError.self) {
                try await study.optimize(evaluations: 12, workers: 3) { trial in
                    guard trial.number >= 2 else { return try Self.evaluate(trial) }
                    begin.yield()
                    // Cut off, it fails in its own way, as a request over a network does.
                    do { try await Task.sleep(for: .seconds(3_600)) } catch { throw Interrupted() }
                    return [:]
                }
            }
            return study
        }
        var iterator = started.makeAsyncIterator()
        for _ in 0..<3 { _ = await iterator.next() }
        call.cancel()
        var study = await call.value
        #expect(study.optimizer.observations.map(\.trial) == [0, 1])
        #expect(study.optimizer.pending.map(\.number) == [2, 3, 4])
        try await study.optimize(evaluations: 3, workers: 3) { try Self.evaluate($0) }
        #expect(study.trials.count == 5)
        for trial in study.trials { #expect(!trial.figures.isEmpty) }
    }

    @Test func anEvaluationThatIsCancelledIsNoFailedTrial() async throws {
        var study = try Self.study()
        await #expect(throws: CancellationError.self) {
            try await study.optimize(evaluations: 4, workers: 1) { trial in
                if trial.number == 1 { throw CancellationError() }
                return try Self.evaluate(trial)
            }
        }
        #expect(study.optimizer.pending.map(\.number) == [1])
    }

    private struct Interrupted: Error {}

    @Test func earlierTrialsInformANewStudy() throws {
        var first = try Self.study()
        try first.optimize(evaluations: 30, Self.evaluate)
        var second = try Self.study(seed: 9, prior: first.trials)
        #expect(second.front.isEmpty && second.trials.isEmpty && second.hypervolume == 0)
        try second.optimize(evaluations: 6, Self.evaluate)
        #expect(second.trials.allSatisfy { $0.origin == "acquisition" })
        #expect(Set(second.trials.map(\.candidate)).isDisjoint(with: first.trials.map(\.candidate)))
        #expect(second.trials.map(\.number) == Array(0..<6))
        #expect(throws: OptimizationError.self) {
            try Study(
                parameters: [.continuous("z", 0...1)], objectives: [.minimize("loss", reference: 1)],
                prior: first.trials)
        }
    }

    @Test func givenDesignsComeFirst() throws {
        var study = try Study(
            parameters: [.continuous("x", 0...1), .categorical("mode", ["a", "b"])],
            objectives: [.minimize("loss", reference: 1)], start: [["x": 0.25, "mode": "b"], ["x": 1.0, "mode": "a"]])
        let trials = try study.ask(3)
        #expect(try trials[0]["x"] == 0.25 && trials[1]["x"] == 1)
        #expect(trials.map(\.origin) == ["start", "start", "initial"])
        let wrong: [[String: any StudyValue]] = [
            ["x": 2.0, "mode": "a"], ["x": 0.5], ["x": 0.5, "mode": "a", "y": 1],
        ]
        for start in wrong {
            #expect(throws: OptimizationError.self) {
                try Study(
                    parameters: [.continuous("x", 0...1), .categorical("mode", ["a", "b"])],
                    objectives: [.minimize("loss", reference: 1)], start: [start])
            }
        }
    }
}
