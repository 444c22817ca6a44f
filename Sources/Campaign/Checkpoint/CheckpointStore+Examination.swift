import Foundation
import GRDB

/// What a checkpoint must satisfy beyond being a database that opens.
extension CheckpointStore {
    /// A trial as far as its life cycle goes.
    struct StoredState: Sendable {
        var number: Int
        var state: TrialState?
        var stateName: String
        var attempts: Int
        var arrival: Int?
        var hasFigures: Bool
    }

    /// The format that the file has.
    func format() throws(CheckpointError) -> Int {
        try fetch { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }

    /// What SQLite finds: pages, indices, references from table to table.
    func fileFindings() throws(CheckpointError) -> [CheckpointFinding] {
        let (integrity, references) = try fetch { database in
            (
                try String.fetchAll(database, sql: "PRAGMA integrity_check(20)"),
                try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
            )
        }
        var findings = integrity.filter { $0 != "ok" }.map { line in
            let isIndex = line.contains("index")
            return CheckpointFinding(text: "integrity: \(line)", repair: isIndex ? .rebuildIndices : nil)
        }
        if references > 0 {
            findings.append(CheckpointFinding(text: "\(references) attempts at trials that are not there"))
        }
        return findings
    }

    /// Every trial's place in its life.
    func trialStates() throws(CheckpointError) -> [StoredState] {
        let rows = try fetch {
            try Row.fetchAll(
                $0, sql: "SELECT number, state, attempts, arrival, objectives FROM trials ORDER BY number")
        }
        var states: [StoredState] = []
        states.reserveCapacity(rows.count)
        for row in rows {
            let name: String = try value(row, "state")
            let objectives: String = try value(row, "objectives")
            states.append(
                StoredState(
                    number: try value(row, "number"), state: TrialState(rawValue: name), stateName: name,
                    attempts: try value(row, "attempts"), arrival: try optional(row, "arrival"),
                    hasFigures: objectives != "[]"))
        }
        return states
    }

    /// Whether trials are numbered without gaps, and those that have ended arrived, one after another.
    func trialFindings(_ trials: [StoredState]) throws(CheckpointError) -> [CheckpointFinding] {
        var findings: [CheckpointFinding] = []
        if let gap = trials.indices.first(where: { trials[$0].number != $0 }) {
            findings.append(CheckpointFinding(text: "trial \(gap) is missing"))
        }
        for trial in trials {
            guard let state = trial.state else {
                findings.append(
                    CheckpointFinding(text: "trial \(trial.number) has the unknown state '\(trial.stateName)'"))
                continue
            }
            if state.isFinished != (trial.arrival != nil) {
                findings.append(
                    CheckpointFinding(
                        text: "trial \(trial.number) is \(trial.stateName) "
                            + (trial.arrival == nil ? "and its result never arrived" : "and its result has arrived")))
            }
            if state == .completed, !trial.hasFigures {
                findings.append(CheckpointFinding(text: "trial \(trial.number) is completed without figures"))
            }
        }
        let arrivals = trials.compactMap(\.arrival).sorted()
        if arrivals != Array(0..<arrivals.count) {
            findings.append(CheckpointFinding(text: "the order in which results arrived has gaps"))
        }
        return findings
    }

    /// Whether each trial that the executor has, and no other, has exactly one attempt that has not ended.
    func attemptFindings(
        _ trials: [StoredState], holder: AttemptHolder
    ) throws(CheckpointError) -> [CheckpointFinding] {
        guard try format() >= 3 else {
            return trials.filter { $0.state == .running }.compactMap { Self.orphan($0, holder) }
        }
        var findings: [CheckpointFinding] = []
        let attempts = try attempts()
        let byTrial = Dictionary(grouping: attempts, by: \.trial)
        for trial in trials {
            let own = byTrial[trial.number] ?? []
            let open = own.filter { !$0.state.isOver }
            let isSubmitted = trial.state?.isSubmitted ?? false
            switch (isSubmitted, open.count) {
            case (true, 0):
                findings.append(
                    CheckpointFinding(
                        text: "trial \(trial.number) is \(trial.stateName) without an attempt",
                        repair: .proposeAgain(trial: trial.number)))
            case (_, 0): break
            default:
                for attempt in open.dropLast(isSubmitted ? 1 : 0) {
                    findings.append(
                        CheckpointFinding(
                            text:
                                "attempt \(attempt.number) at trial \(trial.number), which is \(trial.stateName), has "
                                + "not ended", repair: .loseAttempt(token: attempt.token)))
                }
                if isSubmitted, let orphan = Self.orphan(trial, holder) { findings.append(orphan) }
            }
            let answers = own.count { $0.state == .answered }
            if answers > (trial.state?.isFinished == true ? 1 : 0) {
                findings.append(
                    CheckpointFinding(
                        text: "trial \(trial.number) is \(trial.stateName) and has \(answers) answers that count"))
            }
            if let latest = own.map(\.number).max(), latest != trial.attempts {
                findings.append(
                    CheckpointFinding(
                        text: "trial \(trial.number) counts \(trial.attempts) attempts and has \(latest)",
                        repair: .countAttempts(trial: trial.number)))
            }
        }
        return findings
    }

    /// How many attempts have not ended, at trials that the executor has.
    func openCount(_ trials: [StoredState]) throws(CheckpointError) -> Int {
        let submitted = Set(trials.filter { $0.state?.isSubmitted == true }.map(\.number))
        return try attempts().count { !$0.state.isOver && submitted.contains($0.trial) }
    }

    /// What the campaign is, or why that cannot be read.
    func specification() -> Result<CampaignSpecification, CampaignError> {
        do throws(CampaignError) {
            let campaign: StoredCampaign
            do { campaign = try self.campaign() } catch { throw CampaignError.checkpoint(error) }
            return .success(try CampaignSpecification(campaign, needsPrograms: false))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the campaign, its trials and the sampler's state can be read as what they are.
    func contentFindings(_ specification: Result<CampaignSpecification, CampaignError>) -> [CheckpointFinding] {
        do throws(CampaignError) {
            let specification = try specification.get()
            do throws(CheckpointError) {
                let trials = try self.trials(for: specification)
                for trial in trials where !(trial.objectives + trial.constraints).allSatisfy(\.isFinite) {
                    return [CheckpointFinding(text: "trial \(trial.number) has figures that are not finite")]
                }
                if let state = try samplerState(), state.trial >= trials.count {
                    return [CheckpointFinding(text: "the sampler's state is that after trial \(state.trial)")]
                }
                _ = try warmStart(for: specification)
            } catch {
                throw CampaignError.checkpoint(error)
            }
            return []
        } catch {
            return [CheckpointFinding(text: error.description)]
        }
    }

    /// Whether what the campaign has taken so far can be read.
    func metricsFindings() throws(CheckpointError) -> [CheckpointFinding] {
        do throws(CheckpointError) {
            _ = try metrics()
            return []
        } catch {
            guard case .corrupt(_, let detail) = error else { throw error }
            return [CheckpointFinding(text: detail, repair: .forgetMetrics)]
        }
    }

    /// An attempt that has not ended; `nil` where somebody has it.
    private static func orphan(_ trial: StoredState, _ holder: AttemptHolder) -> CheckpointFinding? {
        let text = "trial \(trial.number) is \(trial.stateName), and "
        return switch holder {
        case .process, .folder: nil
        case .nobody:
            CheckpointFinding(
                text: text + "the process that ran it is gone", repair: .proposeAgain(trial: trial.number))
        case .unknown: CheckpointFinding(text: text + "who has it cannot be read")
        }
    }
}
