import BayesianOptimization
import Campaign
import SearchSpace

/// All methods on the joint space of the wafer at the same cost.
enum WaferComparison {
    static func run(_ arguments: Arguments, into report: inout Report) async throws {
        let specification = try CampaignSpecification(path: arguments.campaign)
        guard let wafer = specification.wafer else {
            throw Arguments.Mistake(description: "\(arguments.campaign) is not a campaign of kind wafer-training")
        }
        let evaluator = WaferEvaluator(wafer: wafer, specification: specification)
        let methods = try (arguments.methods ?? WaferMethod.allCases.map(\.rawValue)).map { name in
            guard let method = WaferMethod(rawValue: name) else {
                let names = WaferMethod.allCases.map(\.rawValue).joined(separator: ", ")
                throw Arguments.Mistake(description: "no method is called '\(name)'; give some of \(names)")
            }
            return method
        }
        let curves = try WaferCurves(path: arguments.csv, isAppending: arguments.isAppending)
        let known = try curves.read()
        for seed in arguments.seeds(orFirst: 10) {
            for method in methods {
                let key = WaferCurves.Key(method: method.rawValue, seed: seed)
                if known[key] != nil { continue }
                let begin = CPUClock.seconds
                let lines = try await self.curve(
                    of: method, seed: seed, cost: arguments.cost, specification: specification, evaluator: evaluator)
                try curves.append(key, lines)
                let last = lines.last
                Report.note(
                    "\(key.method) seed \(seed): hypervolume \(Row.text(last?.hypervolume ?? 0)), "
                        + "\(last?.trials ?? 0) trials, \(Row.text(CPUClock.seconds - begin)) s")
            }
        }
        summarize(try curves.read(), cost: arguments.cost, into: &report)
    }

    /// A line for every evaluation at the target, and one for the end.
    private static func curve(
        of method: WaferMethod, seed: UInt64, cost: Double, specification: CampaignSpecification,
        evaluator: WaferEvaluator
    ) async throws -> [(trials: Int, cost: Double, hypervolume: Double)] {
        let whole = specification.problem
        let problem = method.isTargetOnly ? whole.targetOnly : whole.normalized
        let offset = whole.fidelities.count - problem.fidelities.count
        var study = Study(
            problem: problem,
            sampler: try method.sampler(for: problem, specification: specification, cost: cost, seed: seed), seed: seed)
        study.hidesCheapResults = method.ignoresCheapResults
        var lines: [(trials: Int, cost: Double, hypervolume: Double)] = []
        while let proposal = try study.proposal(limit: cost) {
            let isTarget = proposal.fidelity == problem.target
            let outcome: Observation.Outcome
            if isTarget || !method.ignoresCheapResults {
                outcome = await evaluator.evaluate(
                    EvaluationRequest(
                        trial: study.trials, attempt: 1, candidate: proposal.candidate,
                        fidelity: proposal.fidelity + offset, seed: 0)
                ).outcome
            } else {
                outcome = .failed(reason: "not asked")
            }
            try study.record(proposal, outcome)
            if isTarget { lines.append((study.trials, study.spent, study.curve.last)) }
        }
        lines.append((study.trials, study.spent, study.curve.last))
        return lines
    }

    private static func summarize(_ curves: [WaferCurves.Key: Curve], cost: Double, into report: inout Report) {
        func runs(_ method: WaferMethod) -> [Curve] {
            curves.filter { $0.key.method == method.rawValue }.sorted { $0.key.seed < $1.key.seed }.map(\.value)
        }
        func finals(_ method: WaferMethod) -> Sample { Sample(runs(method).map { $0.hypervolume(at: cost) }) }
        for method in WaferMethod.allCases where !runs(method).isEmpty {
            let sample = finals(method)
            let before = [8.0, 4, 2].map { share in
                Row.text(Sample(runs(method).map { $0.hypervolume(at: cost / share) }).mean)
            }
            report.add(
                Row(
                    figure: "wafer, \(method.rawValue), cost \(Row.text(cost))", ours: sample.mean, peer: nil,
                    target: nil,
                    method:
                        "\(method.note); \(sample.spread); at 1/8, 1/4, 1/2 of the cost \(before.joined(separator: ", "))"
                ))
        }
        let several = runs(.mfbo)
        guard !several.isEmpty else { return }
        let alone = finals(.mfboTarget)
        if !alone.values.isEmpty {
            let reached = Curve.firstCost(of: several, reaching: alone.mean)
            report.add(
                Row(
                    figure: "wafer, cost of mfbo to mfbo-target's final / \(Row.text(cost))",
                    ours: reached.map { $0 / cost } ?? .nan, oursText: reached == nil ? "> 1" : nil, peer: nil,
                    target: .atMost(1.0 / 3),
                    method: "where the mean curve of mfbo reaches the mean final hypervolume \(Row.text(alone.mean))"))
        }
        let rival = finals(.twoStage)
        guard !rival.values.isEmpty else { return }
        let ours = finals(.mfbo)
        let error = (ours.standardError * ours.standardError + rival.standardError * rival.standardError).squareRoot()
        report.add(
            Row(
                figure: "wafer, final of mfbo / two-stage NSGA-II", ours: ours.mean / rival.mean, peer: nil,
                target: .atLeast(1),
                method:
                    "mean final hypervolumes of \(ours.values.count) and \(rival.values.count) seeds, standard error "
                    + "\(Row.text(error / rival.mean))"))
        let reached = Curve.firstCost(of: several, reaching: rival.mean)
        report.add(
            Row(
                figure: "wafer, cost of mfbo to two-stage NSGA-II's final / \(Row.text(cost))",
                ours: reached.map { $0 / cost } ?? .nan, oursText: reached == nil ? "> 1" : nil, peer: nil, target: nil,
                method: "where the mean curve of mfbo reaches its mean final hypervolume \(Row.text(rival.mean))"))
    }
}
