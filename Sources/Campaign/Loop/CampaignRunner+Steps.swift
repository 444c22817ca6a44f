import BayesianOptimization
import ParetoFront
import SearchSpace

extension CampaignRunner {
    /// Whether the results that the next proposal uses are there.
    var isProposalDue: Bool {
        let next = trials.count
        if next < specification.start.count { return true }
        switch specification.optimizer.order {
        case .trial: return prefix.count >= next - specification.optimizer.lookahead
        case .arrival: return unfinished < executor.capacity
        }
    }

    /// Makes and stores the next proposal, or notes why there is none.
    func propose() async throws(CampaignError) {
        let number = trials.count
        let clock = ContinuousClock()
        let begin = clock.now
        let cheapest = problem.fidelities[0].cost
        guard specification.budget.allows(progress.spending, cost: cheapest) else { return noteBudgetUsed() }
        let generator = RandomGenerator(seed: specification.seed, stream: UInt64(number))
        let proposal: Proposal
        var state: StoredSamplerState?
        var modelSeconds = 0.0
        let used: Int
        if number < specification.start.count {
            proposal = Proposal(candidate: specification.start[number], fidelity: problem.target, origin: "start")
            used = 0
        } else {
            let visible = visibleTrials(before: number)
            used = visible.observations.count - warmObservations.count
            if let reason = await stopReason(before: number) {
                end = reason
                return
            }
            switch await computeProposal(
                trial: number, observations: visible.observations, pending: visible.pending, generator: generator)
            {
            case .success(let made):
                proposal = made.proposal
                state = made.state
                modelSeconds = made.modelSeconds
            case .failure(.spaceExhausted(let count, let fidelity)):
                end = OptimizationError.spaceExhausted(count: count, fidelity: fidelity).description
                return
            case .failure(let error): throw .optimization(error)
            }
        }
        let fidelity = problem.fidelities[proposal.fidelity]
        guard specification.budget.allows(progress.spending, cost: fidelity.cost) else { return noteBudgetUsed() }
        var record = TrialRecord(
            number: number, candidate: proposal.candidate, fidelity: proposal.fidelity, origin: proposal.origin,
            state: .proposed, attempts: 0,
            seed: TrialRecord.evaluatorSeed(campaign: specification.seed, trial: number), objectives: [],
            constraints: [], isFeasible: false, reason: "", cost: fidelity.cost, evaluationSeconds: 0,
            proposalSeconds: (clock.now - begin) / .seconds(1), generator: generator, usedArrivals: used,
            arrival: nil, standardErrorTail: "")
        var attempt: AttemptRecord?
        do throws(CheckpointError) {
            if waiting.isEmpty, open.count < executor.slots, !control.isStopping {
                attempt = try beginAttempt(at: &record)
            }
            metrics.modelSeconds += modelSeconds
            metrics.searchSeconds += max(0, record.proposalSeconds - modelSeconds)
            try store.insert(
                record, fidelityName: fidelity.name, sampler: state, attempt: attempt, metrics: currentMetrics)
        } catch {
            throw .checkpoint(error)
        }
        if let state { note(fallbacks: state.fallbacks, trial: number) }
        logProposal(record, modelSeconds: modelSeconds)
        trials.append(record)
        unfinished += 1
        progress.addProposal(record)
        if let attempt {
            open[attempt.token] = attempt
            try await submit([handed(attempt)])
        } else {
            waiting.append(number)
        }
    }

    /// What the proposal of a trial may use, results of an earlier campaign first, and what it must leave aside.
    private func visibleTrials(before number: Int) -> (observations: [Observation], pending: [Proposal]) {
        switch specification.optimizer.order {
        case .trial:
            let count = max(0, number - specification.optimizer.lookahead)
            visible += prefix[(visible.count - warmObservations.count)..<count]
            return (visible, trials[count...].map(\.proposal))
        case .arrival:
            return (
                warmObservations + trials.compactMap(\.observation),
                trials.filter { !$0.state.isFinished }.map(\.proposal)
            )
        }
    }

    /// Why a rule of the campaign file stops it before a trial; with order `trial` by the results that the proposal may
    /// use, so that the number of workers does not matter.
    private func stopReason(before number: Int) async -> String? {
        let rules = specification.optimizer.stop
        guard !rules.isEmpty else { return nil }
        let count =
            switch specification.optimizer.order {
            case .trial: min(prefix.count, max(0, number - specification.optimizer.lookahead))
            case .arrival: prefix.count
            }
        while historyCount < count {
            history.append(prefix[historyCount])
            historyCount += 1
        }
        if let reason = rules.reason(after: history) { return reason }
        guard let check = gainCheck, check.isDue(count: history.points.count) else { return nil }
        let (reason, after) = await computeReason(
            check, targetTrials: history.points.map(\.trial), observations: Array(prefix.prefix(count)))
        gainCheck = after
        return reason
    }

    private func noteBudgetUsed() {
        end = "the budget \(specification.budget) is used up"
    }

    /// The outcome, or a failure where it is not one of this problem.
    func checked(_ outcome: Observation.Outcome) -> Observation.Outcome {
        do {
            return try problem.checked(outcome)
        } catch {
            return .failed(reason: error.description)
        }
    }

    /// Gives a trial its result, which arrives now.
    func record(_ checked: Observation.Outcome, of number: Int, isTimedOut: Bool) throws(CheckpointError) {
        var record = trials[number]
        let state: TrialState
        switch checked {
        case .evaluated(let objectives, let constraints):
            record.objectives = objectives
            record.constraints = constraints
            record.isFeasible = problem.isFeasible(checked)
            state = record.isFeasible ? .completed : .infeasible
            record.reason = zip(problem.constraints, constraints).filter { $0.slack(of: $1) < 0 }.map {
                switch $0.bound {
                case .atMost(let limit): "\($0.name) \($1) above \(limit)"
                case .atLeast(let limit): "\($0.name) \($1) below \(limit)"
                }
            }.joined(separator: "; ")
        case .infeasible(let reason):
            state = .infeasible
            record.reason = reason
        case .failed(let reason):
            state = isTimedOut ? .timedOut : .failed
            record.reason = reason
        }
        try store.legally { () throws(LifeCycleError) in try record.become(state) }
        record.arrival = arrivals
        arrivals += 1
        trials[number] = record
        unfinished -= 1
        progress.addResult(record)
        addToFront(record)
    }

    private func addToFront(_ record: TrialRecord) {
        guard let values = record.observation.flatMap(problem.targetValues) else { return }
        progress.hypervolume += problem.gain(of: values, over: archive.entries.map(\.values))
        archive.insert(values, id: record.number)
        progress.frontCount = archive.entries.count
    }
}
