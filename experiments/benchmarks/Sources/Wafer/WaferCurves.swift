import Foundation
import Glibc

/// The CSV of all curves: a line for every evaluation at the target, and runs that can be added by several processes.
struct WaferCurves {
    /// One run.
    struct Key: Hashable {
        var method: String
        var seed: UInt64
    }

    private static let header = "method,seed,trials,cost,hypervolume"

    let path: String

    /// Opens the file; without `isAppending` it is begun anew.
    init(path: String, isAppending: Bool) throws {
        self.path = path
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        if !isAppending {
            try Data((Self.header + "\n").utf8).write(to: URL(fileURLWithPath: path))
            return
        }
        // Exclusive, so that of several processes one writes the header.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        guard descriptor >= 0 else { return }
        try Self.write(Self.header + "\n", to: descriptor, path: path)
    }

    /// Adds a finished run in one piece.
    func append(_ key: Key, _ lines: [(trials: Int, cost: Double, hypervolume: Double)]) throws {
        let text = lines.map { line in
            // A sum of costs, without what its rounding left.
            let cost = (line.cost * 1e6).rounded() / 1e6
            return "\(key.method),\(key.seed),\(line.trials),\(cost),\(line.hypervolume)\n"
        }.joined()
        let descriptor = open(path, O_WRONLY | O_APPEND)
        guard descriptor >= 0 else {
            throw Arguments.Mistake(description: "\(path): \(String(cString: strerror(errno)))")
        }
        try Self.write(text, to: descriptor, path: path)
    }

    /// The curves of all runs in the file.
    func read() throws -> [Key: Curve] {
        var curves: [Key: Curve] = [:]
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for (number, line) in text.split(separator: "\n").enumerated() where number > 0 {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 5, let seed = UInt64(cells[1]), let cost = Double(cells[3]),
                let hypervolume = Double(cells[4])
            else { throw Arguments.Mistake(description: "\(path), line \(number + 1) is none of ours: \(line)") }
            curves[Key(method: String(cells[0]), seed: seed), default: Curve()].add(
                cost: cost, hypervolume: hypervolume)
        }
        return curves
    }

    private static func write(_ text: String, to descriptor: Int32, path: String) throws {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
