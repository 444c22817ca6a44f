import ConfigurationFile

/// A table of text with aligned columns.
public enum TextTable {
    /// The rows under a header, each column as wide as its widest cell; numbers stand to the right.
    ///
    /// A line break in a cell, or what else a terminal would obey, is written out.
    public static func text(header: [String], rows: [[String]]) -> String {
        let header = header.map { VisibleText.escaped($0) }
        let rows = rows.map { $0.map { VisibleText.escaped($0) } }
        let widths = header.indices.map { column in
            ([header] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        func line(_ cells: [String], isHeader: Bool = false) -> String {
            let padded = cells.enumerated().map { column, cell in
                let isNumber = rows.allSatisfy { column >= $0.count || Double($0[column]) != nil || $0[column] == "-" }
                return isNumber ? pad(cell, to: widths[column], isRight: true) : pad(cell, to: widths[column])
            }
            return trimmed(padded.joined(separator: "  "))
        }
        return ([line(header, isHeader: true)] + rows.map { line($0) }).joined(separator: "\n")
    }

    /// A text with spaces up to a width.
    static func pad(_ text: String, to width: Int, isRight: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return isRight ? space + text : text + space
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
