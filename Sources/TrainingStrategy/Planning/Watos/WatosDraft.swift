import LanguageModel
import MeshNetwork
import WaferArchitecture

/// A pipeline before its plan is written: its stages' options, and the positions where they can stand.
struct WatosDraft {
    /// The degrees without a plan.
    var design: TrainingDesign
    /// Where stages can stand.
    var positions: GroupPositions
    /// The choices of stages.
    var problem: GlobalRecompute
    /// By stage, micro-batches alive.
    var live: [Double]
    /// Options, places and loans of the best choice so far.
    var plan: RefinementPlan

    /// What plans of the same stages may look like.
    var refinementProblem: RefinementProblem {
        let count = positions.sites.count
        var distances = [Int](repeating: 0, count: count * count)
        for first in 0..<count {
            for second in 0..<count {
                // No loan leaves its wafer; there are none where there are several.
                distances[first * count + second] = positions.distance(first, second) ?? Int.max / 4
            }
        }
        return RefinementProblem(
            bytes: problem.options.map { $0.map(\.bytes) }, capacityBytes: problem.capacityBytes, places: count,
            distances: distances)
    }

    /// The design of a plan.
    func design(_ plan: RefinementPlan) -> TrainingDesign {
        var written = design.strategy.plan ?? StrategyPlan()
        written.stages = plan.options.enumerated().map { problem.options[$0][$1].layers }
        let isIdentity = plan.places.enumerated().allSatisfy { $0 == $1 }
        if !positions.isDefault || !isIdentity { written.sites = positions.planSites(plan.places) }
        written.loans = plan.loans.map { loan in
            let holder: MemoryLoan.Holder =
                switch loan.holder {
                case .stage(let stage): .stage(stage)
                case .place(let place): .spare(positions.sites[place])
                }
            return MemoryLoan(
                stage: loan.stage, holder: holder, bytesPerMicroBatch: loan.bytes / max(live[loan.stage], 1))
        }
        var design = design
        design.strategy.plan = written
        return design
    }
}
