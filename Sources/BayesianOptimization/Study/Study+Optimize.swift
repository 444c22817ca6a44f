extension Study {
    /// What one call of `optimize` may still do.
    struct Run {
        var evaluations: Int
        var cost: Double
        let rules: [StoppingRule]
        /// Trials without a result that come first.
        var queue: [Int]

        init(
            evaluations: Int?, cost: Double?, rules: [StoppingRule], queue: [Int], problem: OptimizationProblem
        ) throws(OptimizationError) {
            guard evaluations != nil || cost != nil else {
                throw .invalidOption(name: "evaluations", found: "not given", accepted: "a number of them, or a cost")
            }
            guard evaluations ?? 0 >= 0 else {
                throw .invalidOption(name: "evaluations", found: "\(evaluations ?? 0)", accepted: "0 or more")
            }
            guard cost ?? 0 >= 0, cost ?? 0 < .infinity else {
                throw .invalidOption(name: "cost", found: "\(cost ?? 0)", accepted: "a finite number, 0 or more")
            }
            for rule in rules { try rule.validate(for: problem) }
            self.evaluations = evaluations ?? .max
            self.cost = cost ?? .infinity
            self.rules = rules
            self.queue = queue
        }
    }

    /// Evaluates trials one after the other until a budget is used up, a rule holds, or the space has no more.
    ///
    /// - Parameters:
    ///   - evaluations: How many trials to evaluate in this call, at whatever fidelity.
    ///   - cost: What they may cost together, in the unit of the fidelities' costs: no trial is begun once it is spent,
    ///     so that the last one may go beyond.
    ///   - rules: When to end earlier, the first that holds; `ending` tells.
    ///   - evaluate: Gives a value for every objective and constraint by name. An error makes the trial a failed one,
    ///     and `InfeasibleCandidate` an infeasible one; an `OptimizationError`, as of a misspelt name, ends the call.
    /// - Returns: The front over all trials of the study.
    /// - Throws: `OptimizationError`; the trial at hand is the first of the next call.
    @discardableResult
    public mutating func optimize(
        evaluations: Int? = nil, cost: Double? = nil, until rules: [StoppingRule] = [],
        _ evaluate: (Trial) throws -> [String: Double]
    ) throws(OptimizationError) -> [Trial] {
        var run = try Run(evaluations: evaluations, cost: cost, rules: rules, queue: unfinished, problem: problem)
        ending = nil
        while let trial = try next(&run) {
            let outcome: Observation.Outcome
            do {
                outcome = try problem.outcome(evaluate(trial))
            } catch {
                outcome = try Self.outcome(of: error)
            }
            try tell(trial, outcome)
        }
        return front
    }

    /// Evaluates trials side by side; the same number of workers gives the same trials, whatever the times that
    /// evaluations take.
    ///
    /// As many trials are under way as there are workers. Results are told in the order of asking: trial n is proposed
    /// from those of the trials up to n - workers, with the rest pending, so that one long evaluation holds up
    /// proposals but never changes them.
    ///
    /// - Parameters:
    ///   - evaluations: How many trials to evaluate in this call, at whatever fidelity.
    ///   - cost: What they may cost together, in the unit of the fidelities' costs: no trial is begun once it is spent.
    ///   - rules: When to begin no more trials; `ending` tells.
    ///   - workers: How many evaluations run at once; at least 1.
    ///   - evaluate: Gives a value for every objective and constraint by name; errors as in the other `optimize`.
    /// - Returns: The front over all trials of the study.
    /// - Throws: `OptimizationError`, or `CancellationError` where the task is cancelled or an evaluation throws it;
    ///   trials under way are the first of the next call.
    @discardableResult
    public mutating func optimize(
        evaluations: Int? = nil, cost: Double? = nil, until rules: [StoppingRule] = [], workers: Int,
        _ evaluate: @escaping @Sendable (Trial) async throws -> [String: Double]
    ) async throws -> [Trial] {
        guard workers >= 1 else {
            throw OptimizationError.invalidOption(name: "workers", found: "\(workers)", accepted: "at least 1")
        }
        var run = try Run(evaluations: evaluations, cost: cost, rules: rules, queue: unfinished, problem: problem)
        ending = nil
        let problem = problem
        try await withThrowingTaskGroup(of: (number: Int, outcome: Observation.Outcome).self) { group in
            var underWay: [Trial] = []
            var arrived: [Int: Observation.Outcome] = [:]
            while true {
                try Task.checkCancellation()
                while underWay.count < workers, let trial = try next(&run) {
                    underWay.append(trial)
                    group.addTask {
                        do {
                            return (trial.number, try problem.outcome(try await evaluate(trial)))
                        } catch let error as CancellationError {
                            throw error
                        } catch {
                            return (trial.number, try Self.outcome(of: error))
                        }
                    }
                }
                guard let first = underWay.first else { return }
                while arrived[first.number] == nil, let result = try await group.next() {
                    arrived[result.number] = result.outcome
                }
                // What a cancelled evaluation makes of it is no result: the trial is left for the next call.
                try Task.checkCancellation()
                guard let outcome = arrived.removeValue(forKey: first.number) else { return }
                underWay.removeFirst()
                try tell(first, outcome)
            }
        }
        return front
    }

    /// The next trial of a call; `nil`, with `ending` set, where there is none.
    private mutating func next(_ run: inout Run) throws(OptimizationError) -> Trial? {
        guard ending == nil else { return nil }
        if !run.rules.isEmpty {
            trace.update(optimizer.observations)
            for rule in run.rules {
                guard let reason = rule.reason(after: trace) ?? remainingGainReason(rule) else { continue }
                ending = .rule(reason)
                return nil
            }
        }
        guard run.evaluations > 0, run.cost > 0 else {
            ending = .budget
            return nil
        }
        let trial: Trial
        if run.queue.isEmpty {
            do throws(OptimizationError) {
                trial = try ask()
            } catch .spaceExhausted(let count, let fidelity) {
                ending = .spaceExhausted(
                    OptimizationError.spaceExhausted(count: count, fidelity: fidelity).description)
                return nil
            }
            unfinished.append(trial.number)
        } else {
            trial = Trial(optimizer.trials[run.queue.removeFirst()], outcome: nil, problem: problem)
        }
        run.evaluations -= 1
        run.cost -= trial.fidelity.cost
        return trial
    }

    /// Why a rule that asks a model ends the study; `nil` for any other rule.
    private mutating func remainingGainReason(_ rule: StoppingRule) -> String? {
        guard case .remainingGain(let tolerance) = rule else { return nil }
        var check = gainChecks[tolerance] ?? RemainingGainCheck(tolerance: tolerance)
        guard check.isDue(count: trace.points.count) else { return nil }
        let reason = check.reason(
            targetTrials: trace.points.map(\.trial), observations: optimizer.observations, problem: problem)
        gainChecks[tolerance] = check
        return reason
    }

    /// The outcome that an evaluation's error stands for; the error again where it is to end the study.
    private static func outcome(of error: any Error) throws(OptimizationError) -> Observation.Outcome {
        switch error {
        case let error as OptimizationError: throw error
        case let error as InfeasibleCandidate: .infeasible(reason: error.reason)
        default: .failed(reason: "\(error)")
        }
    }
}
