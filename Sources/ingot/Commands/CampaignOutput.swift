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
    @Option(help: "Add lines of JSON on what happens to a file; - is standard error, which has nothing else then.")
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

    /// The campaign's log, opened before anything is run; `nil` where none is wanted.
    func makeLog() throws -> CampaignLog? {
        guard let log else { return nil }
        return CampaignLog(try reportingWrongUse { try JSONLinesLog(path: log) }, level: logLevel)
    }

    /// Says what is about to run: in the log where that has standard error, whether or not all else is to be quiet.
    ///
    /// The log has the programs in any case.
    func announce(_ specification: CampaignSpecification, logger: Logger?) {
        let started = specification.startedPrograms.map { "will run: \($0)" }
        if let logger, !isLogOnStandardError { for line in started { logger.notice("\(line)") } }
        guard !quiet || isLogOnStandardError else { return }
        let library = BLASLibrary.current
        note("campaign \(specification.name), seed \(specification.seed), \(specification.workers) workers", to: logger)
        note("linear algebra: \(library.description)", to: logger)
        if let slurm = specification.slurm {
            note("on Slurm: \(slurm.tasks) array tasks of \(slurm.pack) evaluations at most", to: logger)
        }
        for line in started { note(line, to: logger) }
    }

    private var isLogOnStandardError: Bool { log == "-" }

    /// A line on standard error, as one of the log where that is there.
    private func note(_ text: String, _ level: Logger.Level = .notice, to logger: Logger?) {
        guard isLogOnStandardError, let logger else { return Console.note(text) }
        logger.log(level: level, "\(text)")
    }

    /// Says that lines of the log are missing, where any are; those of standard error have nowhere to be told.
    private func warnOfLosses(_ log: CampaignLog?) {
        guard let log, let path = self.log, !isLogOnStandardError, log.lines.lostLines > 0 else { return }
        let count = log.lines.lostLines
        Console.note("warning: \(path): \(count) \(count == 1 ? "line" : "lines") of the log could not be written")
    }

    /// Runs the campaign to its end and reports it.
    func finish(_ runner: CampaignRunner, checkpoint: String, log: CampaignLog?) async throws {
        let logger = log?.logger
        defer { warnOfLosses(log) }
        if BLASLibrary.current.isReference {
            note("warning: the reference BLAS is 5 to 30 times slower; install libopenblas-dev", .warning, to: logger)
        }
        for warning in runner.warnings { note("warning: \(warning)", .warning, to: logger) }
        let printer = ProgressPrinter(style: quiet || isLogOnStandardError ? .silent : .automatic)
        var logNote: (@Sendable (String) -> Void)?
        if isLogOnStandardError, let logger { logNote = { logger.notice("\($0)") } }
        StopSignals.shared.attach(runner, mode: onSignal, note: logNote)
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
            note("interrupted; the checkpoint is safe: ingot resume \(checkpoint)", to: logger)
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
