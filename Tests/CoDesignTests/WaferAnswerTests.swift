import CoDesign
import SearchSpace
import Testing
import TrainingStrategy

/// Figures by the names of campaign files.
@Suite struct WaferAnswerTests {
    @Test(
        "Every metric is finite at every fidelity, and is the evaluation's own figure",
        arguments: ["analytical", "routed", "detailed"])
    func metrics(fidelity: String) throws {
        let problem = try Problems.problem()
        for candidate in try Problems.candidates(30, of: problem, seed: 21) {
            let answer = try problem.evaluate(candidate, fidelity: fidelity)
            let evaluation = answer.evaluation
            for name in problem.metricNames { #expect(answer.value(of: name)?.isFinite == true, "\(name)") }
            #expect(answer.value(of: "tokens_per_s") == evaluation.tokensPerSecond)
            #expect(answer.value(of: "power_w") == evaluation.powerWatts)
            #expect(answer.value(of: "memory_bytes_per_device") == evaluation.memory.total)
            #expect(answer.value(of: "no_such_metric") == nil)
        }
    }

    @Test("The shares of memory and power are above 1 exactly where those limits break")
    func limits() throws {
        let problem = try Problems.problem(model: "gpt3-175b")
        var broken = 0
        for candidate in try Problems.candidates(300, of: problem, seed: 22) {
            let answer = try problem.evaluate(candidate, fidelity: "analytical")
            let limits = answer.evaluation.violations.map(\.limit)
            #expect((answer.value(of: "memory_use") ?? 0 > 1) == limits.contains(.memoryBytesPerDevice))
            let isHot = limits.contains(.powerWatts) || limits.contains(.powerDensity)
            #expect((answer.value(of: "power_use") ?? 0 > 1) == isHot)
            #expect(answer.reasons.count == limits.count && answer.isFeasible == limits.isEmpty)
            if let limit = limits.first { #expect(answer.reasons[0].hasPrefix(limit.rawValue + " ")) }
            broken += limits.isEmpty ? 0 : 1
        }
        #expect((1..<300).contains(broken))
    }

    @Test("A fidelity that does not exist is refused with those that do; a foreign candidate is refused")
    func refusals() throws {
        let problem = try Problems.problem()
        let candidate = try #require(try Problems.candidates(1, of: problem, seed: 1).first)
        #expect(throws: CoDesignError.unknownFidelity("exact")) { try problem.evaluate(candidate, fidelity: "exact") }
        #expect(CoDesignError.unknownFidelity("exact").description.contains("analytical, routed, detailed"))
        #expect(throws: CoDesignError.foreignCandidate(parameter: "(all)")) {
            try problem.design(for: Candidate(values: []))
        }
    }

    @Test("The fidelities go from cheap to dear, with the documented costs")
    func fidelities() {
        #expect(WaferFidelity.all.map(\.name) == ["analytical", "routed", "detailed"])
        #expect(WaferFidelity.all.map(\.defaultCost) == [0.001, 0.02, 1])
        #expect(WaferFidelity.all.map(\.isDefault) == [true, false, true])
        #expect(WaferFidelity.all.allSatisfy { !$0.version.isEmpty })
    }
}
