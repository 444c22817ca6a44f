import Testing

/// A CSV file by RFC 4180, for files without line ends in cells.
struct CSVTable {
    let header: [String]
    let rows: [[String: String]]

    init(_ text: String) throws {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: true).map(Self.cells)
        header = try #require(lines.first)
        let header = header
        rows = lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
    }

    private static func cells(_ line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }
}
