/// The lines of a text of comma-separated values, as RFC 4180 has them; a line that begins with `#` is a comment.
enum CommaSeparatedText {
    /// One record with the line on which it begins, from 1.
    struct Record {
        var line: Int
        var fields: [String]
    }

    /// Cuts a text into records; empty lines are left out, quotes doubled inside quotes are one.
    static func records(_ text: String, file: String) throws(MeasurementError) -> [Record] {
        var records: [Record] = []
        var record = Record(line: 1, fields: [])
        var field: [UInt8] = []
        var (line, isQuoted, wasQuoted) = (1, false, false)
        func close() {
            record.fields.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        let bytes = Array(text.utf8)
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "#"), !isQuoted, field.isEmpty, record.fields.isEmpty {
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
                continue
            }
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), field.isEmpty, !wasQuoted {
                (isQuoted, wasQuoted) = (true, true)
            } else if byte == UInt8(ascii: ",") {
                close()
            } else if byte == UInt8(ascii: "\n") {
                close()
                if record.fields != [""] { records.append(record) }
                record = Record(line: line, fields: [])
            } else if byte != UInt8(ascii: "\r") {
                field.append(byte)
            }
        }
        guard !isQuoted else {
            throw MeasurementError(
                file: file, line: record.line, found: "a quote that nothing closes", accepted: "pairs")
        }
        if !field.isEmpty || !record.fields.isEmpty {
            close()
            records.append(record)
        }
        return records
    }
}
