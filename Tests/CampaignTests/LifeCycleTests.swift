import BayesianOptimization
@testable import Campaign
import SearchSpace
import Testing

struct LifeCycleTests {
    /// The life cycle as the documentation draws it, written down a second time.
    private static let legal: Set<[String]> = [
        ["proposed", "queued"], ["proposed", "cancelled"],
        ["queued", "running"], ["queued", "proposed"], ["queued", "cancelled"],
        ["running", "completed"], ["running", "infeasible"], ["running", "failed"], ["running", "timed_out"],
        ["running", "proposed"], ["running", "cancelled"],
        ["cancelled", "proposed"],
    ]

    private static let legalAttempts: Set<[String]> = [
        ["queued", "running"], ["queued", "cancelled"], ["queued", "lost"],
        ["running", "answered"], ["running", "failed"], ["running", "timed_out"], ["running", "cancelled"],
        ["running", "lost"],
    ]

    private func trial(_ state: TrialState) -> TrialRecord {
        TrialRecord(
            number: 3, candidate: Candidate(values: []), fidelity: 0, origin: "initial", state: state, attempts: 1,
            seed: 1, objectives: [], constraints: [], isFeasible: false, reason: "", cost: 1, evaluationSeconds: 0,
            proposalSeconds: 0, generator: RandomGenerator(seed: 1), usedArrivals: 0, arrival: nil,
            standardErrorTail: "")
    }

    @Test("Of all pairs of states, a trial makes exactly the legal changes, and stays as it is otherwise")
    func trials() {
        for from in TrialState.allCases {
            for to in TrialState.allCases {
                var record = trial(from)
                let isLegal = Self.legal.contains([from.rawValue, to.rawValue])
                do {
                    try record.become(to)
                    #expect(isLegal && record.state == to, "\(from) to \(to)")
                } catch {
                    #expect(!isLegal && record.state == from, "\(from) to \(to)")
                    #expect(error.description == "trial 3 is \(from.rawValue) and cannot become \(to.rawValue)")
                }
            }
        }
        #expect(
            TrialState.allCases.filter(\.isFinished) == [.completed, .infeasible, .failed, .timedOut],
            "a stopped trial goes on, so it has no final state")
    }

    @Test("Of all pairs of states, an attempt makes exactly the legal changes")
    func attempts() {
        for from in AttemptState.allCases {
            for to in AttemptState.allCases {
                var record = AttemptRecord(token: 9, trial: 3, number: 2, state: from)
                let isLegal = Self.legalAttempts.contains([from.rawValue, to.rawValue])
                #expect((try? record.become(to)) != nil ? isLegal : !isLegal, "\(from) to \(to)")
                #expect(record.state == (isLegal ? to : from))
            }
        }
    }
}
