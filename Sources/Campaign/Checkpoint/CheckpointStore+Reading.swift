import BayesianOptimization
import Foundation
import GRDB
import SearchSpace

extension CheckpointStore {
    /// The campaign as a whole.
    public func campaign() throws(CheckpointError) -> StoredCampaign {
        let row = try fetch { try Row.fetchOne($0, sql: "SELECT * FROM campaign") }
        guard let row else { throw .corrupt(path: path, detail: "it has no campaign") }
        let workers: Int = try value(row, "workers")
        // On a cluster as many as the most tasks have room for.
        guard (1...SlurmSettings.capacityLimit).contains(workers) else {
            throw .corrupt(path: path, detail: "the campaign has \(workers) workers")
        }
        let start: [[ParameterValue?]] = try decode(row, "start")
        let budget: Budget = try decode(row, "budget")
        guard budget.limit.isFinite, budget.limit > 0 else {
            throw .corrupt(path: path, detail: "the campaign has the budget \(budget)")
        }
        return StoredCampaign(
            name: try value(row, "name"), specification: try value(row, "specification"),
            file: try value(row, "file"), folder: try value(row, "folder"),
            seed: UInt64(bitPattern: try value(row, "seed")), workers: workers,
            budget: budget, start: start.map(Candidate.init),
            softwareVersion: try value(row, "software_version"),
            evaluatorVersions: try decode(row, "evaluator_versions"), blas: try value(row, "blas"),
            processor: try value(row, "processor"), created: try value(row, "created"))
    }

    /// The sampler's state after the latest proposal; `nil` before the first.
    public func samplerState() throws(CheckpointError) -> StoredSamplerState? {
        guard let row = try fetch({ try Row.fetchOne($0, sql: "SELECT * FROM sampler_state") }) else { return nil }
        return StoredSamplerState(
            trial: try value(row, "trial"), state: try value(row, "state"), fallbacks: try decode(row, "fallbacks"),
            diagnostics: try fact(.diagnostics) ?? "")
    }

    /// Why the campaign ended; `nil` while it goes on, and in a checkpoint of format 1.
    public func end() throws(CheckpointError) -> String? { try fact(.ended) }

    /// What was taken from an earlier campaign; `nil` where nothing was.
    ///
    /// - Parameter specification: The campaign; its space says of what type each value is, which JSON does not.
    public func warmStart(for specification: CampaignSpecification) throws(CheckpointError) -> WarmStart? {
        guard let text = try fact(.warmStart) else { return nil }
        do {
            var warm = try JSONDecoder().decode(WarmStart.self, from: Data(text.utf8))
            for index in warm.results.indices {
                warm.results[index].candidate = try specification.problem.space.normalized(
                    warm.results[index].candidate)
                if let fault = Self.fault(of: warm.results[index], in: specification.problem) {
                    throw CheckpointError.corrupt(
                        path: path, detail: "result \(index) of an earlier campaign: \(fault)")
                }
            }
            return warm
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .corrupt(path: path, detail: "what was taken from an earlier campaign cannot be read")
        }
    }

    /// What the campaign had taken when it was last stored; all 0 in a checkpoint of an earlier version.
    public func metrics() throws(CheckpointError) -> CampaignMetrics {
        guard let text = try fact(.metrics) else { return CampaignMetrics() }
        let metrics = try? JSONDecoder().decode(CampaignMetrics.self, from: Data(text.utf8))
        guard let metrics, metrics.isPossible else {
            throw .corrupt(path: path, detail: "the times and counts of the campaign cannot be read")
        }
        return metrics
    }

    private func fact(_ fact: CheckpointSchema.Fact) throws(CheckpointError) -> String? {
        try fetch { database in
            guard try database.tableExists("facts") else { return nil }
            return try String.fetchOne(
                database, sql: "SELECT value FROM facts WHERE key = ?", arguments: [fact.rawValue])
        }
    }

