import LanguageModel
import WaferArchitecture

/// The search of the WATOS planner over degrees: what may be fastest is worked out first.
struct WatosSearch {
    /// Dies of a group, at most: collectives of larger ones pass what they save.
    static let mostTensor = 32
    /// Sequences of a micro-batch, at most.
    static let mostMicroBatch = 16
    /// Degrees that are worked out, at most; where links have failed three times as many, as estimates leave out what
    /// detours cost.
    static let mostCandidates = 64
    /// The same where none of them fits.
    static let mostWithoutFit = 512
    /// Plans that the referee chooses from.
    static let mostFinalists = 12
    /// Drafts that are placed and refined.
    static let mostDrafts = 3

    let task: PlanningTask
    let costs: any TrainingCostModel
    let planner: WatosPlanner
    /// Bytes of one die that plans use: a trifle less than there are, for sums of large numbers.
    let capacityBytes: Double
    let sets: RecomputeSets
    /// The best of all.
    var best: WatosOutcome? { finalists.first }
    /// The best plans from the best on, each of a family of its own.
    private var finalists: [WatosOutcome] = []
    /// Operators that are not worked through in the core's own way.
    var mappings: [CatalogueKey: [OperatorPlan]] = [:]
    private var catalogues: [CatalogueKey: RecomputeCatalogue?] = [:]
    private var policies: [CatalogueKey: RecomputeCatalogue?] = [:]

    /// What the costs of layers depend on.
    struct CatalogueKey: Hashable {
        var shape: TensorShape
        var microBatch: Int
        var expert: Int
    }

    /// Degrees with the seconds that an iteration may need.
    struct Candidate {
        var degrees: WatosDegrees
        /// Chunks of an interleaved schedule, or 1 for a plan of stages.
        var chunks: Int
        /// By how much its state alone is above the memory that it may use, as a share of it.
        var excess: Double
        /// At least.
        var bound: Double
        /// With all memory that it wants.
        var estimate: Double
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
        let most = Self.mostCandidates * (task.hardware.faults.links.isEmpty ? 1 : 3)
        for candidate in candidates() {
            if let best, best.fits, candidate.bound >= best.seconds { continue }
            if best?.fits == true, worked >= most || candidate.excess > 0 { break }
            if worked >= Self.mostWithoutFit { break }
            worked += 1
            offerUniform(candidate)
            guard candidate.chunks == 1, candidate.excess == 0 else { continue }
            for draft in self.drafts(candidate.degrees) {
                guard let outcome = WatosOutcome(draft.design(draft.plan), costs: costs) else { continue }
                offer(outcome)
                guard outcome.fits else { continue }
                drafts.append((draft, outcome.seconds))
                drafts.sort { $0.seconds < $1.seconds }
                if drafts.count > Self.mostDrafts { drafts.removeLast() }
            }
        }
        for (draft, seconds) in drafts { refine(draft, seconds: seconds) }
        offerEnumerated()
    }

    /// Remembers a plan that is among the best.
    mutating func offer(_ outcome: WatosOutcome?) {
        guard let outcome else { return }
        // Of plans that differ in little only the best one is kept, so that the last ones differ in more.
        let family = outcome.family
        if let same = finalists.firstIndex(where: { $0.family == family }) {
            guard finalists[same].rank < outcome.rank else { return }
            finalists.remove(at: same)
        }
        let place = finalists.firstIndex { $0.rank < outcome.rank } ?? finalists.count
        guard place < Self.mostFinalists else { return }
        finalists.insert(outcome, at: place)
        if finalists.count > Self.mostFinalists { finalists.removeLast() }
    }

    /// The best of what Megatron-LM can run, and the same with operators worked through as is fastest.
    private mutating func offerEnumerated() {
        var enumeration = StrategyEnumeration(zeroStages: { _ in [0, 1] })
        if !planner.recomputes { enumeration.recomputations = [.none] }
        guard var found = try? enumeration.best(task, costs: costs, planner: WatosPlanner.name),
            planner.accepts(found.strategy)
        else { return }
        offer(WatosOutcome(found, costs: costs))
        guard found.strategy.context == 1, let shape = Placement(found)?.shape else { return }
        let degrees = WatosDegrees(
            shape: shape, pipeline: found.strategy.pipeline, data: found.strategy.data,
            expert: found.strategy.expert, microBatch: found.strategy.microBatchSequences,
            zero: found.strategy.zeroStage)
        found.strategy.plan = strategy(degrees).plan
        offer(WatosOutcome(found, costs: costs))
    }

    /// The best of all, or of the last ones that fit that which the referee finds best.
    func chosen() -> WatosOutcome? {
        guard let referee = planner.referee else { return best }
        var chosen: WatosOutcome?
        for outcome in finalists where outcome.fits {
            guard let judged = WatosOutcome(outcome.design, costs: referee), judged.fits else { continue }
            if chosen.map({ $0.rank < judged.rank }) ?? true { chosen = judged }
        }
        return chosen ?? best
    }

    /// The sets of one tensor degree, micro-batch and expert degree, worked out once.
    mutating func catalogue(_ degrees: WatosDegrees) -> RecomputeCatalogue? {
        let key = CatalogueKey(shape: degrees.shape, microBatch: degrees.microBatch, expert: degrees.expert)
        if let known = catalogues[key] { return known }
        let found = catalogue(degrees, sets)
        catalogues[key] = found
        return found
    }

    /// The policies with a name of the same, for estimates.
    mutating func policies(_ degrees: WatosDegrees) -> RecomputeCatalogue? {
        let key = CatalogueKey(shape: degrees.shape, microBatch: degrees.microBatch, expert: degrees.expert)
        if let known = policies[key] { return known }
        let found = catalogue(degrees, .policies)
        policies[key] = found
        return found
    }

    private mutating func catalogue(_ degrees: WatosDegrees, _ sets: RecomputeSets) -> RecomputeCatalogue? {
        guard var design = single(degrees) else { return nil }
        design.strategy.plan?.operators = strategy(degrees).plan?.operators ?? []
        return RecomputeCatalogue(design, sets, onlyNone: !planner.recomputes)
    }

    /// One stage of some degrees beside as many groups as experts need, on a wafer without faults: costs of a layer do
    /// not depend on the stages and replicas.
    func single(_ degrees: WatosDegrees) -> TrainingDesign? {
        var one = degrees
        (one.pipeline, one.data, one.zero) = (1, degrees.expert, 0)
        var design = task.design(one.strategy(task.model))
        design.job.globalBatchSequences = one.data * one.microBatch
        design.hardware.wafer.count = 1
        design.hardware.faults = WaferFaults()
        var plan = StrategyPlan()
        if let positions = GroupPositions(
            shape: degrees.shape, hardware: design.hardware, stages: 1, replicas: one.data, avoidsLinks: false)
        {
            plan.sites = positions.planSites([0])
        }
        design.strategy.plan = plan
        return design
    }

    /// Whether stages may use memory of others at all.
    var canLend: Bool {
        planner.sharesMemory && task.hardware.memory.kind != .offWafer && task.hardware.wafer.count == 1
    }
}
