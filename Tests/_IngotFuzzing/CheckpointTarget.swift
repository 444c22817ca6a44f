import BayesianOptimization
import Campaign
import Foundation
import Reporting
import SearchSpace

/// Checkpoints: what `status`, `export pareto`, `export design`, `doctor` and `resume` do with one.
///
/// A checkpoint that is read has a finite hypervolume, a front among its trials, and prints; one that `doctor` calls
/// healthy can be read; one that goes on can be read afterwards.
struct CheckpointTarget: FuzzTarget {
    /// What `status` came to.
    private struct Reading {
        var verdict: FuzzVerdict
        var trials = 0
        var evaluator: FuzzEvaluator?
        /// The campaign file.
        var text = ""
    }

    /// How many proposals are made after resuming.
    private static let proposalCount = 3

    private let corpus: CheckpointCorpus
    private let bytesMutator: TextMutator
    private let cells: DatabaseMutator
    private let folder: String

    init(corpus: CheckpointCorpus, folder: String) {
        self.corpus = corpus
        self.folder = folder
        bytesMutator = TextMutator(corpus: corpus.files)
        cells = DatabaseMutator(texts: corpus.texts)
    }

    func input(_ generator: inout RandomGenerator) throws -> [UInt8] {
        var file = corpus.pick(&generator)
        guard generator.index(below: 4) == 0 else {
            return try cells.mutate(file, at: folder + "/mutated.db", &generator)
        }
        for _ in 0...generator.index(below: 4) { bytesMutator.changeBytes(&file, &generator) }
        // What stands in the first page is read first.
        if generator.index(below: 3) == 0 {
            for place in [generator.index(below: 100), generator.index(below: 1000)] where place < file.count {
                file[place] = UInt8(truncatingIfNeeded: generator.next())
            }
        }
        return file
    }

    func judge(_ bytes: [UInt8], _ generator: RandomGenerator, folder: String) async -> FuzzVerdict {
        let (path, patient) = (folder + "/case.ingot", folder + "/patient.ingot")
        defer { remove(folder) }
        remove(folder)
        for file in [path, patient] where !FileManager.default.createFile(atPath: file, contents: Data(bytes)) {
            return .broken("\(file) cannot be written")
        }
        // What a killed process may leave beside the file, of another campaign or none.
        var generator = generator
        if generator.index(below: 10) == 0 {
            let suffix = ["-wal", "-journal", "-shm", ".lock"][generator.index(below: 4)]
            var rest = corpus.pick(&generator)
            bytesMutator.changeBytes(&rest, &generator)
            for file in [path, patient] {
                _ = FileManager.default.createFile(atPath: file + suffix, contents: Data(rest))
            }
        }
        let read = status(path)
        if case .broken = read.verdict { return read.verdict }
        if let fault = doctor(patient) { return fault }
        if read.verdict == .accepted, generator.index(below: 4) == 0,
            let fault = await warmStart(folder, text: read.text)
        {
            return fault
        }
        let budget = generator.index(below: 4) == 0 ? "evaluations=\(read.trials + Self.proposalCount)" : nil
        if let fault = await resume(path, after: read.trials, budget: budget, evaluator: read.evaluator) {
            return fault
        }
        return read.verdict
    }

    private func remove(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix("case.ingot") || name.hasPrefix("patient.ingot") {
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }

    private func status(_ path: String) -> Reading {
        let summary: CampaignSummary
        do {
            summary = try CampaignSummary(checkpoint: path)
        } catch {
            return Reading(verdict: FuzzVerdict.refusal(error.description))
        }
        let verdict = judge(summary, path)
        return Reading(
            verdict: verdict, trials: summary.trials.count, evaluator: FuzzEvaluator(summary.specification),
            text: summary.specification.text)
    }

    private func judge(_ summary: CampaignSummary, _ path: String) -> FuzzVerdict {
        let volume = summary.progress.hypervolume
        guard volume.isFinite, volume >= 0 else { return .broken("a hypervolume of \(volume)") }
        let isWithin = summary.front.allSatisfy { summary.trials.indices.contains($0.number) && $0.isFeasible }
        guard isWithin else { return .broken("a front beyond the feasible trials") }
        do {
            _ = try JSONText.encode(StatusDocument(summary, checkpoint: path))
        } catch {
            return .broken("no JSON: \(error)")
        }
        let models = ModelDiagnostics(summary)
        let texts = [
            CampaignTables.account(summary), DiagnosticsText.lines(summary, models: models),
            CampaignTables.front(summary), CampaignTables.inferredFront(summary, models: models) ?? "none",
            ParetoCSV.front(summary), ParetoCSV.allTrials(summary),
        ]
        guard texts.allSatisfy({ !$0.isEmpty }) else { return .broken("an empty text") }
        for trial in summary.trials.prefix(2) {
            do {
                _ = try DesignExport.text(summary, trial: trial.number)
            } catch {
                if case .broken(let text) = FuzzVerdict.refusal(error.description) { return .broken(text) }
            }
        }
        return .accepted
    }

    private func doctor(_ path: String) -> FuzzVerdict? {
        do {
            let report = try CheckpointDoctor.examine(path, repairing: true)
            for line in report.problems + report.repairs + report.notes {
                if case .broken(let text) = FuzzVerdict.refusal(line) { return .broken("doctor: \(text)") }
            }
            _ = try JSONText.encode(DoctorDocument(report, checkpoint: path))
            _ = DoctorText.lines(report, checkpoint: path)
            guard report.isHealthy else { return nil }
        } catch let error as CheckpointError {
            if case .broken(let text) = FuzzVerdict.refusal(error.description) { return .broken("doctor: \(text)") }
            return nil
        } catch {
            return .broken("doctor: no JSON: \(error)")
        }
        do {
            _ = try CampaignSummary(checkpoint: path)
            return nil
        } catch {
            return .broken("doctor calls healthy what cannot be read: \(error.description.prefix(300))")
        }
    }

    /// Begins another campaign like the one that was read, with its results.
    private func warmStart(_ folder: String, text: String) async -> FuzzVerdict? {
        do {
            let specification = try CampaignSpecification(
                yaml: text + "\nwarm_start: case.ingot\n", file: folder + "/warm.yaml")
            let runner = try CampaignRunner.begin(
                specification, checkpoint: folder + "/case.ingot.warm", evaluator: FuzzEvaluator(specification))
            _ = try await runner.run { progress in
                if progress.spending.evaluations >= Self.proposalCount { runner.stop() }
            }
            return nil
        } catch {
            guard case .broken(let text) = FuzzVerdict.refusal("\(error)") else { return nil }
            return .broken("warm start: \(text)")
        }
    }

    private func resume(
        _ path: String, after count: Int, budget: String?, evaluator: FuzzEvaluator?
    ) async -> FuzzVerdict? {
        do throws(CampaignError) {
            // Without anything that was read, there is no problem to evaluate; nothing is run in any case.
            let stand = evaluator ?? corpus.anyEvaluator
            let runner = try CampaignRunner.resume(checkpoint: path, budget: budget, evaluator: stand)
            guard evaluator != nil else { return .broken("resume goes on with what status refuses") }
            _ = try await runner.run { progress in
                if progress.spending.evaluations >= count + Self.proposalCount { runner.stop() }
            }
        } catch {
            if case .broken(let text) = FuzzVerdict.refusal(error.description) { return .broken("resume: \(text)") }
            return nil
        }
        do {
            _ = try CampaignSummary(checkpoint: path)
            return nil
        } catch {
            return .broken("what went on cannot be read any more: \(error.description.prefix(300))")
        }
    }
}
