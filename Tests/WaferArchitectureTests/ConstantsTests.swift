import Foundation
import Testing
import WaferArchitecture

struct ConstantsTests {
    @Test func `each constant stands once, with a unit, a source and a usable value`() {
        let names = Constants.all.map(\.name)
        #expect(names.count >= 45)
        for constant in Constants.all {
            #expect(names.filter { $0 == constant.name }.count == 1, "\(constant.name)")
            #expect(constant.sevenNanometre > 0 && constant.sevenNanometre.isFinite)
            #expect(constant.fiveNanometre > 0 && constant.fiveNanometre.isFinite)
            #expect(!constant.unit.isEmpty)
            #expect(constant.source.count >= 4)
            #expect(constant.value(at: .n7) == constant.sevenNanometre)
            #expect(constant.value(at: .n5) == constant.fiveNanometre)
        }
    }

    @Test func `no more than six constants are free, and those say so`() {
        #expect(Constants.all.filter { $0.certainty == .calibrated }.count <= 6)
        for constant in Constants.all {
            #expect(constant.source.contains("calibrated") == (constant.certainty == .calibrated), "\(constant.name)")
        }
    }

    @Test func `the documentation has the table as it is`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let article = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/WaferArchitecture/Documentation.docc/PhysicalConstants.md")
        let rows = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| constant ") }
        #expect(rows.map(String.init) == Constants.all.map(Self.row))
    }

    /// The line of a constant in the documentation.
    private static func row(_ constant: PhysicalConstant) -> String {
        "| \(constant.name) | \(constant.sevenNanometre) | \(constant.fiveNanometre) | \(constant.unit) "
            + "| \(constant.certainty.rawValue) | \(constant.source) |"
    }
}
