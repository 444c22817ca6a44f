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
    /// - Parameter evaluator: Evaluates instead of the problem's own evaluator where given.
    func makeExecutor(evaluator: (any TrialEvaluator)?) -> any TrialExecutor {
        LocalExecutor(evaluator: evaluator ?? self.evaluator, workers: workers)
    }
}
