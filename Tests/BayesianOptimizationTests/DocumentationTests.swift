import BayesianOptimization
import Foundation
import Testing

/// The articles show the code that the tests run.
@Suite struct DocumentationTests {
    @Test(arguments: ["FirstStudy", "SeveralFidelities", "YourOwnSpace"])
    func articlesShowTestedCode(_ article: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let catalogue = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/BayesianOptimization/Documentation.docc")
        let text = try String(contentsOf: catalogue.appending(path: "\(article).md"), encoding: .utf8)
        let source = try String(
            contentsOf: tests.appending(path: "Documentation\(article)Tests.swift"), encoding: .utf8)
        let shown = Self.sections(of: text, from: "```swift", to: "```")
        let tested = Self.sections(of: source, from: "// \(article)", to: "// end")
        #expect(shown.count >= 3)
        #expect(shown == tested)
        for line in text.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
    }

    @Test func theFirstPageShowsTestedCode() throws {
        // README
        var study = try Study(
            parameters: [.continuous("x", -2...4)],
            objectives: [.minimize("f1", reference: 9), .minimize("f2", reference: 9)])
        try study.optimize(evaluations: 30) { trial in
            let x = try trial["x"]
            return ["f1": x * x, "f2": (x - 2) * (x - 2)]
        }
        for trial in study.front { print(trial) }
        // end
        // Every x from 0 to 2 is a best one.
        #expect(study.front.count >= 10)
        #expect(try study.front.allSatisfy { try (0...2).contains($0["x"]) })
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let tested = Self.sections(of: source, from: "// README", to: "// end")
        #expect(Self.sections(of: text, from: "```swift", to: "```") == tested && tested.count == 1)
    }

    /// The lines between two markers without imports, blank ones and common indentation.
    private static func sections(of text: String, from begin: String, to end: String) -> [[String]] {
        var sections: [[String]] = []
        var lines: [String]?
        for line in text.components(separatedBy: "\n") {
            let bare = line.trimmingCharacters(in: .whitespaces)
            if bare == end, let section = lines {
                let indentation = section.map { $0.prefix { $0 == " " }.count }.min() ?? 0
                sections.append(section.map { String($0.dropFirst(indentation)) })
                lines = nil
            } else if bare == begin {
                lines = []
            } else if lines != nil, !bare.isEmpty, !bare.hasPrefix("import ") {
                lines?.append(line)
            }
        }
        return sections
    }
}
