extension CampaignSpecification {
    /// The evaluator of the campaign's kind of problem.
    var evaluator: any TrialEvaluator {
        if let wafer {
            WaferEvaluator(wafer: wafer, specification: self)
        } else if let synthetic {
            SyntheticEvaluator(synthetic: synthetic, specification: self)
        } else {
            CommandEvaluator(specification: self)
        }
    }

    /// What evaluates the campaign's trials, as its file says.
    ///
    /// - Parameters:
    ///   - executor: Taken in place of any other where given.
    ///   - evaluator: Evaluates on this machine, instead of the problem's own evaluator, where given.
    ///   - store: The campaign's checkpoint.
    func makeExecutor(
        instead executor: (any TrialExecutor)?, evaluator: (any TrialEvaluator)?, store: CheckpointStore
    ) throws(CampaignError) -> any TrialExecutor {
        if let executor { return executor }
        if let slurm, evaluator == nil {
            do {
                return SlurmExecutor(settings: slurm, specification: self, identity: try store.campaignIdentity())
            } catch {
                throw .checkpoint(error)
            }
        }
        return LocalExecutor(evaluator: evaluator ?? self.evaluator, workers: workers)
    }
}
