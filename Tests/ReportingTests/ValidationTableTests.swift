import AnalyticalModel
import Foundation
import Testing

@testable import Reporting

struct ValidationTableTests {
    @Test("A model above the measurement says so with its sign, by however little it is shown")
    func signs() throws {
        let validation = try ModelValidation(refits: false)
        var lines = ValidationTable.text(validation).split(separator: "\n")[...]
        var small = 0
        for entry in validation.groups.flatMap(\.cases) {
            // Names come again in other groups; the rows stand in the order of the cases.
            lines = lines.drop { !$0.hasPrefix(entry.name + " ") }
            let line = try #require(lines.first)
            lines = lines.dropFirst()
            guard entry.error.isFinite else { continue }
            let shown = entry.isDifference ? entry.error : 100 * entry.error
            // What is rounded to nothing has no sign.
            if shown > (entry.isDifference ? 0.005 : 0.05) {
                let cell = try #require(line.split(separator: "  ").last)
                #expect(cell.contains("+"), "\(line)")
                if shown < 0.095 { small += 1 }
            } else if shown < 0 {
                #expect(line.split(separator: "  ").last?.contains("+") == false, "\(line)")
            }
        }
        #expect(small > 0)
    }

    @Test("The documentation has the tables as they are")
    func documentation() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let article = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/AnalyticalModel/Documentation.docc/Validation.md")
        let lines = try String(contentsOf: article, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("| ") }
        let validation = try ModelValidation()
        let rows =
            [ValidationTable.groupHeader] + ValidationTable.groupRows(validation)
            + [ValidationTable.leftOutHeader] + ValidationTable.leftOutRows(validation)
        #expect(lines == rows.map { "| " + $0.joined(separator: " | ") + " |" })
    }
}
