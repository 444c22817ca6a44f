import Foundation
import LinearAlgebra
import ParetoFront
import BayesianOptimization
import ConfigurationFile

extension CampaignRunner {
    /// Makes the checkpoint of a new campaign.
    ///
    /// - Parameters:
    ///   - specification: What to run.
    ///   - checkpoint: The path of the new file; an existing file is never overwritten.
    ///   - evaluator: Evaluates instead of the problem's own evaluator where given.
    ///   - executor: Runs the evaluations instead of the campaign's own executor where given.
    /// - Throws: `CampaignError`.
    public static func begin(
        _ specification: CampaignSpecification, checkpoint: String, evaluator: (any TrialEvaluator)? = nil,
        executor: (any TrialExecutor)? = nil
    ) throws(CampaignError) -> CampaignRunner {
        let campaign = StoredCampaign(
            name: specification.name, specification: specification.text, file: specification.file,
            folder: specification.folder, seed: specification.seed, workers: specification.workers,
            budget: specification.budget, start: specification.start, softwareVersion: SoftwareVersion.current,
            evaluatorVersions: specification.evaluatorVersions, blas: BLASLibrary.current.description,
            processor: Machine.processor, created: Machine.now)
        let store: CheckpointStore
        do {
            store = try CheckpointStore.create(
                path: checkpoint, campaign: campaign, warmStart: specification.warmStart)
        } catch {
            throw .checkpoint(error)
        }
        return try CampaignRunner(
            store: store, specification: specification, trials: [], samplerState: nil,
            executor: try specification.makeExecutor(instead: executor, evaluator: evaluator, store: store),
            warnings: [])
    }

    /// Opens the checkpoint of a campaign to go on with it.
    ///
    /// - Parameters:
    ///   - checkpoint: The path of the file.
    ///   - budget: A larger budget, as `Budget(parsing:current:)` reads it; `nil` keeps the old one.
    ///   - workers: Another number of workers; `nil` keeps the old one.
    ///   - folder: Where the campaign file and its programs are now, from which on they are looked for; `nil` where they
    ///     have not been moved.
    ///   - evaluator: Evaluates instead of the problem's own evaluator where given.
    ///   - executor: Runs the evaluations instead of the campaign's own executor where given.
    /// - Throws: `CampaignError`.
    public static func resume(
        checkpoint: String, budget: String? = nil, workers: Int? = nil, folder: String? = nil,
        evaluator: (any TrialEvaluator)? = nil, executor: (any TrialExecutor)? = nil
    ) throws(CampaignError) -> CampaignRunner {
        let store: CheckpointStore
        var campaign: StoredCampaign
        do throws(CheckpointError) {
            store = try CheckpointStore.open(path: checkpoint)
            campaign = try store.campaign()
        } catch {
            throw .checkpoint(error)
        }
        if let folder { campaign.folder = URL(fileURLWithPath: folder).standardizedFileURL.path }
        let needsPrograms = evaluator == nil && executor == nil
        var specification = try CampaignSpecification(campaign, needsPrograms: needsPrograms)
        if folder != nil || (needsPrograms && !specification.programs.isEmpty) {
            try campaign.checkFolder(isGiven: folder != nil)
        }
        if folder != nil {
            do { try store.setFolder(campaign.folder) } catch { throw .checkpoint(error) }
        }
        if let workers { try specification.setWorkers(workers) }
        let trials: [TrialRecord]
        let state: StoredSamplerState?
        do throws(CheckpointError) {
            try store.checkEvaluators(of: campaign, against: specification)
            trials = try store.trials(for: specification)
            state = try store.samplerState()
            specification.warmStart = try store.warmStart(for: specification)
        } catch {
            throw .checkpoint(error)
        }
        if let budget {
            specification.budget = try extended(budget, specification: specification, trials: trials)
            do { try store.setBudget(specification.budget) } catch { throw .checkpoint(error) }
        }
        return try CampaignRunner(
            store: store, specification: specification, trials: trials, samplerState: state,
            executor: try specification.makeExecutor(instead: executor, evaluator: evaluator, store: store),
            warnings: Machine.changes(since: campaign))
    }

    private static func extended(
        _ text: String, specification: CampaignSpecification, trials: [TrialRecord]
    ) throws(CampaignError) -> Budget {
        let budget = try Budget(parsing: text, current: specification.budget)
        var spending = Budget.Spending()
        for trial in trials { spending.add(cost: trial.cost, isTarget: trial.fidelity == specification.problem.target) }
        guard budget.used(spending) <= budget.limit + 1e-9 else {
            throw .budgetBelowSpent(budget: budget, spent: budget.used(spending))
        }
        return budget
    }
}

extension CheckpointStore {
    func checkEvaluators(
        of campaign: StoredCampaign, against specification: CampaignSpecification
    ) throws(CheckpointError) {
        for fidelity in specification.fidelities {
            let stored = campaign.evaluatorVersions[fidelity.name] ?? "unknown"
            guard stored == fidelity.evaluatorVersion else {
                throw .otherEvaluator(
                    path: path, fidelity: fidelity.name, stored: stored, present: fidelity.evaluatorVersion)
            }
        }
    }
}

extension StoredCampaign {
    /// Refuses to go on where programs would have no folder to work in: each trial would fail for it.
    func checkFolder(isGiven: Bool) throws(CampaignError) {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        guard !isThere || !isFolder.boolValue else { return }
        let accepted = isGiven ? "--folder with one that is there" : "--folder with the place to which it was moved"
        throw .configuration(
            ConfigurationError(
                file: file, found: "its folder \(CheckpointError.oneLine(folder, limit: 4096)), which is not there",
                accepted: accepted))
    }
}

extension CampaignSpecification {
    /// The specification of a stored campaign, without any file but the checkpoint.
    init(_ campaign: StoredCampaign, needsPrograms: Bool) throws(CampaignError) {
        do {
            try self.init(
                yaml: campaign.specification, file: campaign.file, folder: campaign.folder,
                purpose: needsPrograms ? .resumed(start: campaign.start) : .inspected(start: campaign.start))
        } catch {
            throw .configuration(error)
        }
        seed = campaign.seed
        budget = campaign.budget
        workers = campaign.workers
    }

    /// Sets the number of workers.
    ///
    /// - Throws: `CampaignError.invalidWorkers` outside 1 to 256.
    public mutating func setWorkers(_ count: Int) throws(CampaignError) {
        guard slurm == nil else { throw .workersOnCluster }
        guard (1...256).contains(count) else { throw .invalidWorkers(count) }
        workers = count
    }
}

extension OptimizationProblem {
    /// What a point adds to the hypervolume of others, all turned so that larger is better.
    func gain(of values: [Double], over others: [[Double]]) -> Double {
        Hypervolume.improvement(of: values, over: others, reference: maximizedReference)
    }
}
