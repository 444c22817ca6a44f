/// The tables of a checkpoint file.
enum CheckpointSchema {
    /// "INGO" in ASCII: what SQLite's `application_id` says of a checkpoint.
    static let applicationID = 0x494E_474F
    /// The format that this version writes.
    static let version = 3

    /// What version 2 added: texts by key, each there or not.
    static let facts = """
        CREATE TABLE facts (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL
        );
        """

    /// What version 3 added: every attempt at every trial.
    ///
    /// A trial's own `attempts` is the number of the latest. Times are seconds since 1970.
    static let attempts = """
        CREATE TABLE attempts (
            token INTEGER PRIMARY KEY,
            trial INTEGER NOT NULL REFERENCES trials (number),
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            worker TEXT NOT NULL DEFAULT '',
            queued REAL,
            started REAL,
            heartbeat REAL,
            ended REAL,
            reason TEXT NOT NULL DEFAULT '',
            standard_error TEXT NOT NULL DEFAULT '',
            late_answer TEXT,
            UNIQUE (trial, number)
        );
        CREATE INDEX open_attempts ON attempts (token) WHERE state IN ('queued', 'running');
        """

    /// The keys of `facts`.
    enum Fact: String {
        /// Why the campaign ended; absent while it goes on.
        case ended
        /// What was taken from an earlier campaign, as JSON.
        case warmStart = "warm_start"
        /// What the sampler says of its models, as JSON.
        case diagnostics
        /// What the campaign has taken so far, as JSON.
        case metrics
        /// Which process may write; absent while none does.
        case writer
        /// What tells the campaign from every other.
        case identity
    }

    /// The columns that each table of a format has at least.
    static func columns(version: Int) -> [(table: String, columns: [String])] {
        var tables = [
            (
                table: "campaign",
                columns: [
                    "id", "name", "specification", "file", "folder", "seed", "workers", "budget", "start",
                    "software_version", "evaluator_versions", "blas", "processor", "created",
                ]
            ),
            (table: "trials", columns: TrialColumn.allCases.map(\.name)),
            (table: "sampler_state", columns: ["id", "trial", "state", "fallbacks"]),
        ]
        if version >= 2 { tables.append((table: "facts", columns: ["key", "value"])) }
        if version >= 3 {
            tables.append(
                (
                    table: "attempts",
                    columns: [
                        "token", "trial", "number", "state", "worker", "queued", "started", "heartbeat", "ended",
                        "reason", "standard_error", "late_answer",
                    ]
                ))
        }
        return tables
    }

    static let sql = """
        CREATE TABLE campaign (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL,
            specification TEXT NOT NULL,
            file TEXT NOT NULL,
            folder TEXT NOT NULL,
            seed INTEGER NOT NULL,
            workers INTEGER NOT NULL,
            budget TEXT NOT NULL,
            start TEXT NOT NULL,
            software_version TEXT NOT NULL,
            evaluator_versions TEXT NOT NULL,
            blas TEXT NOT NULL,
            processor TEXT NOT NULL,
            created TEXT NOT NULL
        );
        CREATE TABLE trials (
            number INTEGER PRIMARY KEY,
            candidate TEXT NOT NULL,
            fidelity TEXT NOT NULL,
            origin TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            objectives TEXT NOT NULL DEFAULT '[]',
            constraints TEXT NOT NULL DEFAULT '[]',
            feasible INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '',
            cost REAL NOT NULL,
            evaluation_seconds REAL NOT NULL DEFAULT 0,
            proposal_seconds REAL NOT NULL,
            generator TEXT NOT NULL,
            used_arrivals INTEGER NOT NULL,
            arrival INTEGER UNIQUE,
            standard_error TEXT NOT NULL DEFAULT ''
        );
        CREATE TABLE sampler_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            trial INTEGER NOT NULL,
            state TEXT NOT NULL,
            fallbacks TEXT NOT NULL
        );
        """
}
