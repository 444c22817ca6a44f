import Foundation
import Testing

/// The script of `experiments/slurm`, on a Slurm that it brings up itself.
@Suite struct SlurmTests {
    private struct Run {
        var code: Int32
        var output: String
    }

    private static func run(_ script: String, _ arguments: [String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [TestFolder.experiments.appendingPathComponent("slurm/\(script)").path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["INGOT": try IngotProcess.binary()]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Run(code: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether Slurm's daemons are installed.
    private static let canRun: Bool = (try? run("cluster.sh", ["check"]))?.code == 0

    @Test(
        "On a real Slurm, a lost node and a killed controller leave the CSV as it is on one machine",
        .enabled(if: canRun, "needs Slurm: apt-get install slurmctld slurmd slurm-client munge"))
    func realCluster() async throws {
        let run = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.run("run.sh", ["60", "12"]) })
            }
        }
        #expect(run.code == 0 && run.output.contains("same CSV as the local executor"), "\(run.output)")
    }

    @Test("A worker that no array task runs says so")
    func workerOutside() async throws {
        let folder = try TestFolder()
        let ending = try await IngotProcess.run(["work", folder.path], in: folder)
        #expect(ending.code == 1 && ending.error.contains("no task of a Slurm job array"), "\(ending)")
        #expect(ending.errorLines.count == 1)
    }
}
