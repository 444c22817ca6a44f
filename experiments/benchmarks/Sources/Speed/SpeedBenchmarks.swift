import BayesianOptimization

/// What suggestions, fits, acquisition values and hypervolumes cost.
enum SpeedBenchmarks {
    static func run(_ arguments: Arguments, into report: inout Report) throws {
        try suggestions(into: &report)
        try FitSpeed.run(isLarge: arguments.isLarge, into: &report)
        VolumeSpeed.run(into: &report)
        try EvaluatorSpeed.run(into: &report)
        try NetworkSpeed.run(into: &report)
    }

    private static func suggestions(into report: inout Report) throws {
        let peers = "BoTorch qLogNEHVI (n = 6..24)"
        var options = MultiFidelityOptions()
        let dtlz2 = try SyntheticProblem.named("dtlz2")
        options.initial = dtlz2.problem.initialCount
        let usual = try suggestionTime(dtlz2, options: options, at: 45...55)
        report.add(
            Row(
                figure: "suggestion, dtlz2 d = 6 m = 2 (ms)", ours: 1000 * usual.mean,
                peer: 1000 * PeerSpeed.suggestion, target: .atMost(50),
                method: "mean of \(usual.values.count) proposals at n = 45..55, fits on schedule; \(peers)"))
        options.refitEveryTrialBelow = .max
        let learning = try suggestionTime(dtlz2, options: options, at: 45...55)
        report.add(
            Row(
                figure: "suggestion with a fit every time (ms)", ours: 1000 * learning.mean,
                peer: 1000 * PeerSpeed.suggestion, target: .atMost(50),
                method: "the same, hyperparameters learned anew for every proposal; \(peers)"))

        let biased = try SyntheticProblem.named("mf-biased")
        options = MultiFidelityOptions(initial: 10)
        let multi = try suggestionTime(biased, options: options, at: 60...70)
        let share = "BoTorch MOMF (multi-fidelity Branin-Currin, n = 55)"
        report.add(
            Row(
                figure: "suggestion, mf-biased, 3 levels (ms)", ours: 1000 * multi.mean,
                peer: 1000 * PeerSpeed.multiFidelitySuggestion, target: .atMost(60),
                method: "mean of \(multi.values.count) model-based proposals at n = 60..70, fits on schedule; \(share)")
        )
        let continuous = try continuousSuggestionTime()
        report.add(
            Row(
                figure: "suggestion, mf-branin-currin (ms)", ours: 1000 * continuous.mean,
                peer: 1000 * PeerSpeed.multiFidelitySuggestion, target: .atMost(60),
                method:
                    "mean of \(continuous.values.count) proposals after the random design of cost 2 (n about 50); \(share)"
            ))
    }

    /// The processor time of the proposals that a model made while this many observations were there.
    private static func suggestionTime(
        _ synthetic: SyntheticProblem, options: MultiFidelityOptions, at counts: ClosedRange<Int>
    ) throws -> Sample {
        var seconds: [Double] = []
        for seed: UInt64 in 1...3 {
            let problem = synthetic.problem
            var study = Study(
                problem: problem, sampler: try MultiFidelitySampler(problem: problem, seed: seed, options: options),
                seed: seed)
            while study.observations.count <= counts.upperBound, let proposal = try study.proposal() {
                if counts.contains(study.observations.count), proposal.origin != "initial" {
                    seconds.append(study.proposalSeconds)
                }
                try study.record(proposal, synthetic.evaluate(proposal.candidate, fidelity: proposal.fidelity))
            }
        }
        return Sample(seconds)
    }

    private static func continuousSuggestionTime() throws -> Sample {
        var seconds: [Double] = []
        for seed: UInt64 in 1...3 {
            var study = try ContinuousFidelityRun.initialStudy(seed: seed)
            study.sampler = try ContinuousFidelityRun.sampler(for: study.problem, seed: seed)
            for _ in 0..<8 {
                guard let proposal = try study.proposal() else { break }
                seconds.append(study.proposalSeconds)
                try study.record(proposal, try ContinuousFidelityRun.evaluate(proposal))
            }
        }
        return Sample(seconds)
    }
}
