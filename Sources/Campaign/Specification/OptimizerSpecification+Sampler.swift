public import BayesianOptimization

extension OptimizerSpecification {
    /// The sampler of the method.
    ///
    /// - Throws: `OptimizationError` when the problem cannot be optimised by it.
    public func makeSampler(
        for problem: OptimizationProblem, seed: UInt64
    ) throws(OptimizationError) -> any Sampler {
        switch method {
        case .mfbo: try MultiFidelitySampler(problem: problem, seed: seed, options: modelOptions)
        case .ehvi: try TargetFidelitySampler(problem: problem, seed: seed, options: modelOptions)
        case .parego: try ParEGOSampler(problem: problem, seed: seed, options: ParEGOOptions(initial: initial))
        case .mfes: try MFESSampler(problem: problem, seed: seed, options: MFESOptions(initial: initial ?? 16))
        case .mfmobo:
            try MFMOBOSampler(
                problem: problem, options: .scaled(toCost: costOfAlternation(in: problem), for: problem))
        case .twoStage:
            try TwoStageNSGA2Sampler(problem: problem, seed: seed, budget: costOfScreening(in: problem))
        case .nsga2: try NSGA2Sampler(problem: problem, seed: seed, populationSize: population)
        case .random: try RandomSampler(problem: problem)
        case .randomFidelity: try RandomFidelitySampler(problem: problem)
        case .momf:
            try continuousSampler(.momf, for: problem, seed: seed)
        case .hvkg:
            try continuousSampler(.hvkg, for: problem, seed: seed)
        case .morbo: try TrustRegionSampler(problem: problem, seed: seed, options: .init(initial: initial))
        case .sobol: try SobolSampler(problem: problem, seed: seed)
        }
    }

    private var modelOptions: MultiFidelityOptions {
        MultiFidelityOptions(
            initial: initial, cheapInitial: cheapInitial, cheapLooksPerTarget: cheapLooksPerTarget,
            expectsNoise: expectsNoise)
    }

    private func continuousSampler(
        _ acquisition: ContinuousFidelityAcquisition, for problem: OptimizationProblem, seed: UInt64
    ) throws(OptimizationError) -> any Sampler {
        try ContinuousFidelitySampler(
            problem: problem, seed: seed, options: .init(acquisition: acquisition, initialCount: initial))
    }

    /// What of the settings the method does not use on a problem, a sentence each.
    func unusedSettings(for problem: OptimizationProblem) -> [String] {
        let models = "mfbo, where fidelities are a list and at most \(MultiFidelitySampler.objectiveLimit) objectives"
        let isFitting =
            !problem.isContinuous && problem.objectives.count <= MultiFidelitySampler.objectiveLimit
        let isMultiFidelity = method == .mfbo && isFitting && problem.fidelities.count > 1
        var sentences: [String] = []
        if cheapInitial != nil, !isMultiFidelity {
            sentences.append("optimizer.cheap_initial has no effect here; it is used by \(models)")
        }
        if cheapLooksPerTarget != nil, !isMultiFidelity {
            sentences.append("optimizer.cheap_looks_per_target has no effect here; it is used by \(models)")
        }
        let comparesNoise =
            problem.objectives.count <= MultiFidelitySampler.objectiveLimit
            && (method == .ehvi || (method == .mfbo && isFitting))
        if expectsNoise, !comparesNoise {
            sentences.append(
                "optimizer.noise has no effect here beyond the noise that models learn; it is used by ehvi and by \(models)"
            )
        }
        return sentences
    }

    /// The cost of the planned budget where two cheap evaluations go with one at the target, as in `mfmobo`.
    private func costOfAlternation(in problem: OptimizationProblem) -> Double {
        guard let low = problem.fidelities.first?.cost, let high = problem.fidelities.last?.cost else { return 0 }
        return switch plannedBudget {
        case .cost(let cost): cost
        case .evaluations(let count): Double(count) / 3 * (high + 2 * low)
        case .targetFidelityEvaluations(let count): Double(count) * (high + 2 * low)
        }
    }

    /// The cost of which `two-stage` spends at most half at the cheapest fidelity.
    ///
    /// A budget of evaluations is half screening by number, one of target evaluations screens for as much as they cost.
    private func costOfScreening(in problem: OptimizationProblem) -> Double {
        guard let low = problem.fidelities.first?.cost, let high = problem.fidelities.last?.cost else { return 0 }
        return switch plannedBudget {
        case .cost(let cost): cost
        case .evaluations(let count): Double(count) * low
        case .targetFidelityEvaluations(let count): 2 * Double(count) * high
        }
    }
}
