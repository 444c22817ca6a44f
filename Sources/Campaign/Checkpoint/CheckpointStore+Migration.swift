import GRDB

extension CheckpointStore {
    /// Brings a checkpoint of an earlier format to the present one, all of it or nothing.
    static func migrate(_ queue: DatabaseQueue, path: String) throws(CheckpointError) {
        do {
            try queue.write { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                if version < 2 { try database.execute(sql: CheckpointSchema.facts) }
                if version < 3 { try addAttempts(database) }
                if version < CheckpointSchema.version {
                    try database.execute(sql: "PRAGMA user_version = \(CheckpointSchema.version)")
                }
            }
        } catch {
            throw failure(error, path: path)
        }
    }

    /// From format 2 to 3: the latest attempt at each trial, all that those formats knew of attempts, gets a row.
    private static func addAttempts(_ database: Database) throws {
        try database.execute(sql: CheckpointSchema.attempts)
        try database.execute(
            sql: """
                INSERT INTO attempts (trial, number, state, reason, standard_error)
                SELECT number, max(attempts, 1),
                    CASE state WHEN 'running' THEN 'running' WHEN 'failed' THEN 'failed' ELSE 'answered' END,
                    CASE state WHEN 'failed' THEN reason ELSE '' END, standard_error
                FROM trials WHERE state != 'proposed' ORDER BY number
                """)
    }
}
