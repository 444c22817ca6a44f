import Foundation
import Testing

/// A folder in which the command runs, removed with its owner.
final class TestFolder: Sendable {
    /// Where the command runs.
    let path: String
    /// Where its output is caught.
    let logs: String
    private let root: String

    init() throws {
        root = NSTemporaryDirectory() + "/ingot-tests-" + UUID().uuidString
        path = root + "/work"
        logs = root + "/logs"
        for folder in [path, logs] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Puts a fixture here, under its own name or another, each text replaced by the other; every text must be there.
    @discardableResult
    func add(
        _ fixture: String, as name: String? = nil, replacing changes: KeyValuePairs<String, String> = [:]
    ) throws -> String {
        var text = try String(contentsOf: Self.fixture(fixture), encoding: .utf8)
        for (old, new) in changes {
            try #require(text.contains(old), "\(fixture) has no '\(old)' to replace")
            text = text.replacingOccurrences(of: old, with: new)
        }
        return try write(text, to: name ?? fixture)
    }

    /// Writes a file.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    /// Writes a file.
    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let file = path + "/" + name
        try data.write(to: URL(fileURLWithPath: file))
        return file
    }

    /// The bytes of a file here.
    func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }

    /// The text of a file here.
    func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

    /// Whether a file is here.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    /// The names of everything here.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    /// Waits until a file is here.
    func waitForFile(_ name: String, seconds: Double = 60) async throws {
        for _ in 0..<Int(seconds * 200) {
            if has(name) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw IngotProcessError.timedOut(seconds: seconds)
    }

    /// The place of a fixture.
    static func fixture(_ name: String) -> URL {
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + name)
    }

    /// The repository's folder of experiments.
    static var experiments: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("experiments")
    }
}
