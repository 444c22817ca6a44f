import BayesianOptimization
import Campaign
import CoDesign
import Foundation
import ParetoFront
import SearchSpace
import Testing

/// Campaigns over wafers that serve.
struct ServingCampaignTests {
    /// One machine, on which only the placement, the batch and the kind of attention are free.
    private static func yaml(evaluations: Int, method: String) -> String {
        """
        version: 1
        name: serving
        seed: 4
        problem:
          kind: wafer-inference
          hardware: {preset: watos-config3}
          model: llama2-13b
          inference: {batch: 16, prompt_tokens: 4096, output_tokens: 64, precision: fp16}
          space:
            wafer.dies_x: 8
            wafer.dies_y: 4
            wafer.integration: info-sow
            die.cores_x: 14
            die.cores_y: 16
            die.d2d_gb_per_s_per_edge: 500
            core.macs: 1024
            core.sram_kb: 1024
            core.noc_bits_per_cycle: 512
            memory.stacks_per_die: 4
            inference.batch: [4, 16, 64]
            inference.attention: [dense, flash, star]
            inference.keep_ratio: [0.25, 0.5]
        objectives:
          - {name: tpot_s, goal: minimize, reference: 0.1}
          - {name: tokens_per_s, goal: maximize, reference: 0}
        budget: {evaluations: \(evaluations)}
        optimizer: {method: \(method), lookahead: 2}
        executor: {kind: local, workers: 2}
        """
    }

    @Test("A campaign finds the front that trying everything has, and exports designs that read back")
    func front() async throws {
        let folder = try TemporaryFolder()
        let specification = try Campaigns.specification(Self.yaml(evaluations: 90, method: "ehvi"))
        let wafer = try #require(specification.wafer)
        #expect(specification.fidelities.map(\.name) == ["analytical"])
        let problem = specification.problem
        var archive = ParetoArchive<Int>()
        var count = 0
        for candidate in try #require(problem.space.allCandidates(limit: 100_000)) {
            count += 1
            let answer = try wafer.evaluate(candidate, fidelity: "analytical")
            guard answer.isFeasible else { continue }
            let figures = try problem.objectives.map { try #require(answer.value(of: $0.name)) }
            archive.insert(problem.maximized(figures), id: count)
        }
        let best = archive.hypervolume(reference: problem.maximizedReference)
        #expect(count > 200 && best > 0)

        let path = folder.path + "/a.ingot"
        let outcome = try await CampaignRunner.begin(specification, checkpoint: path).run()
        #expect(outcome.progress.hypervolume > 0.995 * best, "\(outcome.progress.hypervolume) of \(best), \(count)")
        #expect(outcome.progress.hypervolume <= best * (1 + 1e-12))
        let summary = try CampaignSummary(checkpoint: path)
        for point in summary.front {
            let candidate = summary.trials[point.number].candidate
            guard case .inference(let design) = try wafer.design(for: candidate) else {
                Issue.record("a design of another kind")
                continue
            }
            let file = try folder.file("\(point.number).yaml", DesignFile.text(of: design))
            #expect(try wafer.candidate(readingDesign: file) == candidate)
        }
    }

    @Test("Results of a campaign over the same requests are taken; those over others are refused")
    func warmStart() async throws {
        let folder = try TemporaryFolder()
        let text = Self.yaml(evaluations: 12, method: "sobol")
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(text), checkpoint: folder.path + "/a.ingot"
        ).run()
        let next = text + "\nwarm_start: a.ingot\n"
        let taken = try Campaigns.specification(next, file: folder.path + "/b.yaml")
        #expect(taken.warmStart?.results.count == 12)
        let error = #expect(throws: (any Error).self) {
            try Campaigns.specification(
                next.replacingOccurrences(of: "prompt_tokens: 4096", with: "prompt_tokens: 512"),
                file: folder.path + "/b.yaml")
        }
        #expect(error.map { "\($0)".contains("other requests") } == true, "\(error as Any)")
    }
}
