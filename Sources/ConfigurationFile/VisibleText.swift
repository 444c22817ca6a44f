/// Texts from files and programs as they are shown to people: nothing in them is obeyed by a terminal, or hidden by it.
public enum VisibleText {
    /// Whether a character is one that a terminal obeys, breaks a line at or does not show.
    ///
    /// Those are the control characters (C0, DEL and C1), the separators of lines and paragraphs, and the format
    /// characters, among which are those that turn the direction of writing.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// The text with each hidden character written out as `\u{1B}`.
    ///
    /// - Parameter keepingLines: Whether line feeds stay, for a text of several lines.
    public static func escaped(_ text: String, keepingLines: Bool = false) -> String {
        replacingHidden(in: text, keepingLines: keepingLines) {
            "\\u{" + String($0.value, radix: 16, uppercase: true) + "}"
        }
    }

    /// A JSON text with each hidden character as an escape of JSON, which stands for the same; line feeds stay.
    public static func escapedJSON(_ text: String) -> String {
        replacingHidden(in: text, keepingLines: true) { scalar in
            String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }

    /// A word as a shell takes it, in quotation marks where it has to be, so that its borders are seen.
    public static func shellWord(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                || "_@%+=:,./-".unicodeScalars.contains(scalar)
        }
        guard !isPlain || word.isEmpty else { return word }
        return "'" + escaped(word.replacing("'", with: "'\\''")) + "'"
    }

    private static func replacingHidden(
        in text: String, keepingLines: Bool, by replacement: (Unicode.Scalar) -> String
    ) -> String {
        func isKept(_ scalar: Unicode.Scalar) -> Bool { !isHidden(scalar) || keepingLines && scalar == "\n" }
        guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isKept(scalar) { result.append(scalar) } else { result += replacement(scalar).unicodeScalars }
        }
        return String(result)
    }
}
