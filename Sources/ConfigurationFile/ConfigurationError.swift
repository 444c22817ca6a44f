/// What is wrong in a file that a user wrote: where, what was found, and what is accepted.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the user named it.
    public var file: String
    /// The line, from 1, where it is known.
    public var line: Int?
    /// The dotted path of the key, empty where the file as a whole is wrong.
    public var key: String
    /// What was found.
    public var found: String
    /// What would be accepted.
    public var accepted: String

    /// Makes an error.
    public init(file: String, line: Int? = nil, key: String = "", found: String, accepted: String) {
        self.file = file
        self.line = line
        self.key = key
        self.found = found
        self.accepted = accepted
    }

    /// One line: `file:line: key: found …; accepted: …`.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        text += ": "
        if !key.isEmpty { text += "\(key): " }
        let oneLine = "\(found); accepted: \(accepted)".split(whereSeparator: \.isNewline).joined(separator: " ")
        return text + "found " + oneLine
    }
}

extension ConfigurationError {
    /// Names a text in a message: quoted, and cut where it is long.
    public static func quoted(_ text: String) -> String {
        let limit = 60
        let visible = text.count > limit ? text.prefix(limit) + "…" : text[...]
        return "'\(visible)'"
    }

    /// Lists what is accepted, with the nearest name first where one is near.
    public static func oneOf(_ names: some Sequence<String>, near text: String? = nil) -> String {
        let names = Array(names)
        let list = names.joined(separator: ", ")
        guard let text, let nearest = Spelling.nearest(to: text, among: names) else { return list }
        return "\(list) (did you mean \(nearest)?)"
    }
}
