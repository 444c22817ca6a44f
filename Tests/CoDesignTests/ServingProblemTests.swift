import AnalyticalModel
import CoDesign
import ConfigurationFile
import Foundation
import SearchSpace
import Testing
import TrainingStrategy
import WaferArchitecture

/// The joint space of inference.
@Suite struct ServingProblemTests {
    private static func yaml(
        inference: String = "{batch: 16, prompt_tokens: 2048, output_tokens: 64}", space: String = "{}",
        model: String = "llama2-13b", hardware: String = "watos-config3"
    ) -> String {
        """
        hardware: {preset: \(hardware)}
        model: \(model)
        inference: \(inference)
        space: \(space)
        """
    }

    @Test(
        "Every candidate is a legal design that uses all dies, evaluates, and reads back from its file",
        arguments: ["llama2-13b", "llama3-70b", "deepseek-v3"])
    func candidates(model: String) throws {
        let problem = try Problems.serving(
            Self.yaml(
                space: "{inference.batch: [1, 8, 64], inference.attention: [dense, flash, star], "
                    + "inference.keep_ratio: {lower: 0.05, upper: 0.5}}", model: model))
        #expect(problem.work == .inference)
        var kinds: Set<String> = []
        var wholeWafers = 0
        for candidate in try Problems.candidates(200, of: problem, seed: 5) {
            let design = try problem.inferenceDesign(for: candidate)
            #expect(design.strategyViolations().isEmpty, "\(design.strategyViolations())")
            let strategy = design.strategy
            let dies = design.hardware.wafer.diesX * design.hardware.wafer.diesY
            #expect(design.isWholeWafer || strategy.tensor * strategy.pipeline * strategy.data == dies)
            wholeWafers += design.isWholeWafer ? 1 : 0
            kinds.insert(design.job.attention.rawValue)
            #expect(
                (Problems.value("inference.keep_ratio", candidate, problem) != nil) == (design.job.attention == .star))

            let answer = try problem.evaluate(candidate, fidelity: "analytical")
            let evaluation = InferenceModel().evaluate(design)
            for name in problem.metricNames { #expect(answer.value(of: name)?.isFinite == true, "\(name)") }
            #expect(answer.value(of: "ttft_s") == evaluation.firstTokenSeconds)
            #expect(answer.value(of: "tpot_s") == evaluation.tokenSeconds)
            #expect(answer.value(of: "kv_cache_bytes") == evaluation.cacheBytes)
            #expect(answer.isFeasible == evaluation.figures.violations.isEmpty)
            #expect(answer.value(of: "iteration_s") == nil)

            let path = NSTemporaryDirectory() + "/ingot-serving-\(UUID().uuidString).yaml"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try DesignFile.text(of: design).write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try problem.candidate(readingDesign: path) == candidate)
        }
        #expect(kinds == ["dense", "flash", "star"])
        #expect(wholeWafers > 0)
    }

    @Test("What is fixed is no dimension, and the requests are where the space does not say otherwise")
    func fixed() throws {
        let problem = try Problems.serving(
            Self.yaml(
                inference: "{batch: 16, prompt_tokens: 512, output_tokens: 8, attention: star, keep_ratio: 0.3}",
                space: "{strategy.data: 1, inference.batch: 4, inference.precision: [fp8, int8]}"))
        let names = problem.space.parameters.map(\.name)
        #expect(!names.contains("strategy.data") && !names.contains("inference.batch"))
        #expect(!names.contains("strategy.schedule") && names.contains("strategy.pipeline"))
        for candidate in try Problems.candidates(50, of: problem, seed: 1) {
            let design = try problem.inferenceDesign(for: candidate)
            #expect(design.job.batch == 4 && design.job.promptTokens == 512 && design.strategy.data == 1)
            #expect(design.job.sparseSelection?.keepRatio == 0.3)
            #expect([.fp8, .int8].contains(design.job.precision))
        }
        #expect(throws: CoDesignError.self) {
            try problem.evaluate(try Problems.candidates(1, of: problem, seed: 2)[0], fidelity: "detailed")
        }
    }

    @Test(
        "What cannot be is refused with its place",
        arguments: [
            ("{strategy.schedule: 1f1b}", "plays no part in inference"),
            ("{inference.keep_ratio: [0.1, 0.2]}", "without sparse attention"),
            ("{inference.attention: [flash, star], inference.keep_ratio: [0, 0.2]}", "above 0 and at most 1"),
            ("{inference.attention: [flash, star], inference.keep_ratio: {lower: 0.1, upper: 2}}", "at most 1"),
            ("{inference.attention: [flash, tiled]}", "dense"), ("{inference.batc: 3}", "inference.batch"),
            ("{inference.batch: 7, strategy.data: [2, 4]}", "without a usable design"),
        ])
    func refused(space: String, part: String) {
        let error = #expect(throws: ConfigurationError.self) { try Problems.serving(Self.yaml(space: space)) }
        #expect(error?.description.contains(part) == true, "\(error as Any)")
    }

    @Test("A strategy, a training job and a cluster are refused")
    func refusedKeys() {
        for (key, part) in [
            ("strategy: {planner: watos}", "degrees under space"),
            ("training: {global_batch_sequences: 4}", "training"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try Problems.serving(Self.yaml() + "\n" + key) }
            #expect(error?.description.contains(part) == true, "\(error as Any)")
        }
        let cluster = #expect(throws: ConfigurationError.self) {
            try Problems.serving(
                Self.yaml().replacingOccurrences(
                    of: "{preset: watos-config3}", with: "{preset: a100-80gb-cluster, devices: 8}"))
        }
        #expect(cluster?.description.contains("a wafer, whose space is searched") == true)
    }
}
