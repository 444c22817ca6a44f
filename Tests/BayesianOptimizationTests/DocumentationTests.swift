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
