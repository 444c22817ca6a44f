import GRDB

/// How the doctor writes a checkpoint, whose lock it has.
extension CheckpointStore {
    /// Opens the file to repair it.
    static func openForRepair(_ path: String) throws(CheckpointError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw failure(error, path: path)
        }
    }

    /// Brings the file to the present format and repairs it, all of it or nothing, and leaves one file.
    ///
    /// A repair that the life cycle of trials and attempts does not allow changes nothing.
    static func repair(
        _ repairs: [CheckpointFinding.Repair], in queue: DatabaseQueue, path: String
    ) throws(CheckpointError) {
        try migrate(queue, path: path)
        do {
            try queue.write { database in
                for repair in repairs { try make(repair, in: database) }
                // Whoever came past the lock writes no more.
                try database.execute(
                    sql: "DELETE FROM facts WHERE key = ?", arguments: [CheckpointSchema.Fact.writer.rawValue])
            }
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                // While a reader has the file open the log stays, empty.
                _ = try? String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            }
        } catch {
            throw failure(error, path: path)
        }
    }

    private static func make(_ repair: CheckpointFinding.Repair, in database: Database) throws {
        switch repair {
        case .rebuildIndices: try database.execute(sql: "REINDEX")
        case .loseAttempt(let token): try lose(where: "token = ?", token, in: database)
        case .proposeAgain(let trial):
            try lose(where: "trial = ?", trial, in: database)
            let states = names(TrialState.allCases.filter { $0.successors.contains(.proposed) }.map(\.rawValue))
            try database.execute(
                sql: "UPDATE trials SET state = 'proposed' WHERE number = ? AND state IN (\(states))",
                arguments: [trial])
        case .forgetMetrics:
            try database.execute(
                sql: "DELETE FROM facts WHERE key = ?", arguments: [CheckpointSchema.Fact.metrics.rawValue])
        case .countAttempts(let trial):
            try database.execute(
                sql: """
                    UPDATE trials SET attempts = (SELECT max(number) FROM attempts WHERE trial = ?)
                    WHERE number = ?
                    """, arguments: [trial, trial])
        }
    }

    private static func lose(where condition: String, _ value: Int, in database: Database) throws {
        let states = names(AttemptState.allCases.filter { $0.successors.contains(.lost) }.map(\.rawValue))
        try database.execute(
            sql: """
                UPDATE attempts SET state = 'lost', ended = ?, reason = 'given up by ingot doctor'
                WHERE \(condition) AND state IN (\(states))
                """, arguments: [Machine.seconds, value])
    }

    /// Names of states as SQL lists them.
    private static func names(_ states: [String]) -> String {
        states.map { "'\($0)'" }.joined(separator: ", ")
    }
}
