import Logging

/// A value of a log's metadata as JSON: numbers stay numbers where JSON has them, everything else is text.
enum LogValue: Encodable {
    case text(String)
    case integer(Int)
    case unsigned(UInt64)
    case number(Double)
    case list([LogValue])
    case object([String: LogValue])

    init(_ value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): self = .text(text)
        case .stringConvertible(let integer as Int): self = .integer(integer)
        case .stringConvertible(let integer as UInt64): self = .unsigned(integer)
        case .stringConvertible(let number as Double) where number.isFinite: self = .number(number)
        case .stringConvertible(let other): self = .text(other.description)
        case .array(let values): self = .list(values.map(LogValue.init))
        case .dictionary(let values): self = .object(values.mapValues(LogValue.init))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let integer): try container.encode(integer)
        case .unsigned(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .list(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }
}
