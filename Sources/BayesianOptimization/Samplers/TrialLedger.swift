import SearchSpace

/// Every trial before the one that is asked, in trial order, finished or not.
///
/// Pending proposals carry no trial numbers; they take the numbers that no observation has, in order, so that schedules
/// which count trials see the same history whatever the order in which results come.
struct TrialLedger: ProposalRecord {
    /// One earlier trial.
    struct Entry: Sendable, Hashable {
        var trial: Int
        var candidate: Candidate
        var fidelity: Int
        /// The result; `nil` while it may not be used.
        var outcome: Observation.Outcome?
    }

    /// The trials, by number.
    let entries: [Entry]

    init(trial: Int, observations: [Observation], pending: [Proposal]) {
        var entries: [Entry] = []
        entries.reserveCapacity(observations.count + pending.count)
        let missing = Self.missingNumbers(below: trial, observations: observations)
        var numbers = Array(missing.suffix(pending.count))
        while numbers.count < pending.count { numbers.append(trial) }
        var next = 0
        func place(before number: Int) {
            while next < pending.count, numbers[next] < number {
                entries.append(
                    Entry(
                        trial: numbers[next], candidate: pending[next].candidate, fidelity: pending[next].fidelity,
                        outcome: nil))
                next += 1
            }
        }
        for observation in observations {
            place(before: observation.trial)
            entries.append(
                Entry(
                    trial: observation.trial, candidate: observation.candidate, fidelity: observation.fidelity,
                    outcome: observation.outcome))
        }
        place(before: .max)
        self.entries = entries
    }

    private static func missingNumbers(below trial: Int, observations: [Observation]) -> [Int] {
        var missing: [Int] = []
        var number = 0
        for observation in observations {
            while number < min(observation.trial, trial) {
                missing.append(number)
                number += 1
            }
            number = max(number, observation.trial + 1)
        }
        while number < trial {
            missing.append(number)
            number += 1
        }
        return missing
    }

    /// The trials at a fidelity, by number.
    func entries(at fidelity: Int) -> [Entry] { entries.filter { $0.fidelity == fidelity } }

    func candidates(at fidelity: Int) -> Set<Candidate> {
        Set(entries.lazy.filter { $0.fidelity == fidelity }.map(\.candidate))
    }

    func contains(_ candidate: Candidate, fidelity: Int) -> Bool {
        entries.contains { $0.fidelity == fidelity && $0.candidate == candidate }
    }
}
