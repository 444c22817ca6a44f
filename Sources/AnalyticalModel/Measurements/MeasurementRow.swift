/// One row of a file of measurements, checked against the columns of its file.
///
/// Numbers are read once; a column that may be empty gives nil there.
struct MeasurementRow: Sendable {
    let file: String
    let line: Int
    private let texts: [String: String]
    private let numbers: [String: Double]

    /// Checks one record.
    init(
        file: String, columns: [String: MeasurementColumn], header: [String], record: CommaSeparatedText.Record
    ) throws(MeasurementError) {
        self.file = file
        line = record.line
        guard record.fields.count == header.count else {
            throw MeasurementError(
                file: file, line: record.line, found: "\(record.fields.count) fields", accepted: "\(header.count)")
        }
        var (texts, numbers) = ([String: String](), [String: Double]())
        for (name, field) in zip(header, record.fields) {
            let text = field.trimmed
            texts[name] = text
            let kind = columns[name] ?? .text
            if kind == .text || (text.isEmpty && kind == .optionalNumber) { continue }
            guard let number = Double(text), number.isFinite else {
                throw MeasurementError(
                    file: file, line: record.line, column: name, found: text.isEmpty ? "nothing" : "'\(text)'",
                    accepted: "a finite number")
            }
            guard kind != .count || (number >= 1 && number <= 1e12 && number == number.rounded()) else {
                throw MeasurementError(
                    file: file, line: record.line, column: name, found: "'\(text)'",
                    accepted: "a whole number of at least 1")
            }
            numbers[name] = number
        }
        self.texts = texts
        self.numbers = numbers
    }

    /// The text of a column.
    func text(_ column: String) -> String { texts[column] ?? "" }

    /// The number of a column; nil where it is empty.
    func number(_ column: String) -> Double? { numbers[column] }

    /// The number of a column that holds one in every row.
    func value(_ column: String) -> Double { numbers[column] ?? .nan }

    /// The whole number of a column of counts.
    func count(_ column: String) -> Int { Int(numbers[column] ?? 1) }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        var part = Substring(self)
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return String(part)
    }
}
