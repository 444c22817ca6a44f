import Testing

@testable import Campaign

/// Keys that one object of an answer has twice.
struct JSONKeysTests {
    @Test(
        "A key that an object has twice is found, however it is written and however deep it is",
        arguments: [
            (#"{"a": 1, "a": 2}"#, "a"),
            (#"{"a": 1, "\u0061": 2}"#, "a"),
            (#"{"x": {"b": [1, {"c": 1, "d": "}", "c": 2}]}}"#, "c"),
            (#"[{"k": "k", "l": ["k", "l"], "l": 0}]"#, "l"),
            (#"{"\"": 1, "b\\": 2, "\"" : 3}"#, "\""),
            (#"{"": 1, "": 2}"#, ""),
        ])
    func repeated(text: String, key: String) {
        #expect(JSONKeys.repeated(in: Array(text.utf8)) == key)
    }

    @Test(
        "Keys of different objects, and values that are alike, are not repeated keys",
        arguments: [
            #"{"a": {"a": {"a": "a"}}, "b": {"a": 1}}"#, #"[{"a": 1}, {"a": 2}, "a", "a"]"#,
            #"{"a": "a", "b": "b,\"a\":", "c": ["a", "b", "b"]}"#, "{}", "[]", "1", #""a""#, #"{"a": [], "A": {}}"#,
        ])
    func distinct(text: String) {
        #expect(JSONKeys.repeated(in: Array(text.utf8)) == nil)
    }

    @Test("Bytes that are no JSON are gone through without a trap")
    func other() {
        for text in ["\"", "{\"a", "{\"a\\", "}}]],,", "{\"a\":1,\"a", "{\"\\", ""] {
            _ = JSONKeys.repeated(in: Array(text.utf8))
        }
        #expect(JSONKeys.repeated(in: Array("}{\"a\":1,\"a\":".utf8)) == "a")
    }
}
