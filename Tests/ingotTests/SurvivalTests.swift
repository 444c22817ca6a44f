import Foundation
import Glibc
import Testing
import _IngotTestSupport

/// What a campaign leaves when its process, its machine's disk or its folder goes.
struct SurvivalTests {
    /// A folder with the campaign over programs, which answer as `script` says.
    private func folder(_ script: String? = nil, replacing changes: KeyValuePairs<String, String> = [:]) throws
        -> TestFolder
    {
        let folder = try TestFolder()
        try folder.add("command.yaml", as: "c.yaml", replacing: changes)
        try folder.add("evaluate.sh")
        if let script { try folder.write(script, to: "evaluate.sh") }
        return folder
    }

    /// A program that starts others, in its own session and in new ones, and never answers.
    private static let hanging = """
        read -r line
        trap '' TERM INT HUP
        sleep 600 &
        setsid sleep 601 &
        setsid sh -c 'setsid sleep 602 & : > deep; exec sleep 603' > /dev/null 2>&1 < /dev/null &
        while [ ! -e deep ]; do sleep 0.02; done
        : > started
        while :; do sleep 1; done
        """

    private func isGone(_ folder: TestFolder) async throws -> Bool {
        try await RunningProcesses.areGone(from: folder.path)
    }

    @Test("kill -9 of the command leaves no program behind, nor what that has started")
    func killed() async throws {
        let folder = try folder(Self.hanging)
        let process = try IngotProcess(["run", "c.yaml", "--quiet"], in: folder)
        try await folder.waitForFile("started")
        #expect(RunningProcesses.identifiers(in: folder.path).count >= 5)
        process.send(SIGKILL)
        #expect(await process.wait().signal == SIGKILL)
        #expect(try await isGone(folder))

        // What it leaves is what 'doctor' mends.
        let look = try await IngotProcess.run(["doctor", "c.ingot", "--check"], in: folder)
        #expect(look.code == 1 && look.output.contains("the process that ran it is gone"), "\(look)")
        let doctor = try await IngotProcess.run(["doctor", "c.ingot", "--json"], in: folder)
        let report = try JSONObject(doctor.output)
        #expect(doctor.code == 0 && report.flag("healthy") == true, "\(doctor)")
        #expect(folder.has("c.ingot.copy-1"))
        let again = try await IngotProcess.run(["doctor", "c.ingot"], in: folder)
        #expect(again.code == 0 && again.output.hasSuffix("nothing is wrong\n"), "\(again)")
    }

    @Test("With --on-signal cancel one signal ends the programs, and so does a second one without", arguments: [1, 2])
    func cancelled(signals: Int) async throws {
        let folder = try folder(Self.hanging)
        let process = try IngotProcess(
            ["run", "c.yaml"] + (signals == 1 ? ["--on-signal", "cancel"] : []), in: folder)
        try await folder.waitForFile("started")
        process.send(SIGTERM)
        try await process.waitForError("stopping")
        if signals == 2 { process.send(SIGTERM) }
        let ending = await process.wait()
        #expect(ending.code == 130, "\(ending)")
        #expect(try await isGone(folder))
        let status = try await IngotProcess.run(["status", "c.ingot", "--json"], in: folder)
        #expect(status.code == 0, "\(status.error)")
        let doctor = try await IngotProcess.run(["doctor", "c.ingot", "--check"], in: folder)
        #expect(doctor.code == 0 && doctor.output.contains("format 3"), "\(doctor)")
    }

    /// Whether a process comes to ignore or to handle SIGTERM.
    private func takesSignals(_ process: pid_t) async throws -> Bool {
        for _ in 0..<20_000 {
            let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
            let masks = text.split(separator: "\n").filter { $0.hasPrefix("SigIgn:") || $0.hasPrefix("SigCgt:") }
            let bits = masks.compactMap { UInt64($0.split(whereSeparator: \.isWhitespace).last ?? "", radix: 16) }
            if bits.contains(where: { $0 >> UInt64(SIGTERM - 1) & 1 == 1 }) { return true }
            try await Task.sleep(for: .milliseconds(1))
        }
        return false
    }

