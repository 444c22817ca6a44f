import Foundation

/// Results as JSON.
public enum JSONText {
    /// One object with sorted keys, readable.
    ///
    /// - Throws: What `JSONEncoder` throws, for a number that is not finite.
    public static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
