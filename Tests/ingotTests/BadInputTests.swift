import Foundation
import Glibc
import Testing

/// Whatever is wrong, the real command answers with one line and exit code 2.
@Suite struct BadInputTests {
    static let all =
        BadInput.wrongUse + BadInput.wrongFiles + BadInput.wrongCampaigns + BadInput.wrongPrograms
        + BadInput.wrongDesigns + BadInput.wrongCheckpoints + BadInput.wrongNetworks

    @Test("Bad input is one clear line and exit code 2", arguments: all)
    func oneLine(_ input: BadInput) async throws {
        let folder = try TestFolder()
        try await input.prepare(folder)
        let before = try folder.names()
        let ending = try await IngotProcess.run(input.arguments, in: folder)
        Self.check(ending, contains: input.fragments)
        // Nothing is left behind: no checkpoint, no lock, no half of a file.
        #expect(try folder.names() == before)
    }

    @Test("The table names every case once")
    func namesAreUnique() {
        #expect(Set(Self.all.map(\.name)).count == Self.all.count)
        #expect(Self.all.count >= 40)
    }

    @Test(
        "A campaign that 'run' refuses is refused by 'validate' with the same line", arguments: BadInput.wrongCampaigns)
    func validateAgrees(_ input: BadInput) async throws {
        let folder = try TestFolder()
        try await input.prepare(folder)
        let run = try await IngotProcess.run(input.arguments, in: folder)
        let validate = try await IngotProcess.run(["validate"] + input.arguments.dropFirst(), in: folder)
        Self.check(validate, contains: input.fragments)
        #expect(validate.error == run.error)
    }

    @Test("A checkpoint that another process has open is refused, and neither is harmed")
    func openElsewhere() async throws {
        let folder = try TestFolder()
        try folder.add("command.yaml", as: "slow.yaml", replacing: ["sh, evaluate.sh, low": "sleep, 60"])
        let holder = try IngotProcess(["run", "slow.yaml", "--quiet"], in: folder)
        try await folder.waitForFile("slow.ingot")
        let resume = try await IngotProcess.run(["resume", "slow.ingot"], in: folder)
        let status = try await IngotProcess.run(["status", "slow.ingot"], in: folder)
        holder.send(SIGKILL)
        #expect(await holder.wait().signal == SIGKILL)
        Self.check(resume, contains: ["slow.ingot", "open in another process"])
        // Looking at it is allowed.
        #expect(status.code == 0 && status.error.isEmpty)
        // The lock ends with its holder.
        let after = try await IngotProcess.run(["resume", "slow.ingot", "--budget", "cost=0.001"], in: folder)
        #expect(!after.error.contains("open in another process"))
    }

    @Test("A folder without the right to write is refused", .enabled(if: geteuid() != 0, "root may write anywhere"))
    func readOnlyFolder() async throws {
        let folder = try TestFolder()
        try folder.add("campaign.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { chmod(folder.path, 0o755) }
        let ending = try await IngotProcess.run(["run", "campaign.yaml"], in: folder)
        Self.check(ending, contains: ["campaign.ingot", "cannot be written"])
    }

    @Test("A file without the right to read is refused", .enabled(if: geteuid() != 0, "root may read anything"))
    func unreadableFile() async throws {
        let folder = try TestFolder()
        try folder.add("campaign.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: folder.path + "/campaign.yaml")
        let ending = try await IngotProcess.run(["run", "campaign.yaml"], in: folder)
        Self.check(ending, contains: ["campaign.yaml", "cannot be opened"])
    }

    static func check(_ ending: IngotProcess.Ending, contains fragments: [String]) {
        #expect(ending.code == 2, "\(ending)")
        #expect(ending.output.isEmpty)
        #expect(ending.error.hasPrefix("ingot: ") && ending.error.hasSuffix("\n"))
        #expect(ending.errorLines.count == 1, "\(ending.error)")
        for fragment in fragments { #expect(ending.error.contains(fragment), "'\(fragment)' in: \(ending.error)") }
        for trace in ["Fatal error", "Thread 0", "Current stack trace", "Error Domain", "Optional("] {
            #expect(!ending.error.contains(trace), "\(ending.error)")
        }
    }
}