    @Test("A signal that comes as soon as it can be taken leaves a checkpoint that goes on")
    func early() async throws {
        let folder = try folder()
        // However late the signal is, there is still work to do.
        try folder.write(Self.waiting + folder.text("evaluate.sh"), to: "evaluate.sh")
        let process = try IngotProcess(["run", "c.yaml", "--quiet"], in: folder)
        // Before the command's own first line the signal would have its default effect, as it has on any program.
        try #require(try await takesSignals(process.identifier))
        process.send(SIGTERM)
        try folder.write("", to: "go")
        let ending = await process.wait()
        #expect(ending.code == 130, "\(ending)")
        let resumed = try await IngotProcess.run(["resume", "c.ingot", "--quiet"], in: folder)
        #expect(resumed.code == 0, "\(resumed.error)")
    }

    /// The first lines of a program that does nothing until there is a file `go`.
    private static let waiting = "while [ ! -e go ]; do sleep 0.02; done\n"

    @Test("A disk that takes no more ends the campaign with one error, and it goes on once there is room")
    func fullDisk() async throws {
        let whole = try folder()
        #expect(try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: whole).code == 0)
        let expected = try await IngotProcess.run(["export", "pareto", "c.ingot", "--all-trials"], in: whole).output
        let folder = try folder()
        // In blocks of 512 bytes, as POSIX has it; the log of the checkpoint reaches the limit first.
        for blocks in [160, 320] {
            let arguments = folder.has("c.ingot") ? ["resume", "c.ingot"] : ["run", "c.yaml"]
            let ending = try await IngotProcess.run(
                arguments + ["--quiet"], in: folder, after: "ulimit -f \(blocks) &&")
            #expect(ending.code == 1, "\(ending)")
            #expect(ending.errorLines.count == 1, "\(ending.error)")
            #expect(ending.error.contains("c.ingot") && ending.error.contains("what was committed is safe"))
            let status = try await IngotProcess.run(["status", "c.ingot"], in: folder)
            #expect(status.code == 0, "\(status.error)")
        }
        let resumed = try await IngotProcess.run(["resume", "c.ingot", "--quiet"], in: folder)
        #expect(resumed.code == 0, "\(resumed.error)")
        let csv = try await IngotProcess.run(["export", "pareto", "c.ingot", "--all-trials"], in: folder).output
        #expect(csv == expected)
    }

    @Test("A folder that is moved away ends the campaign with one error, and the checkpoint opens where it is")
    func movedFolder() async throws {
        let outer = try TestFolder()
        let inner = outer.path + "/inner"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
        try outer.add("command.yaml", as: "inner/c.yaml")
        try outer.add("evaluate.sh", as: "inner/evaluate.sh")
        try outer.write(": > started\n" + Self.waiting + outer.text("inner/evaluate.sh"), to: "inner/evaluate.sh")
        let process = try IngotProcess(
            ["run", "inner/c.yaml", "--checkpoint", "inner/c.ingot", "--quiet"], in: outer)
        try await outer.waitForFile("inner/started")
        try FileManager.default.moveItem(atPath: inner, toPath: outer.path + "/moved")
        try outer.write("", to: "moved/go")
        let ending = await process.wait()
        #expect(ending.code == 1, "\(ending)")
        #expect(ending.errorLines.count == 1 && ending.error.contains("inner/c.ingot"), "\(ending.error)")
        let status = try await IngotProcess.run(["status", "moved/c.ingot"], in: outer)
        #expect(status.code == 0, "\(status.error)")

        // Its programs have no place to work in any more, until somebody says where that is now.
        let lost = try await IngotProcess.run(["resume", "moved/c.ingot", "--quiet"], in: outer)
        #expect(lost.code == 2 && lost.errorLines.count == 1 && lost.error.contains("--folder"), "\(lost)")
        let wrong = try await IngotProcess.run(["resume", "moved/c.ingot", "--folder", "nowhere"], in: outer)
        #expect(wrong.code == 2 && wrong.errorLines.count == 1 && wrong.error.contains("nowhere"), "\(wrong)")
        let resumed = try await IngotProcess.run(
            ["resume", "moved/c.ingot", "--folder", "moved", "--quiet"], in: outer)
        #expect(resumed.code == 0, "\(resumed)")
        let whole = try folder()
        #expect(try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: whole).code == 0)
        let all = ["export", "pareto", "--all-trials"]
        let expected = try await IngotProcess.run(all + ["c.ingot"], in: whole).output
        #expect(try await IngotProcess.run(all + ["moved/c.ingot"], in: outer).output == expected)
    }

