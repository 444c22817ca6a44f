import BayesianOptimization
import Foundation
import SearchSpace
import Subprocess
import SystemPackage

/// Evaluates candidates by running the programs of a campaign file, one JSON object in, one out.
///
/// Each run has a session and a mark of its own, by which it is killed with everything that it has started when the time
/// is up, when the run is over, when the task is cancelled, or when this process ends, be it by SIGKILL.
public struct CommandEvaluator: TrialEvaluator {
    /// The most that a program may write to standard output, in bytes.
    public static let outputLimit = 1 << 20
    /// How much of the end of standard error is kept, in bytes.
    public static let standardErrorLimit = 4096

    private let protocolReader: CommandProtocol
    private let programs: [FidelitySpecification.Program?]
    private let folder: String
    private let mark = ProcessMark()

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
        if let problem = mark.problem {
            return EvaluationReport(
                ending: .notStarted(reason: "its processes cannot be watched over: \(problem)"))
        }
        let input: String
        do {
            input = try protocolReader.request(request)
        } catch {
            return EvaluationReport(outcome: .failed(reason: "the request cannot be written as JSON: \(error)"))
        }
        let tail = TextTail(limit: Self.standardErrorLimit)
        let timeout = program.timeoutSeconds
        let first = await withTaskGroup(of: EvaluationReport.Ending?.self) { group -> EvaluationReport.Ending? in
            group.addTask { await run(program, request: request, input: input, tail: tail) }
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
        } else if let first {
            ending = first
        } else {
            ending = .timedOut(reason: "no answer within \(timeout) s")
        }
        return EvaluationReport(ending: ending, standardErrorTail: tail.text)
    }

    private func run(
        _ program: FidelitySpecification.Program, request: EvaluationRequest, input: String, tail: TextTail
    ) async -> EvaluationReport.Ending {
        let mark = mark
        let run = mark.next()
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(300))
        ]
        let configuration = Configuration(
            executable: .path(FilePath(program.executablePath)),
            arguments: Arguments(Array(program.command.dropFirst())),
            environment: .inherit.updating([ProcessMark.environmentKey: run.value]),
            workingDirectory: FilePath(folder), platformOptions: options)
        let group = ProcessGroup()
        defer {
            group.kill()
            mark.kill(run)
        }
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                group.leader = execution.processIdentifier.value
                // Before it gets its input, so before it has anything to do. A process that is gone needs no limit.
                if let bytes = program.memoryBytes {
                    _ = mark.limitMemory(of: execution.processIdentifier.value, toBytes: bytes)
                }
                // A program may end without having read its input; only its answer counts.
                async let sending: Void = Self.send(input, to: execution.standardInputWriter)
                async let answer = Self.read(execution.standardOutput, of: group)
                do {
                    for try await buffer in execution.standardError {
                        buffer.withUnsafeBytes { tail.append($0) }
                    }
                } catch let error where !(error is CancellationError) {
                    tail.append(Array("(standard error could not be read to its end)".utf8))
                }
                await sending
                return try await answer
            }
            guard let answer = result.closureResult else {
                return .answered(
                    .failed(reason: "the program wrote more than \(Self.outputLimit) bytes to standard output"))
            }
            guard result.terminationStatus.isSuccess else {
                return .answered(.failed(reason: "the program ended with \(Self.text(result.terminationStatus))"))
            }
            return .answered(protocolReader.outcome(of: answer, for: request))
        } catch {
            let reason = "the program could not be run: \(error)"
            // Without a process there was nothing that the candidate could have had a part in.
            return group.leader == 0 ? .notStarted(reason: reason) : .answered(.failed(reason: reason))
        }
    }

    /// All that a program writes; `nil` where that is too much, and the program is ended then.
    private static func read(_ output: SubprocessOutputSequence, of group: ProcessGroup) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await buffer in output {
            buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
            if bytes.count > outputLimit {
                group.kill()
                return nil
            }
        }
        return bytes
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