    /// Every trial, by number.
    public func trials(for specification: CampaignSpecification) throws(CheckpointError) -> [TrialRecord] {
        let rows = try fetch { try Row.fetchAll($0, sql: TrialColumn.selection) }
        let fidelities = Dictionary(
            specification.fidelities.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var trials: [TrialRecord] = []
        trials.reserveCapacity(rows.count)
        for row in rows {
            let number: Int = try value(row, .number)
            let fidelityName: String = try value(row, .fidelity)
            let stateName: String = try value(row, .state)
            guard number == trials.count, let fidelity = fidelities[fidelityName],
                let state = TrialState(rawValue: stateName)
            else { throw .corrupt(path: path, detail: "trial \(trials.count) does not fit the campaign") }
            let text: String = try value(row, .candidate)
            let values: [ParameterValue?]
            if let read = StoredList.values(text) {
                values = read
            } else {
                values = try decode([ParameterValue?].self, text, .candidate)
            }
            let candidate: Candidate
            do {
                candidate = try specification.problem.space.normalized(Candidate(values: values))
            } catch {
                throw .corrupt(path: path, detail: "trial \(number): \(error)")
            }
            let arrival: Int? =
                (row[TrialColumn.arrival.rawValue] as DatabaseValue).isNull ? nil : try value(row, .arrival)
            let trial = TrialRecord(
                number: number, candidate: candidate, fidelity: fidelity, origin: try value(row, .origin),
                state: state, attempts: try value(row, .attempts),
                seed: UInt64(bitPattern: try value(row, .seed)), objectives: try numbers(row, .objectives),
                constraints: try numbers(row, .constraints), isFeasible: try value(row, .feasible),
                reason: try value(row, .reason), cost: try value(row, .cost),
                evaluationSeconds: try value(row, .evaluationSeconds),
                proposalSeconds: try value(row, .proposalSeconds),
                generator: try decode(RandomGenerator.self, try value(row, .generator), .generator),
                usedArrivals: try value(row, .usedArrivals), arrival: arrival,
                standardErrorTail: try value(row, .standardError))
            if let fault = Self.fault(of: trial, in: specification.problem) {
                throw .corrupt(path: path, detail: "trial \(number): \(fault)")
            }
            trials.append(trial)
        }
        return trials
    }

    private func value<Value: DatabaseValueConvertible>(
        _ row: Row, _ column: TrialColumn
    ) throws(CheckpointError) -> Value {
        guard let value = Value.fromDatabaseValue(row[column.rawValue] as DatabaseValue) else {
            throw .corrupt(path: path, detail: "column '\(column.name)' cannot be read")
        }
        return value
    }

    private func numbers(_ row: Row, _ column: TrialColumn) throws(CheckpointError) -> [Double] {
        let text: String = try value(row, column)
        if let numbers = StoredList.numbers(text) { return numbers }
        return try decode([Double].self, text, column)
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type, _ text: String, _ column: TrialColumn
    ) throws(CheckpointError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw .corrupt(path: path, detail: "column '\(column.name)' cannot be read")
        }
    }

    func fetch<Value>(_ body: (Database) throws -> Value) throws(CheckpointError) -> Value {
        do { return try queue.read(body) } catch { throw Self.failure(error, path: path) }
    }

    func value<Value: DatabaseValueConvertible>(
        _ row: Row, _ column: String
    ) throws(CheckpointError) -> Value {
        guard row.hasColumn(column), let value = Value.fromDatabaseValue(row[column] as DatabaseValue) else {
            throw .corrupt(path: path, detail: "column '\(column)' cannot be read")
        }
        return value
    }

    func optional<Value: DatabaseValueConvertible>(
        _ row: Row, _ column: String
    ) throws(CheckpointError) -> Value? {
        guard row.hasColumn(column), !(row[column] as DatabaseValue).isNull else { return nil }
        return try value(row, column)
    }

    private func decode<Value: Decodable>(_ row: Row, _ column: String) throws(CheckpointError) -> Value {
        let text: String = try value(row, column)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw .corrupt(path: path, detail: "column '\(column)' cannot be read")
        }
    }
}
