/// The settings of `MFMOBOSampler`.
public struct MFMOBOOptions: Sendable, Hashable {
    /// How many random points come first, at the low fidelity.
    public var initial: Int
    /// How many rounds at the low fidelity follow them.
    public var lowRounds: Int
    /// How many of the best low-fidelity points are handed over to the high fidelity.
    public var handover: Int
    /// The index of the low fidelity; the high one is the target.
    public var lowFidelity: Int
    /// How the models are made; every proposal takes the best of `scoredCandidates` random candidates.
    public var model: ModelOptions

    /// Makes settings; the defaults are those of the method's authors.
    public init(
        initial: Int = 6, lowRounds: Int = 94, handover: Int = 6, lowFidelity: Int = 0,
        model: ModelOptions = ModelOptions(scoredCandidates: 20_000)
    ) {
        self.initial = initial
        self.lowRounds = lowRounds
        self.handover = handover
        self.lowFidelity = lowFidelity
        self.model = model
    }

    /// The authors' proportions, two low-fidelity evaluations for each one at the high fidelity, scaled to a budget.
    ///
    /// - Parameters:
    ///   - cost: The budget, in the unit of the fidelities' costs.
    ///   - problem: What is optimised.
    public static func scaled(toCost cost: Double, for problem: OptimizationProblem) -> MFMOBOOptions {
        var options = MFMOBOOptions()
        guard let low = problem.fidelities.first?.cost, let high = problem.fidelities.last?.cost else { return options }
        let count = cost / (high + 2 * low)
        guard count.isFinite, count < 1e6 else { return options }
        options.lowRounds = max(0, Int((2 * count).rounded()) - options.initial)
        options.handover = max(1, min(options.handover, Int((count / 5).rounded())))
        return options
    }

    func validate(for problem: OptimizationProblem) throws(OptimizationError) {
        try OptionCheck.require(initial >= 1, "initial", initial, "at least 1")
        try OptionCheck.require(lowRounds >= 0, "lowRounds", lowRounds, "0 or more")
        try OptionCheck.require(handover >= 1, "handover", handover, "at least 1")
        try OptionCheck.require(
            problem.fidelities.indices.contains(lowFidelity), "lowFidelity", lowFidelity,
            "an index from 0 to \(problem.fidelities.count - 1)")
        try model.validate()
    }
}
