/// How a case ended.
package enum FuzzVerdict: Sendable, Hashable {
    /// What was handed over was taken, and what came of it keeps its promises.
    case accepted
    /// It was refused by one line.
    case refused
    /// A promise is broken: what is wrong.
    case broken(String)

    /// The longest message that counts as one clear error, in characters.
    package static let longestMessage = 4000

    /// The verdict of a refusal: its description must be one line that somebody can read.
    package static func refusal(_ description: String) -> FuzzVerdict {
        if description.isEmpty { return .broken("an error without a description") }
        if description.contains(where: \.isNewline) {
            return .broken("an error of several lines: \(description.prefix(300).debugDescription)")
        }
        if description.count > longestMessage {
            return .broken("an error of \(description.count) characters: \(description.prefix(300))")
        }
        return .refused
    }
}
