import SearchSpace

/// What is known at one fidelity, as models see it: encoded points with figures, and points that are being evaluated.
struct LevelSample: Sendable {
    /// The index of the fidelity.
    let fidelity: Int
    /// The finished trials with figures, by number.
    let entries: [TrialLedger.Entry]
    /// Their encodings.
    let features: [[Double]]
    /// By quantity and trial: the objectives, turned so that larger is better, then the slacks of the constraints.
    let quantities: [[Double]]
    /// The rows that models are conditioned on: all, or the best half and the most recent half of the allowed number.
    let kept: [Int]
    /// The candidates whose results may not be used yet.
    let pending: [Candidate]

    init(
        _ ledger: TrialLedger, fidelity: Int, problem: OptimizationProblem, maximumRows: Int
    ) throws(OptimizationError) {
        self.fidelity = fidelity
        let all = ledger.entries(at: fidelity)
        let entries = all.filter { $0.outcome?.figures != nil }
        self.entries = entries
        pending = all.filter { $0.outcome == nil }.map(\.candidate)
        features = try problem.space.features(of: entries.map(\.candidate))
        quantities = problem.quantityColumns(of: entries.compactMap { $0.outcome?.figures }).map(\.values)
        if entries.count <= maximumRows {
            kept = Array(entries.indices)
        } else {
            var isKept = Array(repeating: false, count: entries.count)
            for index in entries.indices.suffix(maximumRows / 2) { isKept[index] = true }
            var left = maximumRows - maximumRows / 2
            for index in problem.ranked(entries.compactMap(\.outcome)) where left > 0 && !isKept[index] {
                isKept[index] = true
                left -= 1
            }
            kept = entries.indices.filter { isKept[$0] }
        }
    }
}