    @Test("A folder that is removed ends the campaign with one error, and leaves no program behind")
    func removedFolder() async throws {
        let outer = try TestFolder()
        let inner = outer.path + "/inner"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
        try outer.add("command.yaml", as: "inner/c.yaml")
        try outer.add("evaluate.sh", as: "inner/evaluate.sh")
        // The answers are held back until the folder is gone.
        let hold = ": > started\nwhile [ -e started ]; do sleep 0.02; done\n"
        try outer.write(hold + outer.text("inner/evaluate.sh"), to: "inner/evaluate.sh")
        let process = try IngotProcess(
            ["run", "inner/c.yaml", "--checkpoint", "inner/c.ingot", "--quiet"], in: outer)
        try await outer.waitForFile("inner/started")
        #expect(!RunningProcesses.identifiers(in: inner).isEmpty)
        try FileManager.default.removeItem(atPath: inner)
        let ending = await process.wait()
        #expect(ending.code == 1, "\(ending)")
        #expect(ending.errorLines.count == 1 && ending.error.contains("inner/c.ingot"), "\(ending.error)")
        #expect(try await RunningProcesses.areGone(from: inner))
        #expect(try outer.names().isEmpty)
    }

    @Test(
        "A campaign neither begins nor goes on in a folder that cannot be written, and says so in one line",
        .enabled(if: getuid() != 0 || canBecomeNobody, "root can write every folder, and there is no setpriv"))
    func unwritableFolder() async throws {
        let folder = try folder()
        let begun = try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder)
        #expect(begun.code == 0, "\(begun.error)")
        let names = try folder.names()
        let checkpoint = try folder.data("c.ingot")
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        let prefix = getuid() == 0 ? Self.asNobody : ""
        for arguments in [
            ["run", "c.yaml", "--checkpoint", "new.ingot"], ["resume", "c.ingot"],
            ["resume", "c.ingot", "--budget", "cost=20"],
        ] {
            let ending = try await IngotProcess.run(arguments, in: folder, after: prefix)
            #expect(ending.code == 2 && ending.errorLines.count == 1, "\(arguments): \(ending)")
            #expect(ending.error.contains(arguments.last == "new.ingot" ? "new.ingot" : "c.ingot"), "\(ending.error)")
            #expect(ending.error.contains("cannot be written"), "\(ending.error)")
        }
        #expect(try folder.names() == names && folder.data("c.ingot") == checkpoint)
    }

    /// What the shell does to become a user who may write nothing.
    private static let asNobody = "set -- setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\" &&"
    private static let canBecomeNobody = getuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0

    @Test(
        "A killed campaign in a folder that cannot be written is read with all that was committed",
        .enabled(if: getuid() != 0 || canBecomeNobody, "root can write every folder, and there is no setpriv"))
    func readOnlyFolder() async throws {
        let folder = try folder(Self.hanging, replacing: ["sh, evaluate.sh, low": "sh, quick.sh, low"])
        try folder.add("evaluate.sh", as: "quick.sh")
        let process = try IngotProcess(["run", "c.yaml", "--quiet"], in: folder)
        try await folder.waitForFile("started")
        process.send(SIGKILL)
        _ = await process.wait()
        try #require(folder.has("c.ingot-wal"))
        try FileManager.default.copyItem(atPath: folder.path + "/c.ingot", toPath: folder.path + "/copy.ingot")
        try FileManager.default.copyItem(atPath: folder.path + "/c.ingot-wal", toPath: folder.path + "/copy.ingot-wal")
        let export = ["export", "pareto", "--all-trials"]
        let expected = try await IngotProcess.run(export + ["copy.ingot"], in: folder)
        #expect(expected.code == 0 && expected.output.split(separator: "\r\n").count > 1)

        for isIndexThere in [true, false] {
            if !isIndexThere { unlink(folder.path + "/c.ingot-shm") }
            chmod(folder.path, 0o555)
            defer { chmod(folder.path, 0o755) }
            let prefix = getuid() == 0 ? Self.asNobody : ""
            let files = try folder.names()
            let found = try await IngotProcess.run(export + ["c.ingot"], in: folder, after: prefix)
            #expect(found.code == 0, "\(found.error)")
            #expect(found.output == expected.output)
            let status = try await IngotProcess.run(["status", "c.ingot"], in: folder, after: prefix)
            #expect(status.code == 0, "\(status.error)")
            #expect(try folder.names() == files)
        }
    }
}
