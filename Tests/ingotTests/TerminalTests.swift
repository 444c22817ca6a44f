import Foundation
import Glibc
import Testing

/// What files and programs of others can do to the terminal of whoever looks at them: nothing.
@Suite struct TerminalTests {
    /// Characters of a file that would clear the line, colour it, set the title, or turn the direction of writing.
    private static let hostile = #"\e[2K\rnothing\e]0;title\a\u202Etxet"#

    /// The campaign over programs, with such characters in a command and in a choice.
    private func folder(script: String? = nil) throws -> TestFolder {
        let folder = try TestFolder()
        try folder.add(
            "command.yaml", as: "c.yaml",
            replacing: [
                "sh, evaluate.sh, low]": #"sh, evaluate.sh, low, "\#(Self.hostile)", "a b", "it's"]"#,
                "[fast, safe]": #"["\#(Self.hostile)", safe]"#, "{cost: 9}": "{cost: 3}", "mfbo": "random",
            ])
        try folder.add("evaluate.sh")
        if let script { try folder.write(script, to: "evaluate.sh") }
        return folder
    }

    private func expectHarmless(_ text: String, _ what: String) {
        let allowed: (Unicode.Scalar) -> Bool = { scalar in
            if scalar == "\n" { return true }
            return ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
        let first = text.unicodeScalars.first { !allowed($0) }
        #expect(first == nil, "\(what): U+\(String(first?.value ?? 0, radix: 16)) in \(text.debugDescription)")
    }

    private static let announced =
        #"will run: low: sh evaluate.sh low '\u{1B}[2K\u{D}nothing\u{1B}]0;title\u{7}\u{202E}txet' 'a b' 'it'\''s'"#

    @Test("A command's words are shown with their borders, and no word can hide the line or another one")
    func willRun() async throws {
        let folder = try folder()
        let ending = try await IngotProcess.run(["run", "c.yaml"], in: folder)
        #expect(ending.code == 0, "\(ending.error)")
        #expect(ending.errorLines.contains { $0 == Self.announced }, "\(ending.error)")
        expectHarmless(ending.error, "progress")
        expectHarmless(ending.output, "the report")
        let validate = try await IngotProcess.run(["validate", "c.yaml"], in: folder)
        #expect(validate.code == 0 && validate.error.isEmpty)
        #expect(validate.output.split(separator: "\n").contains { $0 == Self.announced }, "\(validate.output)")
        #expect(validate.output.contains("will run: high: sh evaluate.sh high\n"))
        let canonical = try await IngotProcess.run(["validate", "c.yaml", "--print"], in: folder)
        #expect(!canonical.output.contains("will run"))
        expectHarmless(canonical.output, "the file with every default")
        try folder.write(canonical.output, to: "again.yaml")
        let again = try await IngotProcess.run(["validate", "again.yaml"], in: folder)
        #expect(again.output.contains(Self.announced), "\(again)")
    }

    @Test("A quiet run says in its log what it runs")
    func quiet() async throws {
        let folder = try folder()
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet", "--log", "c.log"], in: folder)
        #expect(ending.code == 0 && ending.error.isEmpty, "\(ending)")
        let lines = try folder.text("c.log").split(separator: "\n").map { try JSONObject(String($0)) }
        #expect(lines.contains { $0.text("message") == Self.announced && $0.text("level") == "notice" })
        #expect(lines.contains { $0.text("message") == "will run: high: sh evaluate.sh high" })
    }

    @Test("A choice is harmless in tables and JSON, and as it is in the CSV")
    func choice() async throws {
        let folder = try folder()
        try #require(try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder).code == 0)
        let raw = "\u{1B}[2K\rnothing\u{1B}]0;title\u{7}\u{202E}txet"
        for arguments in [["status", "c.ingot"], ["status", "c.ingot", "--json"], ["doctor", "c.ingot"]] {
            let ending = try await IngotProcess.run(arguments, in: folder)
            #expect(ending.code == 0, "\(ending.error)")
            expectHarmless(ending.output + ending.error, arguments.joined(separator: " "))
        }
        let csv = try await IngotProcess.run(["export", "pareto", "c.ingot", "--all-trials"], in: folder)
        #expect(csv.output.unicodeScalars.starts(with: "trial".unicodeScalars) && csv.output.contains(raw))
    }

    @Test("The last words of a program that fails are harmless")
    func lastWords() async throws {
        let words = #"gone\033[2K\r\302\233m\342\200\256 all fine"#
        let folder = try folder(script: "read -r line; printf '\(words)' >&2; exit 3")
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder)
        #expect(ending.code == 1 && ending.errorLines.count == 1, "\(ending)")
        #expect(ending.error.contains(#"all fine"#) && ending.error.contains(#"\u{202E}"#), "\(ending.error)")
        expectHarmless(ending.error, "last words")
        expectHarmless(ending.output, "the report")
    }

    @Test(
        "Names with characters that are not seen are refused, and so are unknown keys, harmlessly",
        arguments: [
            ("name: shell", #"name: "she\u202Ell""#, "without control or invisible characters"),
            ("name: shell", #"name: "she\u200Bll""#, "without control or invisible characters"),
            ("name: speed", #"name: "\e[2Kspeed""#, "without control or invisible characters"),
            ("name: mode", #"name: "mo\u2066de""#, "without control or invisible characters"),
            ("seed: 3", #""se\e[2K\red": 3"#, "accepted"),
        ])
    func names(old: String, new: String, accepted: String) async throws {
        let folder = try TestFolder()
        try folder.add("command.yaml", as: "c.yaml", replacing: [old: new])
        try folder.add("evaluate.sh")
        let ending = try await IngotProcess.run(["run", "c.yaml"], in: folder)
        #expect(ending.code == 2 && ending.errorLines.count == 1 && ending.error.contains(accepted), "\(ending)")
        expectHarmless(ending.error, new)
        #expect(!folder.has("c.ingot"))
    }

    @Test("A pipe in the place of a file is refused at once, with one line")
    func pipes() async throws {
        let folder = try folder()
        for name in ["pipe", "pipe.yaml"] { try #require(mkfifo(folder.path + "/" + name, 0o600) == 0) }
        try folder.write(try folder.text("c.yaml") + "start: [pipe.yaml]\n", to: "start.yaml")
        try folder.write(try folder.text("c.yaml") + "warm_start: pipe\n", to: "warm.yaml")
        let before = try folder.names()
        for arguments in [
            ["run", "pipe.yaml"], ["run", "warm.yaml"], ["validate", "pipe.yaml"], ["evaluate", "pipe.yaml"],
            ["run", "start.yaml"],
            ["run", "c.yaml", "--log", "pipe"], ["run", "c.yaml", "--log", "pipe", "--quiet"],
        ] {
            let ending = try await IngotProcess.run(arguments, in: folder, after: "ulimit -t 60 &&")
            #expect(ending.code == 2 && ending.errorLines.count == 1, "\(arguments): \(ending)")
            let isTold = ["no regular file", "neither a file nor a device"].contains { ending.error.contains($0) }
            #expect(isTold && ending.error.contains("pipe"), "\(ending)")
        }
        #expect(try folder.names() == before)
    }

    @Test("A pipe where the front would go is left alone")
    func pipeForFront() async throws {
        let folder = try folder()
        try #require(mkfifo(folder.path + "/c.csv", 0o600) == 0)
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder)
        #expect(ending.code == 0 && ending.output.contains("front: not written, as c.csv is another file"), "\(ending)")
    }
}
