import Foundation
import Testing

/// The one JSON object that a command printed, its numbers to the last bit.
struct JSONObject: Decodable {
    private enum Value: Decodable {
        case boolean(Bool)
        case number(Double)
        case text(String)
        case object(JSONObject)
        case list([JSONObject])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if let value = try? container.decode(JSONObject.self) {
                self = .object(value)
            } else if let value = try? container.decode([JSONObject].self) {
                self = .list(value)
            } else {
                self = .other
            }
        }
    }

    private let values: [String: Value]

    init(_ text: String) throws {
        self = try JSONDecoder().decode(JSONObject.self, from: Data(text.utf8))
    }

    init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: Value].self)
    }

    var keys: Set<String> { Set(values.keys) }

    func flag(_ key: String) -> Bool? {
        if case .boolean(let value) = values[key] { value } else { nil }
    }

    func number(_ key: String) -> Double? {
        if case .number(let value) = values[key] { value } else { nil }
    }

    func text(_ key: String) -> String? {
        if case .text(let value) = values[key] { value } else { nil }
    }

    func object(_ key: String) throws -> JSONObject {
        guard case .object(let value) = values[key] else { throw Missing(key: key) }
        return value
    }

    func list(_ key: String) throws -> [JSONObject] {
        guard case .list(let value) = values[key] else { throw Missing(key: key) }
        return value
    }

    /// The sum of the numbers of all keys but some.
    func sum(without excluded: Set<String> = []) -> Double {
        keys.subtracting(excluded).sorted().reduce(0) { $0 + (number($1) ?? .nan) }
    }

    private struct Missing: Error {
        var key: String
    }
}
