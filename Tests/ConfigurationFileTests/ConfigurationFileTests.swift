import ConfigurationFile
import Foundation
import Testing

@Suite struct ConfigurationFileTests {
    private func message(_ yaml: String, _ read: (ConfigurationNode) throws(ConfigurationError) -> Void) -> String {
        do {
            try read(try ConfigurationFile.parse(yaml, file: "a.yaml"))
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func valuesConvertAndKeepTheirPlace() throws {
        let root = try ConfigurationFile.parse("a: 1\nb: {c: [0.5, x], d: true}\n", file: "a.yaml")
        var mapping = try root.mapping()
        #expect(try mapping.required("a").integer() == 1)
        let b = try mapping.required("b")
        #expect(b.line == 2)
        var inner = try b.mapping()
        let list = try inner.required("c").list()
        #expect(try list[0].double() == 0.5)
        #expect(list[1].path == "b.c[1]")
        #expect(try inner.required("d").boolean())
        try inner.finish()
        try mapping.finish()
    }

    @Test("A pipe and a device are refused at once")
    func noRegularFile() throws {
        let pipe = NSTemporaryDirectory() + "ingot-pipe-" + UUID().uuidString
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        for path in [pipe, "/dev/zero", "/dev/null"] {
            let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile.read(path: path) }
            #expect(error?.description == "\(path): found something that is no regular file; accepted: a YAML file")
        }
    }

    @Test func anUnknownKeyNamesItsLineAndTheNearestKnownOne() {
        let text = message("seed: 1\nobjectivs: []\n") { (node) throws(ConfigurationError) in
            var mapping = try node.mapping()
            _ = mapping.optional("seed")
            _ = mapping.optional("objectives")
            try mapping.finish()
        }
        #expect(
            text
                == "a.yaml:2: objectivs: found the unknown key 'objectivs'; accepted: seed, objectives (did you mean objectives?)"
        )
    }

    @Test(arguments: ["1.5", "abc", "'3'", "[1]", "", "1e400", "nan"])
    func whatIsNoWholeNumberIsRefused(text: String) {
        let text = message("a: \(text)") { (node) throws(ConfigurationError) in
            var mapping = try node.mapping()
            _ = try mapping.required("a").integer()
        }
        #expect(text.hasPrefix("a.yaml:1: a: found "))
        #expect(text.hasSuffix("accepted: a whole number"))
    }

    @Test func wholeNumbersMayBeWrittenWithAnExponent() throws {
        var mapping = try ConfigurationFile.parse("a: 1e3\nb: 512.0", file: "a.yaml").mapping()
        #expect(try mapping.required("a").integer() == 1000)
        #expect(try mapping.required("b").integer() == 512)
    }

    @Test func aRepeatedKeyIsRefused() {
        let text = message("a: 1\nb: 2\na: 3\n") { (_) throws(ConfigurationError) in }
        #expect(text.contains("the key 'a' twice"))
    }

    @Test func anchorsAreRefusedBeforeTheyCanMultiply() {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...40 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let text = message(bomb) { (_) throws(ConfigurationError) in }
        #expect(text.contains("accepted: values written out, without anchors and aliases"))
    }

    @Test(arguments: [500, 5_000, 200_000])
    func deepNestingIsRefused(depth: Int) {
        let text = message(String(repeating: "[", count: depth)) { (_) throws(ConfigurationError) in }
        #expect(text.hasPrefix("a.yaml:"))
    }

    @Test func deepButClosedNestingIsRefusedWithTheLimit() {
        let text = message(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)) {
            (_) throws(ConfigurationError) in
        }
        #expect(text.contains("nested more than 32 deep"))
    }

    @Test func aMessageIsOneLineWhateverTheValue() {
        let text = message("a: \"x\\ny\\nz\"") { (node) throws(ConfigurationError) in
            var mapping = try node.mapping()
            _ = try mapping.required("a").double()
        }
        #expect(!text.contains("\n"))
    }
}
