import ConfigurationFile
import Testing

/// Texts whose aliases stand for more than any machine can hold.
@Suite(.timeLimit(.minutes(1))) struct AliasBombTests {
    /// Forty levels of three aliases, each level a key: the parser would hash 3^40 values.
    @Test func aliasesOfAliasesInKeysAreRefused() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<40 {
            let row = Array(repeating: "*a\(level - 1)", count: 3).joined(separator: ", ")
            text += "? &a\(level) [\(row)]\n: x\n"
        }
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile.parse(text, file: "bomb.yaml") }
        #expect(error?.line == 18)
    }

    @Test(arguments: ["a: &x 1\nb: *x\n", "a: &x [1]\n"]) func oneAnchorIsRefused(text: String) {
        #expect(throws: ConfigurationError.self) { try ConfigurationFile.parse(text, file: "anchor.yaml") }
    }

    @Test func productsAndShellWordsAreNoAliases() throws {
        let rules = (0..<60).map { "  - 'a * b && c *d_\($0) <= 4'" }.joined(separator: "\n")
        _ = try ConfigurationFile.parse("requires:\n\(rules)\n", file: "rules.yaml")
    }
}
