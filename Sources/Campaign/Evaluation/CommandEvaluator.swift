import BayesianOptimization
import Foundation
import SearchSpace
import Subprocess
import SystemPackage

/// Evaluates candidates by running the programs of a campaign file, one JSON object in, one out.
///
/// Each run has a session of its own, which is killed with everything in it when the time is up, when the run is over,
/// or when the task is cancelled.
public struct CommandEvaluator: TrialEvaluator {
    /// The most that a program may write to standard output, in bytes.
    public static let outputLimit = 1 << 20
    /// How much of the end of standard error is kept, in bytes.
    public static let standardErrorLimit = 4096

    private let protocolReader: CommandProtocol
    private let programs: [FidelitySpecification.Program?]
    private let folder: String

    /// Makes an evaluator of a campaign whose fidelities are programs; from then on this process ignores SIGPIPE, so
    /// that a program may leave its input unread.
    public init(specification: CampaignSpecification) {
        ignoreBrokenPipes()
        protocolReader = CommandProtocol(specification: specification)
        programs = specification.fidelities.map(\.program)
        folder = specification.folder
    }

    /// Runs the fidelity's program once.
    public func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
        guard let program = programs[request.fidelity] else {
            return EvaluationReport(outcome: .failed(reason: "the fidelity has no program"))
        }
        let input: String
        do {
            input = try protocolReader.request(request)
        } catch {
            return EvaluationReport(outcome: .failed(reason: "the request cannot be written as JSON: \(error)"))
        }
        let tail = TextTail(limit: Self.standardErrorLimit)
        let timeout = program.timeoutSeconds
        let outcome = await withTaskGroup(of: Observation.Outcome?.self) { group -> Observation.Outcome? in
            group.addTask { await run(program, input: input, tail: tail) }
            group.addTask {
                try? await Task.sleep(for: .seconds(timeout))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        let ending: EvaluationReport.Ending
        if Task.isCancelled {
            ending = .cancelled
        } else if let outcome {
            ending = .answered(outcome)
        } else {
            ending = .timedOut(reason: "no answer within \(timeout) s")
        }
        return EvaluationReport(ending: ending, standardErrorTail: tail.text)
    }

    private func run(
        _ program: FidelitySpecification.Program, input: String, tail: TextTail
    ) async -> Observation.Outcome {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(300))
        ]
        let configuration = Configuration(
            executable: .path(FilePath(program.executablePath)),
            arguments: Arguments(Array(program.command.dropFirst())),
            workingDirectory: FilePath(folder), platformOptions: options)
        let group = ProcessGroup()
        defer { group.kill() }
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .bytes(limit: Self.outputLimit), error: .sequence
            ) { execution in
                group.leader = execution.processIdentifier.value
                // A program may end without having read its input; only its answer counts.
                async let sending: Void = Self.send(input, to: execution.standardInputWriter)
                do {
                    for try await buffer in execution.standardError {
                        buffer.withUnsafeBytes { tail.append($0) }
                    }
                } catch let error where !(error is CancellationError) {
                    tail.append(Array("(standard error could not be read to its end)".utf8))
                }
                await sending
            }
            guard result.terminationStatus.isSuccess else {
                return .failed(reason: "the program ended with \(Self.text(result.terminationStatus))")
            }
            return protocolReader.outcome(of: result.standardOutput)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failed(reason: "the program wrote more than \(Self.outputLimit) bytes to standard output")
        } catch {
            return .failed(reason: "the program could not be run: \(error)")
        }
    }

    private static func send(_ text: String, to writer: StandardInputWriter) async {
        do {
            _ = try await writer.write(Array(text.utf8))
        } catch {
            // The reader is gone; what it answered stands on its own.
        }
        try? await writer.finish()
    }

    private static func text(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit code \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}
