import ConfigurationFile
import Foundation
import Testing

/// Texts of others as a terminal gets them.
struct VisibleTextTests {
    private static let hidden: [(text: String, escaped: String)] = [
        ("\u{1B}[2K", #"\u{1B}[2K"#), ("\r", #"\u{D}"#), ("\u{0}", #"\u{0}"#), ("\t", #"\u{9}"#),
        ("\u{7F}", #"\u{7F}"#), ("\u{9B}31m", #"\u{9B}31m"#), ("\u{85}", #"\u{85}"#), ("\u{202E}", #"\u{202E}"#),
        ("\u{202A}\u{202B}\u{202C}\u{202D}", #"\u{202A}\u{202B}\u{202C}\u{202D}"#),
        ("\u{2066}\u{2067}\u{2068}\u{2069}", #"\u{2066}\u{2067}\u{2068}\u{2069}"#),
        ("\u{200E}\u{200F}", #"\u{200E}\u{200F}"#), ("\u{2028}", #"\u{2028}"#), ("\u{E0041}", #"\u{E0041}"#),
        ("\r\n", #"\u{D}\u{A}"#),
    ]

    @Test("What a terminal would obey or hide is written out, and nothing else is changed", arguments: hidden)
    func escaped(text: String, escaped: String) {
        #expect(VisibleText.escaped("a" + text + "b") == "a" + escaped + "b")
        #expect(VisibleText.escaped("Grüße, 世界 😀 '\\'") == "Grüße, 世界 😀 '\\'")
    }

    @Test("Line feeds stay where there are to be several lines, and carriage returns never do")
    func lines() {
        #expect(VisibleText.escaped("a\nb\r\nc\r", keepingLines: true) == "a\nb\\u{D}\nc\\u{D}")
        #expect(VisibleText.escaped("a\nb") == "a\\u{A}b")
    }

    @Test("A JSON text stands for the same with escapes, also beyond the first plane", arguments: hidden)
    func json(text: String, _: String) throws {
        let json = String(decoding: try JSONEncoder().encode([text + "é"]), as: UTF8.self)
        let escaped = VisibleText.escapedJSON(json)
        #expect(!escaped.unicodeScalars.contains(where: VisibleText.isHidden))
        #expect(try JSONDecoder().decode([String].self, from: Data(escaped.utf8)) == [text + "é"])
    }

    @Test(
        "The borders of words are seen, and a word that is quoted is the same to a shell",
        arguments: [
            ("evaluate.sh", "evaluate.sh"), ("--x=a/b:c,1@2+3_%", "--x=a/b:c,1@2+3_%"), ("", "''"), ("a b", "'a b'"),
            ("it's", #"'it'\''s'"#), ("$(rm -rf ~)", "'$(rm -rf ~)'"), ("é", "é"), ("a;b", "'a;b'"),
            ("\u{1B}[2K\rsafe", #"'\u{1B}[2K\u{D}safe'"#), ("a\nb", #"'a\u{A}b'"#), ("a\u{202E}b", #"'a\u{202E}b'"#),
        ])
    func words(word: String, quoted: String) {
        #expect(VisibleText.shellWord(word) == quoted)
    }
}
