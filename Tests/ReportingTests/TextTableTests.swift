import Testing

@testable import Reporting

/// Tables for people.
@Suite struct TextTableTests {
    @Test("Columns are as wide as their widest cell; numbers stand to the right, texts to the left")
    func alignment() {
        let table = TextTable.text(
            header: ["name", "n", "value"],
            rows: [["a", "1", "10.25"], ["longer name", "200", "3"], ["é", "-", "1e+20"]])
        #expect(
            table == """
                name           n  value
                a              1  10.25
                longer name  200      3
                é              -  1e+20
                """)
    }

    @Test("A column with one text is a column of texts")
    func mixedColumn() {
        let table = TextTable.text(header: ["a", "b"], rows: [["1", "x"], ["two", "y"], ["333", "z"]])
        #expect(table == "a    b\n1    x\ntwo  y\n333  z")
    }

    @Test("No line ends in spaces, and every line of a full table starts its columns at the same place")
    func noTrailingSpaces() {
        let rows = (0..<20).map { ["row \($0)", "\($0 * $0)", $0 % 2 == 0 ? "even" : ""] }
        let lines = TextTable.text(header: ["row", "square", "kind"], rows: rows).split(separator: "\n")
        #expect(lines.count == 21 && !lines.contains { $0.hasSuffix(" ") })
        // Six characters for the first column, two of space, six for the second.
        for (line, row) in zip(lines.dropFirst(), rows) {
            #expect(line.dropFirst(8).prefix(6).drop { $0 == " " } == row[1])
        }
    }

    @Test("What a terminal would obey in a cell is written out, and counts with all its letters")
    func escapes() {
        let table = TextTable.text(header: ["a\u{1B}", "b"], rows: [["x\ny", "\u{202E}z"]])
        #expect(table == "a\\u{1B}  b\nx\\u{A}y  \\u{202E}z")
    }

    @Test("A table without rows is its header")
    func empty() {
        #expect(TextTable.text(header: ["a", "b"], rows: []) == "a  b")
    }
}
