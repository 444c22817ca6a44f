import Foundation

/// A JSON text that a sampler wrote, to stand inside another object as what it is.
indirect enum SamplerText: Codable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([SamplerText])
    case object([String: SamplerText])

    /// The value of a text; `nil` where it is empty or no JSON.
    init?(_ text: String) {
        guard !text.isEmpty, let value = try? JSONDecoder().decode(SamplerText.self, from: Data(text.utf8)) else {
            return nil
        }
        self = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([SamplerText].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: SamplerText].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
