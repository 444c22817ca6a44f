import Foundation
import Reporting
import Testing

/// Files are written whole or not at all.
@Suite struct FileOutputTests {
    private func inFolder(_ work: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/ingot-output-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try work(folder)
    }

    @Test("A file is written and replaced, and nothing else stays in the folder")
    func writes() throws {
        try inFolder { folder in
            for text in ["first é\r\n", "second"] {
                try FileOutput.write(text, to: folder + "/a.csv")
                #expect(try String(contentsOfFile: folder + "/a.csv", encoding: .utf8) == text)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.csv"])
        }
    }

    @Test("A folder, a missing folder and a place that takes no files are refused by name")
    func refuses() throws {
        try inFolder { folder in
            for (path, problem) in [
                (folder, "a folder"), (folder + "/no/a.csv", "does not exist"), ("/proc/a.csv", "cannot be written"),
            ] {
                let failure = #expect(throws: FileOutput.Failure.self) { try FileOutput.write("x", to: path) }
                #expect(failure?.description.contains(path) == true && failure?.problem.contains(problem) == true)
            }
        }
    }

    @Test("A device takes the text and stays a device")
    func device() throws {
        try FileOutput.write("x", to: "/dev/null")
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        #expect(type == .typeCharacterSpecial)
    }
}
