import ParetoFront
import SearchSpace

/// Every result at a level that costs next to nothing, and the best of them.
///
/// The archive is folded from the observations in their order, so that it is a function of the list alone: one that was
/// kept between proposals equals one that is made anew.
struct ScreeningArchive: Sendable {
    /// One candidate with figures at the level.
    struct Member: Sendable {
        var trial: Int
        var candidate: Candidate
        var outcome: Observation.Outcome
    }

    /// How many of the best are kept, and how many new ones come between two rankings.
    static let capacity = 400
    static let block = 25
    /// How many of the first are kept.
    static let firstCount = 100

    private let problem: OptimizationProblem
    private let level: Int
    /// The trials folded so far, in order.
    private var trials: [Int] = []
    /// By level: which candidates were seen there.
    private var known: [Set<Candidate>]
    private var members: [Candidate: Member] = [:]
    private var byTrial: [Int: Candidate] = [:]
    /// The best, best first, after the last full block.
    private(set) var elite: [Member] = []
    private var recent: [Member] = []
    /// The first with figures, in their order.
    private(set) var first: [Member] = []
    /// The hypervolume at the level after each block, never falling.
    private(set) var volumes: [Double] = []
    /// How many results there are at the level, with figures or not.
    private(set) var count = 0
    /// The observations at other levels.
    private(set) var others: [Observation] = []

    init(problem: OptimizationProblem, level: Int) {
        self.problem = problem
        self.level = level
        known = Array(repeating: [], count: problem.fidelities.count)
    }

    /// Takes in the observations that are new since the last time; starts again where they do not go on from it.
    mutating func update(_ observations: [Observation]) {
        let isExtension =
            observations.count >= trials.count && trials.indices.allSatisfy { trials[$0] == observations[$0].trial }
        if !isExtension { self = ScreeningArchive(problem: problem, level: level) }
        for observation in observations[trials.count...] { add(observation) }
    }

    private mutating func add(_ observation: Observation) {
        trials.append(observation.trial)
        known[observation.fidelity].insert(observation.candidate)
        guard observation.fidelity == level else {
            others.append(observation)
            return
        }
        count += 1
        guard observation.outcome.figures != nil else { return }
        let member = Member(
            trial: observation.trial, candidate: observation.candidate, outcome: observation.outcome)
        members[observation.candidate] = member
        byTrial[observation.trial] = observation.candidate
        recent.append(member)
        if first.count < Self.firstCount { first.append(member) }
        guard recent.count >= Self.block else { return }
        elite = ranked(elite + recent)
        recent = []
        let values = elite.compactMap { problem.feasibleValues($0.outcome) }
        let volume = Hypervolume.volume(of: values, reference: problem.maximizedReference)
        volumes.append(max(volume, volumes.last ?? 0))
    }

    private func ranked(_ list: [Member]) -> [Member] {
        problem.ranked(list.map(\.outcome)).prefix(Self.capacity).map { list[$0] }
    }

    /// Whether a candidate was seen at a level.
    func contains(_ candidate: Candidate, fidelity: Int) -> Bool { known[fidelity].contains(candidate) }

    /// The figures of a candidate at the level, turned so that larger is better: objectives, then slacks.
    func figures(of candidate: Candidate) -> [Double]? {
        members[candidate]?.outcome.figures.map(problem.quantities)
    }

    /// The candidate that a trial at the level asked about.
    func candidate(ofTrial trial: Int) -> Candidate? { byTrial[trial] }

    /// The trial that looked at a candidate; `nil` where none gave figures.
    func trial(of candidate: Candidate) -> Int? { members[candidate]?.trial }

    /// The best and those that came since, unranked at the end.
    var pool: [Member] { elite + recent }

    /// Whether the last `blocks` blocks raised the hypervolume by less than a share.
    func isStagnant(blocks: Int, tolerance: Double) -> Bool {
        guard volumes.count > blocks, let last = volumes.last, last > 0 else { return false }
        return last - volumes[volumes.count - 1 - blocks] <= tolerance * last
    }
}
