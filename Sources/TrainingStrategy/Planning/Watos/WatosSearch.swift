import LanguageModel
import WaferArchitecture

/// The search of the WATOS planner over degrees: what may be fastest is worked out first.
struct WatosSearch {
    /// Dies of a group, at most: collectives of larger ones pass what they save.
    static let mostTensor = 32
    /// Sequences of a micro-batch, at most.
    static let mostMicroBatch = 16
    /// Degrees that are worked out, at most.
    static let mostCandidates = 64
    /// Drafts that are placed and refined.
    static let mostDrafts = 3

    let task: PlanningTask
    let costs: any TrainingCostModel
    let planner: WatosPlanner
    /// Bytes of one die that plans use: a trifle less than there are, for sums of large numbers.
    let capacityBytes: Double
    let sets: RecomputeSets
    private(set) var best: WatosOutcome?
    private var catalogues: [CatalogueKey: RecomputeCatalogue?] = [:]

    /// What the costs of layers depend on.
    struct CatalogueKey: Hashable {
        var shape: TensorShape
        var microBatch: Int
        var expert: Int
    }

    /// Degrees with the least seconds that they may need.
    struct Candidate {
        var degrees: WatosDegrees
        /// Chunks of an interleaved schedule, or 1 for a plan of stages.
        var chunks: Int
        var bound: Double
        var order: Int
    }

    init(_ task: PlanningTask, costs: any TrainingCostModel, planner: WatosPlanner) {
        self.task = task
        self.costs = costs
        self.planner = planner
        let wafer = task.hardware.wafer
        capacityBytes = task.hardware.dramBytesPerDie(diesInUse: wafer.diesX * wafer.diesY) * (1 - 1e-9)
        var share = LayerShare(microBatch: 1, tensor: 1, sequenceParallel: false)
        share.isFused = task.job.attention == .fused
        sets = RecomputeSets(task.model, share)
    }

    /// Searches; the result is ``best``.
    mutating func run() {
        var drafts: [(draft: WatosDraft, seconds: Double)] = []
        var worked = 0
        for candidate in candidates() {
            if let best, best.excess == 0, candidate.bound >= best.seconds { break }
            if worked == Self.mostCandidates, best?.excess == 0 { break }
            worked += 1
            offerUniform(candidate)
            guard candidate.chunks == 1 else { continue }
            for draft in self.drafts(candidate.degrees) {
                guard let outcome = WatosOutcome(draft.design(draft.plan), costs: costs) else { continue }
                offer(outcome)
                guard outcome.excess == 0 else { continue }
                drafts.append((draft, outcome.seconds))
                drafts.sort { $0.seconds < $1.seconds }
                if drafts.count > Self.mostDrafts { drafts.removeLast() }
            }
        }
        for (draft, seconds) in drafts { refine(draft, seconds: seconds) }
    }

    mutating func offer(_ outcome: WatosOutcome?) {
        if let outcome, outcome.isBetter(than: best) { best = outcome }
    }

    /// The sets of one tensor degree, micro-batch and expert degree, worked out once.
    mutating func catalogue(_ degrees: WatosDegrees) -> RecomputeCatalogue? {
        let key = CatalogueKey(shape: degrees.shape, microBatch: degrees.microBatch, expert: degrees.expert)
        if let known = catalogues[key] { return known }
        // Costs of a layer do not depend on the stages and replicas: one stage beside as many groups as experts need.
        var one = degrees
        (one.pipeline, one.data, one.zero) = (1, degrees.expert, 0)
        var design = task.design(one.strategy(task.model))
        design.job.globalBatchSequences = one.data * one.microBatch
        var plan = StrategyPlan()
        if let positions = GroupPositions(
            shape: degrees.shape, wafer: singleWafer, failed: planner.failedDies, stages: 1, replicas: one.data)
        {
            plan.sites = positions.planSites([0])
        }
        design.strategy.plan = plan
        let found = RecomputeCatalogue(design, sets, onlyNone: !planner.recomputes)
        catalogues[key] = found
        return found
    }

    /// The wafer by itself.
    private var singleWafer: Wafer {
        var wafer = task.hardware.wafer
        wafer.count = 1
        return wafer
    }

    /// Whether stages may use memory of others at all.
    var canLend: Bool {
        planner.sharesMemory && task.hardware.memory.kind != .offWafer && task.hardware.wafer.count == 1
    }
}
