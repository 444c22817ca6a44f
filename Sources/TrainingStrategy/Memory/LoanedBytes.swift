/// What stages of a plan keep in the memory of other dies, added up by stage, for one die of each.
public struct LoanedBytes: Sendable, Hashable {
    /// By stage, bytes of one micro-batch that a die sends away.
    public private(set) var sentBytes: [Double]
    /// By stage, bytes that a die keeps for others, for all micro-batches alive in their stages.
    public private(set) var heldBytes: [Double]
    /// By stage, bytes of one micro-batch that a die takes in for others.
    public private(set) var takenBytes: [Double]
    /// Bytes that a die without work keeps at most.
    public private(set) var largestSpareBytes = 0.0

    /// Adds up the loans of a plan, or nil where there are none.
    init?(_ loans: [MemoryLoan], plan: StagePlan) {
        guard !loans.isEmpty else { return nil }
        sentBytes = [Double](repeating: 0, count: plan.stages)
        (heldBytes, takenBytes) = (sentBytes, sentBytes)
        var spare: [Placement.Site: Double] = [:]
        for loan in loans {
            sentBytes[loan.stage] += loan.bytesPerMicroBatch
            let all = loan.bytesPerMicroBatch * plan.liveMicroBatches(stage: loan.stage)
            switch loan.holder {
            case .stage(let holder):
                heldBytes[holder] += all
                takenBytes[holder] += loan.bytesPerMicroBatch
            case .spare(let sites):
                for site in sites { spare[site, default: 0] += all }
            }
        }
        largestSpareBytes = spare.values.reduce(0, max)
    }
}
