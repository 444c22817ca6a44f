import AnalyticalModel
import Reporting
import Testing

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
}
