import BayesianOptimization
import Campaign
import Foundation
import Reporting

/// What a campaign costs beside its evaluations: idle workers, proposals late in it, and large checkpoints.
enum CampaignBenchmarks {
    /// A benchmark problem whose evaluations take a while.
    private struct SleepingEvaluator: TrialEvaluator {
        let inner: SyntheticEvaluator
        let delay: Duration

        func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
            do { try await Task.sleep(for: delay) } catch { return .cancelled }
            return await inner.evaluate(request)
        }
    }

    /// Results that are there before proposals are timed.
    private static let manyResults = 20_000
    private static let mostTrials = 100_000

    static func run(into report: inout Report) async throws {
        let folder = NSTemporaryDirectory() + "/ingot-campaigns-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await addIdleShare(folder, into: &report)
        try await addProposals(folder, into: &report)
        try await addManyResults(folder, into: &report)
        try await addLargeCheckpoint(folder, into: &report)
    }

    /// Evaluations of 1 s on two workers.
    private static func addIdleShare(_ folder: String, into report: inout Report) async throws {
        let summary = try await finished(
            file(problem: "mf-biased", evaluations: 100, optimizer: "{method: mfbo, lookahead: 4}", workers: 2),
            folder + "/idle.ingot", delay: .seconds(1))
        report.add(
            Row(
                figure: "idle workers (% of their time)", ours: 100 * (summary.metrics.idleShare ?? .nan), peer: nil,
                target: .atMost(1),
                method: "mfbo on mf-biased, 100 evaluations of 1 s on 2 workers, look-ahead 4; start and end included"))
    }

    /// Proposals after a thousand trials.
    private static func addProposals(_ folder: String, into report: inout Report) async throws {
        let count = 120
        let summary = try await finished(
            file(
                problem: "mf-biased", evaluations: 1000 + count, optimizer: "{method: mfbo, lookahead: 2}", workers: 2),
            folder + "/proposals.ingot")
        let times = summary.trials.suffix(count).map { 1e3 * $0.proposalSeconds }.sorted()
        let metrics = summary.metrics
        let handing = 1e3 * (metrics.storeSeconds + metrics.submitSeconds) / Double(summary.trials.count)
        let over = times.count { $0 > 100 }
        report.add(
            Row(
                figure: "proposal after 1000 trials, 95th percentile (ms)", ours: times[count * 95 / 100] + handing,
                peer: nil, target: .atMost(100),
                method: "trials 1000 to \(999 + count) of mfbo on mf-biased, with what a trial takes to be stored and "
                    + "handed over; median \(Row.text(times[count / 2])) ms, most \(Row.text(times[count - 1])) ms, "
                    + "\(over) above 100 ms"))
    }

    /// Proposals with very many results at the target: models take a subset of them.
    private static func addManyResults(_ folder: String, into report: inout Report) async throws {
        let earlier = folder + "/earlier.ingot"
        _ = try await finished(
            file(problem: "dtlz2", evaluations: manyResults, optimizer: "{method: sobol}", workers: 2), earlier)
        let count = 20
        let text = file(
            problem: "dtlz2", evaluations: count, optimizer: "{method: mfbo, initial: 2, lookahead: 0}", workers: 1)
        let summary = try await finished(text + "warm_start: earlier.ingot\n", folder + "/later.ingot")
        let times = summary.trials.dropFirst(2).map { 1e3 * $0.proposalSeconds }
        report.add(
            Row(
                figure: "proposal after \(manyResults) results, mean (ms)", ours: Sample(times).mean, peer: nil,
                target: nil,
                method: "mfbo on dtlz2 in 6 dimensions, fits included; most \(Row.text(times.max() ?? .nan)) ms"))
    }

    private static func addLargeCheckpoint(_ folder: String, into report: inout Report) async throws {
        let path = folder + "/large.ingot"
        let text = file(problem: "dtlz2", evaluations: mostTrials, optimizer: "{method: sobol}", workers: 2)
        var begin = CPUClock.seconds
        func took() -> Double {
            defer { begin = CPUClock.seconds }
            return CPUClock.seconds - begin
        }
        let summary = try await finished(text, path)
        let run = took()
        report.add(
            Row(
                figure: "campaign of \(mostTrials) trials (trials/s)", ours: Double(summary.trials.count) / run,
                peer: nil, target: nil,
                method: "sobol on dtlz2; each proposal and each result is committed before the next"))
        var rows: [(name: String, seconds: Double)] = []
        _ = took()
        let read = try CampaignSummary(checkpoint: path)
        _ = try JSONText.encode(StatusDocument(read, checkpoint: path))
        _ = CampaignTables.account(read)
        rows.append(("status", took()))
        let again = try CampaignSummary(checkpoint: path)
        _ = ParetoCSV.allTrials(again)
        rows.append(("export of all trials", took()))
        _ = try CheckpointDoctor.examine(path, repairing: false)
        rows.append(("doctor", took()))
        let runner = try CampaignRunner.resume(checkpoint: path, budget: "evaluations=\(mostTrials + 20)")
        _ = try await runner.run()
        rows.append(("resume, with 20 more trials", took()))
        for row in rows {
            report.add(
                Row(
                    figure: "\(row.name) (s)", ours: row.seconds, peer: nil, target: .atMost(10),
                    method: "of the checkpoint of \(mostTrials) trials"))
        }
    }

    private static func file(problem: String, evaluations: Int, optimizer: String, workers: Int) -> String {
        """
        version: 1
        name: overhead
        seed: 1
        problem: {kind: synthetic, name: \(problem)}
        budget: {evaluations: \(evaluations)}
        optimizer: \(optimizer)
        executor: {kind: local, workers: \(workers)}

        """
    }

    /// What a campaign came to.
    private static func finished(
        _ yaml: String, _ checkpoint: String, delay: Duration? = nil
    ) async throws -> CampaignSummary {
        let specification = try CampaignSpecification(yaml: yaml, file: checkpoint + ".yaml")
        if let delay, let synthetic = specification.synthetic {
            let inner = SyntheticEvaluator(synthetic: synthetic, specification: specification)
            _ = try await CampaignRunner.begin(
                specification, checkpoint: checkpoint, evaluator: SleepingEvaluator(inner: inner, delay: delay)
            ).run()
        } else {
            _ = try await CampaignRunner.begin(specification, checkpoint: checkpoint).run()
        }
        return try CampaignSummary(checkpoint: checkpoint)
    }
}
