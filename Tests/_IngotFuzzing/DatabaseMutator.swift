import Foundation
import GRDB
import SearchSpace

/// Changes what stands in the tables of a SQLite file, and the tables themselves.
struct DatabaseMutator: Sendable {
    private let mutator: TextMutator

    /// Takes words from texts.
    init(texts: [[UInt8]]) { mutator = TextMutator(corpus: texts) }

    /// A file after one to four changes; changes that its tables do not allow are left out.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - path: Where it may stand in the meantime.
    func mutate(_ bytes: [UInt8], at path: String, _ generator: inout RandomGenerator) throws -> [UInt8] {
        let url = URL(filePath: path)
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(bytes).write(to: url)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = OFF")
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA legacy_alter_table = ON")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        queue.writeWithoutTransaction { database in
            var count = 1
            while count < 4, generator.index(below: 2) == 0 { count += 1 }
            for _ in 0..<count { try? change(database, &generator) }
        }
        try queue.close()
        return [UInt8](try Data(contentsOf: url))
    }

    private func change(_ database: Database, _ generator: inout RandomGenerator) throws {
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        guard !tables.isEmpty else { return }
        let table = tables[generator.index(below: tables.count)]
        let columns = try database.columns(in: table).map(\.name)
        guard !columns.isEmpty else { return }
        let column = columns[generator.index(below: columns.count)]
        let rows = try Int64.fetchAll(database, sql: "SELECT rowid FROM \"\(table)\" ORDER BY rowid")
        let row = rows.isEmpty ? 0 : rows[generator.index(below: rows.count)]
        let set = "UPDATE \"\(table)\" SET \"\(column)\" = ? WHERE rowid = ?"
        switch generator.index(below: 40) {
        case 0..<12: try database.execute(sql: set, arguments: [Self.value(&generator), row])
        case 12..<26:
            let old = try String.fetchOne(
                database, sql: "SELECT \"\(column)\" FROM \"\(table)\" WHERE rowid = ?", arguments: [row])
            var text = Array((old ?? "").utf8)
            mutator.mutate(&text, &generator)
            try database.execute(sql: set, arguments: [String(decoding: text, as: UTF8.self), row])
        case 26, 27:
            let other = rows.isEmpty ? 0 : rows[generator.index(below: rows.count)]
            try database.execute(
                sql: """
                    UPDATE "\(table)" SET "\(column)" = (SELECT "\(column)" FROM "\(table)" WHERE rowid = ?)
                    WHERE rowid = ?
                    """,
                arguments: [other, row])
        case 28, 29: try database.execute(sql: "DELETE FROM \"\(table)\" WHERE rowid = ?", arguments: [row])
        case 30:
            try database.execute(sql: "UPDATE \"\(table)\" SET \"\(column)\" = ?", arguments: [Self.value(&generator)])
        case 31: try database.execute(sql: "DROP TABLE \"\(table)\"")
        case 32: try database.execute(sql: "PRAGMA user_version = \([0, 1, 2, 3, 4, -1][generator.index(below: 6)])")
        case 33:
            try database.execute(
                sql: "ALTER TABLE \"\(table)\" RENAME COLUMN \"\(column)\" TO \"x\(generator.index(below: 9))\"")
        case 34: try database.execute(sql: "ALTER TABLE \"\(table)\" DROP COLUMN \"\(column)\"")
        case 35: try database.execute(sql: "DELETE FROM \"\(table)\"")
        case 36:
            let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    CREATE TABLE loose AS SELECT \(names) FROM "\(table)";
                    DROP TABLE "\(table)";
                    ALTER TABLE loose RENAME TO "\(table)"
                    """
            )
        case 37:
            // A view in a table's place, whose rows never end.
            let first = columns.first ?? ""
            let rest = columns.dropFirst().map { ", (SELECT \"\($0)\" FROM old LIMIT 1) AS \"\($0)\"" }.joined()
            try database.execute(sql: "ALTER TABLE \"\(table)\" RENAME TO old")
            try database.execute(
                sql: """
                    CREATE VIEW "\(table)" AS
                    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i AS "\(first)"\(rest) FROM n
                    """
            )
        case 38:
            try database.execute(sql: "CREATE TRIGGER t AFTER INSERT ON \"\(table)\" BEGIN DELETE FROM trials; END")
        default:
            try database.execute(
                sql: "INSERT INTO \"\(table)\" SELECT * FROM \"\(table)\" WHERE rowid = ?", arguments: [row])
        }
    }

    private static func value(_ generator: inout RandomGenerator) -> DatabaseValue {
        switch generator.index(below: 12) {
        case 0: return .null
        case 1: return Data([0xFF, 0x00, 0xC0]).databaseValue
        case 2: return Data(count: 1 << generator.index(below: 22)).databaseValue
        case 3..<6:
            let numbers: [Int64] = [
                0, 1, -1, 2, 3, 5, 6, 7, 100, 255, 256, 257, 1 << 31, 1 << 32, 1 << 53, .max, .min, .max - 1,
            ]
            return numbers[generator.index(below: numbers.count)].databaseValue
        case 6, 7:
            let numbers: [Double] = [
                0.5, -0.5, 1e308, -1e308, .infinity, -.infinity, .leastNonzeroMagnitude, 1e18, 1e19, -1e-9, 0x1p53,
            ]
            return numbers[generator.index(below: numbers.count)].databaseValue
        default: return BoundaryValues.text(&generator).databaseValue
        }
    }
}
