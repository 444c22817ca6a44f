import BayesianOptimization
import CoDesign
import ConfigurationFile
import SearchSpace
import TrainingStrategy

extension CampaignSpecification {
    /// Takes the trials of the checkpoint that `warm_start` names, as far as they fit.
    ///
    /// - Throws: `ConfigurationError` where it is no checkpoint, or one of another problem.
    mutating func readWarmStart(_ node: ConfigurationNode) throws(ConfigurationError) {
        let name = try node.string()
        let path = CampaignFiles.path(name, in: folder)
        guard !CampaignFiles.isPipeOrDevice(path) else {
            throw node.error(
                found: "\(ConfigurationError.quoted(name)), which is no regular file",
                accepted: "the checkpoint of an earlier campaign")
        }
        let earlier: CampaignSummary
        do {
            earlier = try CampaignSummary(checkpoint: path)
        } catch {
            throw node.error(found: error.description, accepted: "the checkpoint of an earlier campaign")
        }
        let other = earlier.specification
        let wanted = problem.objectives.map(\.name) + problem.constraints.map(\.name)
        let present = other.problem.objectives.map(\.name) + other.problem.constraints.map(\.name)
        if other.kind != kind {
            throw node.error(
                found: "a campaign of the kind '\(other.kind.rawValue)'", accepted: "one of '\(kind.rawValue)'")
        }
        if let synthetic, let old = other.synthetic, old.name != synthetic.name {
            throw node.error(found: "a campaign over '\(old.name)'", accepted: "one over '\(synthetic.name)'")
        }
        if let wafer, let old = other.wafer, !wafer.asksForTheSame(as: old) {
            let job = wafer.work == .training ? "training job" : "other requests"
            throw node.error(
                found: "a campaign over another model or \(job)", accepted: "one over those of this campaign")
        }
        if let missing = wanted.first(where: { !present.contains($0) }) {
            throw node.error(
                found: "a campaign without the objective or constraint '\(missing)'",
                accepted: "one that has \(wanted.joined(separator: ", "))")
        }
        var warm = WarmStart(checkpoint: name, campaign: other.name, results: [], leftOut: [:])
        let columns = wanted.map { name in present.firstIndex(of: name) ?? 0 }
        for trial in earlier.trials {
            switch result(of: trial, in: other, columns: columns) {
            case .success(let result): warm.results.append(result)
            case .failure(let misfit): warm.leftOut[misfit.rawValue, default: 0] += 1
            }
        }
        warmStart = warm
    }

    /// Why a trial of another campaign is left out.
    private enum Misfit: String, Error {
        case unfinished = "without a result"
        case fidelity = "at a fidelity that this campaign does not have"
        case version = "by another version of the evaluator"
        case parameters = "with other parameters"
        case outside = "outside this campaign's space"
    }

    private func result(
        of trial: TrialRecord, in other: CampaignSpecification, columns: [Int]
    ) -> Result<WarmStart.Result, Misfit> {
        guard trial.state.isFinished else { return .failure(.unfinished) }
        let old = other.fidelities[trial.fidelity]
        guard let own = fidelities.first(where: { $0.name == old.name }) else { return .failure(.fidelity) }
        guard own.evaluatorVersion == old.evaluatorVersion else { return .failure(.version) }
        let parameters = other.problem.space.parameters
        var values = [ParameterValue?](repeating: nil, count: problem.space.parameters.count)
        for (parameter, value) in zip(parameters, trial.candidate.values) {
            guard let index = problem.space.index(of: parameter.name) else {
                // What the wafer fixes is checked below, where designs are compared as a whole.
                if value == nil || wafer != nil { continue }
                return .failure(.parameters)
            }
            values[index] = value
        }
        let candidate: Candidate
        do {
            candidate = try problem.space.normalized(Candidate(values: values))
        } catch {
            return .failure(.outside)
        }
        if let wafer, let before = other.wafer {
            guard let design = try? wafer.design(for: candidate), design == (try? before.design(for: trial.candidate))
            else { return .failure(.parameters) }
        }
        let figures = trial.objectives + trial.constraints
        let hasFigures = figures.count == other.problem.objectives.count + other.problem.constraints.count
        let chosen = hasFigures ? columns.map { figures[$0] } : []
        return .success(
            WarmStart.Result(
                candidate: candidate, fidelity: own.name, state: trial.state,
                objectives: Array(chosen.prefix(problem.objectives.count)),
                constraints: Array(chosen.dropFirst(problem.objectives.count)), reason: trial.reason))
    }
}
