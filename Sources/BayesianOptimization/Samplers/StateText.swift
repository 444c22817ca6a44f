import Foundation

/// The text in which samplers keep what they must remember: JSON with sorted keys, so that the same state is the same
/// text, and with the numbers that JSON lacks as `"inf"`, `"-inf"` and `"nan"`.
enum StateText {
    /// The text of a state; where it cannot be written, a text that `state(_:of:)` refuses and that says why.
    static func text(of state: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return String(decoding: try encoder.encode(state), as: UTF8.self)
        } catch {
            // An empty text is the state before the first trial: a search that goes on from it would begin anew.
            return "not written: \(error)"
        }
    }

    /// The state of a text; `nil` where it is not one of this type.
    static func state<State: Decodable>(_ type: State.Type = State.self, of text: String) -> State? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try? decoder.decode(State.self, from: Data(text.utf8))
    }
}
