import Foundation
import LinearAlgebra

/// The rows so far; each is also written to standard error when it comes, since a run may take long.
struct Report {
    static let columns = ["figure", "ours", "peer", "ours/peer", "target", "met", "how measured"]

    private var rows: [Row] = []
    private let begin = CPUClock.seconds

    /// Notes that a part begins.
    func begin(_ part: String) { Self.note("-- \(part)") }

    /// Adds a line.
    mutating func add(_ row: Row) {
        rows.append(row)
        Self.note(row.cells.joined(separator: " | "))
    }

    /// Tells where a long part stands.
    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// The table, and how many targets are met.
    var text: String {
        let lines = [Self.columns] + rows.map(\.cells)
        let widths = Self.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
                .joined(separator: " | ").trimmingCharacters(in: .whitespaces)
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "-|-")
        let targets = rows.compactMap { row in row.target.map { $0.isMet(by: row.ours) } }
        let used = Row.text(CPUClock.seconds - begin)
        return ([line(lines[0]), rule] + lines.dropFirst().map(line)).joined(separator: "\n")
            + "\n\n\(targets.count { $0 }) of \(targets.count) targets met; CPU seconds of one thread, \(used) in all; "
            + "\(BLASLibrary.current)\n"
    }
}
