import BayesianOptimization
import Foundation
import GRDB
import SearchSpace
import Synchronization

extension CheckpointStore {
    /// Stores a proposal, the state in which it leaves the sampler, and the attempt at it where one is to be submitted
    /// at once, and what the campaign has taken so far, all together.
    public func insert(
        _ trial: TrialRecord, fidelityName: String, sampler: StoredSamplerState?, attempt: AttemptRecord? = nil,
        metrics: CampaignMetrics? = nil
    ) throws(CheckpointError) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO trials (number, candidate, fidelity, origin, state, attempts, seed, cost,
                        proposal_seconds, generator, used_arrivals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    trial.number, try Self.json(trial.candidate.values), fidelityName, trial.origin,
                    trial.state.rawValue, trial.attempts, Int64(bitPattern: trial.seed), trial.cost,
                    trial.proposalSeconds, try Self.json(trial.generator), trial.usedArrivals,
                ])
            if let attempt { try Self.insert(attempt, into: database) }
            if let metrics { try Self.insert(.metrics, Self.json(metrics), into: database) }
            guard let sampler else { return }
            if !sampler.diagnostics.isEmpty { try Self.insert(.diagnostics, sampler.diagnostics, into: database) }
            try database.execute(
                sql: "INSERT OR REPLACE INTO sampler_state (id, trial, state, fallbacks) VALUES (1, ?, ?, ?)",
                arguments: [sampler.trial, sampler.state, try Self.json(sampler.fallbacks)])
        }
    }

    /// Stores how trials and attempts at them now stand, all together.
    public func update(_ trials: [TrialRecord], attempts: [AttemptRecord] = []) throws(CheckpointError) {
        guard !trials.isEmpty || !attempts.isEmpty else { return }
        try write { database in
            for attempt in attempts { try Self.insert(attempt, into: database) }
            for trial in trials {
                try database.execute(
                    sql: """
                        UPDATE trials SET state = ?, attempts = ?, objectives = ?, constraints = ?, feasible = ?,
                            reason = ?, evaluation_seconds = ?, arrival = ?, standard_error = ? WHERE number = ?
                        """,
                    arguments: [
                        trial.state.rawValue, trial.attempts, try Self.json(trial.objectives),
                        try Self.json(trial.constraints), trial.isFeasible, trial.reason, trial.evaluationSeconds,
                        trial.arrival, trial.standardErrorTail, trial.number,
                    ])
            }
        }
    }

    /// Stores an extended budget.
    public func setBudget(_ budget: Budget) throws(CheckpointError) {
        try write { database in
            try database.execute(sql: "UPDATE campaign SET budget = ?", arguments: [try Self.json(budget)])
        }
    }

    /// Stores where the campaign file and its programs are now.
    func setFolder(_ folder: String) throws(CheckpointError) {
        try write { database in
            try database.execute(sql: "UPDATE campaign SET folder = ?", arguments: [folder])
        }
    }

    /// Stores what the campaign has taken so far.
    func setMetrics(_ metrics: CampaignMetrics) throws(CheckpointError) {
        try write { database in try Self.insert(.metrics, Self.json(metrics), into: database) }
    }

    /// Stores why the campaign ended, or that it goes on.
    public func setEnd(_ reason: String?) throws(CheckpointError) {
        try write { database in
            if let reason {
                try Self.insert(.ended, reason, into: database)
            } else {
                try database.execute(
                    sql: "DELETE FROM facts WHERE key = ?", arguments: [CheckpointSchema.Fact.ended.rawValue])
            }
        }
    }

    static func insert(_ fact: CheckpointSchema.Fact, _ value: String, into database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", arguments: [fact.rawValue, value])
    }

    static func insert(_ campaign: StoredCampaign, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO campaign (id, name, specification, file, folder, seed, workers, budget, start,
                    software_version, evaluator_versions, blas, processor, created)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                campaign.name, campaign.specification, campaign.file, campaign.folder,
                Int64(bitPattern: campaign.seed), campaign.workers, try json(campaign.budget),
                try json(campaign.start.map(\.values)), campaign.softwareVersion, try json(campaign.evaluatorVersions),
                campaign.blas, campaign.processor, campaign.created,
            ])
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func write(_ body: (Database) throws -> Void) throws(CheckpointError) {
        try checkPlace()
        let begin = ContinuousClock.now
        defer { measuredWrites.withLock { $0 += ContinuousClock.now - begin } }
        do {
            try queue.write { database in
                try checkWriter(database)
                try body(database)
            }
        } catch {
            if let database = error as? DatabaseError, database.resultCode == .SQLITE_IOERR {
                throw .unwritable(path: path, detail: Self.detail(error))
            }
            throw Self.failure(error, path: path)
        }
    }
}
