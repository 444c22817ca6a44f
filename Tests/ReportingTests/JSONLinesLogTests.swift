import Foundation
import Logging
import Reporting
import Testing

struct JSONLinesLogTests {
    private static func path() -> String { NSTemporaryDirectory() + "ingot-log-\(UUID().uuidString)" }

    @Test("Each event at or above the level is one line that any JSON reader reads, numbers as numbers")
    func lines() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let strange = "two\nlines, \"quotes\", \u{1F4A5}, \u{9B}, \u{202E} and \u{0}"
        let logger = try JSONLinesLog(path: path).logger(label: "test", level: .info)
        logger.debug("below the level")
        logger.info("first", metadata: ["trial": .stringConvertible(7), "seed": .stringConvertible(UInt64.max)])
        logger.warning("\(strange)", metadata: ["seconds": .stringConvertible(0.25), "reason": "\(strange)"])
        logger.error("last", metadata: ["value": .stringConvertible(Double.nan), "list": ["a", "b"]])
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        try #require(lines.count == 3)
        let hidden: [Unicode.GeneralCategory] = [.control, .format]
        #expect(!lines.joined().unicodeScalars.contains { hidden.contains($0.properties.generalCategory) })
        let objects = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(objects.map { $0["message"] as? String } == ["first", strange, "last"])
        #expect(objects.map { $0["level"] as? String } == ["info", "warning", "error"])
        #expect(objects[0]["trial"] as? Int == 7)
        #expect(objects[0]["seed"] as? UInt64 == .max)
        #expect(objects[1]["seconds"] as? Double == 0.25)
        #expect(objects[1]["reason"] as? String == strange)
        #expect(objects[2]["value"] as? String == "nan")
        #expect(objects[2]["list"] as? [String] == ["a", "b"])
        let time = try #require(objects[0]["time"] as? String)
        let date = try Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(abs(date.timeIntervalSinceNow) < 3600)
    }

    @Test("A pipe is refused at once, whether or not somebody reads it")
    func pipe() throws {
        let path = Self.path()
        defer { unlink(path) }
        try #require(mkfifo(path, 0o600) == 0)
        let error = #expect(throws: FileOutput.Failure.self) { try JSONLinesLog(path: path) }
        #expect(error?.problem == "something that is neither a file nor a device")
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        #expect(throws: FileOutput.Failure.self) { try JSONLinesLog(path: path) }
    }

    @Test("Lines that a full device does not take are counted")
    func full() throws {
        let log = try JSONLinesLog(path: "/dev/full")
        let logger = log.logger(label: "test", level: .info)
        #expect(log.lostLines == 0)
        for _ in 0..<3 { logger.info("lost") }
        #expect(log.lostLines == 3)
    }

    @Test("A log is added to, and a file of another kind is left as it is")
    func append() throws {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for _ in 0..<2 { try JSONLinesLog(path: path).logger(label: "test", level: .info).info("again") }
        #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 2)
        try "version: 1\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: FileOutput.Failure.self) { try JSONLinesLog(path: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "version: 1\n")
        #expect(throws: FileOutput.Failure.self) { try JSONLinesLog(path: "/nowhere/at/all.log") }
    }
}
