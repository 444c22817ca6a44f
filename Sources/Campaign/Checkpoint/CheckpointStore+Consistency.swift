import BayesianOptimization
import GRDB

/// Whether a file from elsewhere is a checkpoint that a campaign may have written, beyond being a database that opens.
extension CheckpointStore {
    /// The most attempts at one trial that are believed.
    private static let mostAttempts = 1 << 31
    /// The longest time that is believed.
    private static let mostSeconds = 1e12

    /// What in the schema is not that of a checkpoint; `nil` where nothing is.
    ///
    /// Views, triggers, virtual tables and computed columns run SQL of the file's own: a view in a table's place may have
    /// rows without end. A column that is missing would stop a campaign halfway.
    ///
    /// - Parameter version: The format that the file says it has.
    static func schemaFault(_ database: Database, version: Int) throws -> String? {
        guard version >= 1 else { return "it says that it has format \(version)" }
        let foreign = try String.fetchOne(
            database,
            sql: """
                SELECT type || ' ' || name FROM sqlite_schema
                WHERE type NOT IN ('table', 'index') OR (type = 'table' AND rootpage IS 0)
                UNION ALL
                SELECT 'computed column ' || c.name FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS c
                WHERE s.type = 'table' AND c.hidden <> 0
                LIMIT 1
                """)
        if let foreign { return "it has the \(foreign), which no checkpoint has" }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT s.name AS "table", c.name AS "column" FROM sqlite_schema AS s, pragma_table_info(s.name) AS c
                WHERE s.type = 'table'
                """)
        var columns: [String: Set<String>] = [:]
        for row in rows { columns[row["table"], default: []].insert(row["column"]) }
        let own = CheckpointSchema.columns(version: version)
        let later = CheckpointSchema.columns(version: CheckpointSchema.version).map(\.table)
            .first { table in columns[table] != nil && !own.contains { $0.table == table } }
        if let later { return "it has a table '\(later)', which format \(version) has not" }
        for (table, names) in own {
            guard let present = columns[table] else { return "it has no table '\(table)'" }
            if let missing = names.first(where: { !present.contains($0) }) {
                return "its table '\(table)' has no column '\(missing)'"
            }
        }
        return nil
    }

    /// What in a trial cannot be; `nil` where it is one that a campaign may have stored.
    static func fault(of trial: TrialRecord, in problem: OptimizationProblem) -> String? {
        let hasFigures = !trial.objectives.isEmpty || !trial.constraints.isEmpty
        let outcome = Observation.Outcome.evaluated(objectives: trial.objectives, constraints: trial.constraints)
        if hasFigures {
            do {
                if case .failed(let reason) = try problem.checked(outcome) { return reason }
            } catch {
                return error.description
            }
        }
        let isFeasible = hasFigures && problem.isFeasible(outcome)
        switch trial.state {
        case .completed where !hasFigures: return "it is completed without figures"
        case .completed where !isFeasible: return "it is completed and breaks a constraint"
        case .infeasible where isFeasible: return "it is infeasible and breaks no constraint"
        case .failed where hasFigures, .timedOut where hasFigures:
            return "it is \(trial.state.rawValue) and has figures"
        default: break
        }
        if trial.state.isFinished, trial.isFeasible != (trial.state == .completed) {
            return "it is \(trial.state.rawValue) and marked as \(trial.isFeasible ? "feasible" : "not feasible")"
        }
        guard trial.cost > 0, trial.cost <= FidelitySpecification.largestCost else {
            return "its cost is \(trial.cost)"
        }
        for seconds in [trial.evaluationSeconds, trial.proposalSeconds] where !(0...mostSeconds).contains(seconds) {
            return "it took \(seconds) s"
        }
        guard (0...mostAttempts).contains(trial.attempts) else { return "it has \(trial.attempts) attempts" }
        guard (0...trial.number).contains(trial.usedArrivals) else { return "it used \(trial.usedArrivals) results" }
        return nil
    }

    /// What in a result of an earlier campaign cannot be.
    static func fault(of result: WarmStart.Result, in problem: OptimizationProblem) -> String? {
        guard !result.objectives.isEmpty || !result.constraints.isEmpty else { return nil }
        do {
            let outcome = Observation.Outcome.evaluated(objectives: result.objectives, constraints: result.constraints)
            if case .failed(let reason) = try problem.checked(outcome) { return reason }
            return nil
        } catch {
            return error.description
        }
    }
}
