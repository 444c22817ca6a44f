import BayesianOptimization
import ParetoFront
import SearchSpace

/// A sampler at work on a problem, one trial after the other, every result known before the next proposal.
struct Study {
    /// What is optimised.
    let problem: OptimizationProblem
    /// The method; another may take over in the middle.
    var sampler: any Sampler
    /// The seed from which every trial's generator comes.
    let seed: UInt64
    /// Whether results below the target are kept from the sampler, for methods that never look at them.
    var hidesCheapResults = false
    /// What the sampler knows.
    private(set) var observations: [Observation] = []
    /// What had been spent when each observation was there.
    private(set) var costs: [Double] = []
    /// What has been spent.
    private(set) var spent = 0.0
    /// The hypervolume of the feasible results at the target, after each of them.
    private(set) var curve = Curve()
    /// The processor time of the latest proposal.
    private(set) var proposalSeconds = 0.0
    private var trialCount = 0
    private var archive = ParetoArchive<Int>()

    init(problem: OptimizationProblem, sampler: any Sampler, seed: UInt64) {
        self.problem = problem
        self.sampler = sampler
        self.seed = seed
    }

    /// How many trials have been proposed.
    var trials: Int { trialCount }

    /// The next proposal; `nil` where the limit does not allow it or the space is exhausted.
    mutating func proposal(limit: Double = .infinity) throws -> Proposal? {
        var generator = RandomGenerator(seed: seed, stream: UInt64(trialCount))
        let begin = CPUClock.seconds
        let proposal: Proposal
        do throws(OptimizationError) {
            proposal = try sampler.propose(
                trial: trialCount, observations: observations, pending: [], generator: &generator)
        } catch .spaceExhausted {
            return nil
        }
        proposalSeconds = CPUClock.seconds - begin
        return spent + problem.fidelities[proposal.fidelity].cost <= limit + 1e-9 ? proposal : nil
    }

    /// Takes a result in.
    mutating func record(_ proposal: Proposal, _ outcome: Observation.Outcome) throws {
        let observation = Observation(
            trial: trialCount, candidate: proposal.candidate, fidelity: proposal.fidelity,
            outcome: try problem.checked(outcome))
        trialCount += 1
        spent += problem.fidelities[proposal.fidelity].cost
        if let values = problem.targetValues(observation) { archive.insert(values, id: observation.trial) }
        if proposal.fidelity == problem.target {
            curve.add(cost: spent, hypervolume: archive.hypervolume(reference: problem.maximizedReference))
        } else if hidesCheapResults {
            return
        }
        observations.append(observation)
        costs.append(spent)
    }

    /// Runs until the next proposal would go beyond a limit.
    mutating func run(
        limit: Double, evaluate: (_ candidate: Candidate, _ fidelity: Int) -> Observation.Outcome
    ) throws {
        while let proposal = try proposal(limit: limit) {
            try record(proposal, evaluate(proposal.candidate, proposal.fidelity))
        }
    }
}

extension OptimizationProblem {
    /// The problem with its target as the only fidelity, at a cost of 1.
    var targetOnly: OptimizationProblem {
        var problem = self
        problem.fidelities = fidelities.suffix(1)
        for index in problem.fidelities.indices { problem.fidelities[index].cost = 1 }
        return problem
    }

    /// The problem with all costs divided by the target's.
    var normalized: OptimizationProblem {
        var problem = self
        let cost = fidelities[target].cost
        for index in problem.fidelities.indices { problem.fidelities[index].cost /= cost }
        return problem
    }

    /// The size of the peer's initial design.
    var initialCount: Int { 2 * (space.dimension + 1) }
}
