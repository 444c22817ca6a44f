import ArgumentParser
import Campaign
import Foundation
import LinearAlgebra
import Logging
import Reporting

/// What `run` and `resume` share: how a running campaign shows itself, and how it ends.
struct CampaignOutput: ParsableArguments {
    @Flag(help: "Show no progress.") var quiet = false
    @Flag(help: "Print one JSON object at the end.") var json = false
    @Option(
        help: "What the first SIGINT or SIGTERM does with evaluations that run: wait or cancel; a second one ends them."
    )
    var onSignal = StopMode.wait
    @Option(help: "Add lines of JSON on what happens to a file; - is standard error, without the progress then.")
    var log: String?
    @Option(
        help: "The least of what is logged: trace, debug, info, notice, warning, error or critical.",
        transform: Self.level)
    var logLevel: Logger.Level = .info

    func validate() throws {
        // The flag of one log on its own would change nothing.
        if log == nil, logLevel != .info { throw ValidationError("'--log-level' says nothing without '--log FILE'.") }
    }

    private static func level(_ name: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: name) else {
            let accepted = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("found '\(name)'; accepted: \(accepted)")
        }
        return level
    }

    /// The campaign's logger, opened before anything is run; `nil` where none is wanted.
    func makeLogger() throws -> Logger? {
        guard let log else { return nil }
        return try reportingWrongUse { try JSONLinesLog(path: log) }.logger(label: "ingot.campaign", level: logLevel)
    }

    /// Says what is about to run.
    func announce(_ specification: CampaignSpecification) {
        guard !quiet else { return }
        let library = BLASLibrary.current
        Console.note("campaign \(specification.name), seed \(specification.seed), \(specification.workers) workers")
        Console.note("linear algebra: \(library.description)")
        if let slurm = specification.slurm {
            Console.note("on Slurm: \(slurm.tasks) array tasks of \(slurm.pack) evaluations at most")
            Console.note("will run: sbatch, squeue, scancel, sacct; on the nodes this program, in \(slurm.directory)")
        }
        for program in specification.programs { Console.note("will run: \(program)") }
    }

    /// Runs the campaign to its end and reports it.
    func finish(_ runner: CampaignRunner, checkpoint: String, logger: Logger?) async throws {
        if BLASLibrary.current.isReference {
            Console.note("warning: the reference BLAS is 5 to 30 times slower; install libopenblas-dev")
        }
        for warning in runner.warnings { Console.note("warning: \(warning)") }
        let printer = ProgressPrinter(style: quiet || log == "-" ? .silent : .automatic)
        StopSignals.shared.attach(runner, mode: onSignal)
        let outcome: CampaignOutcome
        do {
            outcome = try await runner.run(logger: logger) { printer.show($0) }
        } catch {
            printer.finish()
            throw ExitFailure.failed("\(error); what was committed is safe: ingot resume \(checkpoint)")
        }
        printer.finish()
        StopSignals.shared.release()
        let summary = try reportingWrongUse { try CampaignSummary(checkpoint: checkpoint) }
        switch outcome.end {
        case .interrupted:
            Console.note("interrupted; the checkpoint is safe: ingot resume \(checkpoint)")
            throw ExitCode(130)
        case .finished(let reason):
            try report(summary, reason: reason, checkpoint: checkpoint)
            if let commonest = summary.failureReasons.first, summary.progress.failed == summary.trials.count {
                let told = summary.trials.last?.standardErrorTail.split(whereSeparator: \.isNewline).last
                throw ExitFailure.failed(
                    "every trial failed: \(commonest.name)" + (told.map { "; its last words: \($0)" } ?? ""))
            }
        }
    }

    private func report(_ summary: CampaignSummary, reason: String, checkpoint: String) throws {
        let csv = URL(fileURLWithPath: checkpoint).deletingPathExtension().relativePath + ".csv"
        // A file of somebody else's that happens to have the name is left alone.
        let isWritten = ParetoCSV.mayReplace(csv, with: summary)
        if isWritten { try reportingWrongUse { try FileOutput.write(ParetoCSV.front(summary), to: csv) } }
        let front =
            isWritten
            ? csv : "not written, as \(csv) is another file; use: ingot export pareto \(checkpoint) --output FILE"
        if json {
            if !isWritten { Console.note("front: \(front)") }
            Console.output(try ingot.json(StatusDocument(summary, checkpoint: checkpoint)))
        } else {
            Console.output(CampaignTables.front(summary))
            Console.output("\n" + CampaignTables.account(summary))
            Console.output("ended: \(reason)")
            Console.output("front: \(front)\ncheckpoint: \(checkpoint)")
        }
    }
}
