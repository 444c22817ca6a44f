import Foundation

/// The text in which samplers keep what they must remember: JSON with sorted keys, so that the same state is the same
/// text, and with the numbers that JSON lacks as `"inf"`, `"-inf"` and `"nan"`.
enum StateText {
    /// The text of a state.
    static func text(of state: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(state) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The state of a text; `nil` where it is not one of this type.
    static func state<State: Decodable>(_ type: State.Type = State.self, of text: String) -> State? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try? decoder.decode(State.self, from: Data(text.utf8))
    }
}
