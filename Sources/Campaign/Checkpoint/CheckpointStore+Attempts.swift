import Foundation
import GRDB

extension CheckpointStore {
    /// Every attempt, by token; none in a checkpoint of an earlier format that has not been brought up to date.
    public func attempts() throws(CheckpointError) -> [AttemptRecord] {
        try attempts(where: "1", [])
    }

    /// How the attempts ended; empty for a checkpoint of an earlier format that has not been brought up to date.
    func attemptCounts() throws(CheckpointError) -> AttemptCounts {
        let rows = try fetch { database in
            guard try database.tableExists("attempts") else { return [Row]() }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT state, count(*) AS count, sum(number > 1) AS repeated, count(late_answer) AS late
                    FROM attempts GROUP BY state
                    """)
        }
        var counts = AttemptCounts()
        for row in rows {
            let name: String = try value(row, "state")
            guard let state = AttemptState(rawValue: name) else { continue }
            counts.byState[state] = try value(row, "count")
            counts.repeated += try value(row, "repeated")
            counts.late += try value(row, "late")
        }
        counts.retries = try fetch { database in
            guard try database.tableExists("attempts") else { return 0 }
            return try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM attempts AS earlier WHERE state IN (?, ?) AND EXISTS
                        (SELECT 1 FROM attempts WHERE trial = earlier.trial AND number > earlier.number)
                    """,
                arguments: [AttemptState.failed.rawValue, AttemptState.timedOut.rawValue]) ?? 0
        }
        return counts
    }

    /// The attempts that have not ended.
    ///
    /// - Parameter count: How many trials there are; an attempt at any other is none that a campaign has stored.
    func openAttempts(of count: Int) throws(CheckpointError) -> [AttemptRecord] {
        // What `status` cannot count is not gone on with either.
        _ = try attemptCounts()
        let open = try attempts(
            where: "state IN (?, ?)", [AttemptState.queued.rawValue, AttemptState.running.rawValue])
        if let stray = open.first(where: { !(0..<count).contains($0.trial) }) {
            throw .corrupt(path: path, detail: "attempt \(stray.token) is at trial \(stray.trial), which is not there")
        }
        return open
    }

    /// The attempt that has a token; `nil` where none has.
    func attempt(token: Int) throws(CheckpointError) -> AttemptRecord? {
        try attempts(where: "token = ?", [token]).first
    }

    /// How many attempts at each of some trials have failed; trials without one are left out.
    func failedAttempts(of trials: [Int]) throws(CheckpointError) -> [Int: (count: Int, latest: Double)] {
        var counts: [Int: (count: Int, latest: Double)] = [:]
        for trial in trials {
            let failed = try attempts(
                where: "trial = ? AND state IN (?, ?)",
                [trial, AttemptState.failed.rawValue, AttemptState.timedOut.rawValue])
            if !failed.isEmpty { counts[trial] = (failed.count, failed.compactMap(\.endedTime).max() ?? 0) }
        }
        return counts
    }

    /// The token of the latest attempt; 0 before the first.
    func latestToken() throws(CheckpointError) -> Int {
        let token = try fetch { database in
            guard try database.tableExists("attempts") else { return 0 }
            return try Int.fetchOne(database, sql: "SELECT max(token) FROM attempts") ?? 0
        }
        // Every further attempt gets one above it.
        guard (0..<1 << 53).contains(token) else {
            throw .corrupt(path: path, detail: "the latest attempt has the token \(token)")
        }
        return token
    }

    private func attempts(
        where condition: String, _ arguments: StatementArguments
    ) throws(CheckpointError) -> [AttemptRecord] {
        let rows = try fetch { database in
            guard try database.tableExists("attempts") else { return [Row]() }
            return try Row.fetchAll(
                database, sql: "SELECT * FROM attempts WHERE \(condition) ORDER BY token", arguments: arguments)
        }
        var attempts: [AttemptRecord] = []
        attempts.reserveCapacity(rows.count)
        for row in rows {
            let token: Int = try value(row, "token")
            let name: String = try value(row, "state")
            guard let state = AttemptState(rawValue: name) else {
                throw .corrupt(path: path, detail: "attempt \(token) has the unknown state '\(name)'")
            }
            var attempt = AttemptRecord(
                token: token, trial: try value(row, "trial"), number: try value(row, "number"), state: state,
                queuedTime: try optional(row, "queued"))
            attempt.worker = try value(row, "worker")
            attempt.startedTime = try optional(row, "started")
            attempt.heartbeatTime = try optional(row, "heartbeat")
            attempt.endedTime = try optional(row, "ended")
            attempt.reason = try value(row, "reason")
            attempt.standardErrorTail = try value(row, "standard_error")
            attempt.lateAnswer = try optional(row, "late_answer")
            attempts.append(attempt)
        }
        return attempts
    }

    /// Stores an attempt, or how one with its token now stands; one that takes another's number is refused.
    static func insert(_ attempt: AttemptRecord, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO attempts (token, trial, number, state, worker, queued, started, heartbeat,
                    ended, reason, standard_error, late_answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (token) DO UPDATE SET trial = excluded.trial, number = excluded.number,
                    state = excluded.state, worker = excluded.worker, queued = excluded.queued,
                    started = excluded.started, heartbeat = excluded.heartbeat, ended = excluded.ended,
                    reason = excluded.reason, standard_error = excluded.standard_error,
                    late_answer = excluded.late_answer
                """,
            arguments: [
                attempt.token, attempt.trial, attempt.number, attempt.state.rawValue, attempt.worker,
                attempt.queuedTime, attempt.startedTime, attempt.heartbeatTime, attempt.endedTime, attempt.reason,
                attempt.standardErrorTail, attempt.lateAnswer,
            ])
    }
}
