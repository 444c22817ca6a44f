import LanguageModel
import WaferArchitecture

/// AccPar: every operator's tensors are partitioned over all dies, in the type that its dynamic programme finds.
///
/// L. Song et al., "AccPar: Tensor Partitioning for Heterogeneous Deep Learning Accelerators" (HPCA 2020), with the
/// recursion of ``AccParPartition``. It has neither pipeline nor recomputation; all dies of all wafers have work.
///
/// Chosen for it here, each by the costs that are handed in, so that it is the best that its authors could run:
/// - the micro-batch, gradients being added up over as many as the batch has;
/// - a price on parameters in the dynamic programme, which knows no memory by itself: of a ladder of prices the one with
///   the fastest plan that fits;
/// - norms and residual sums cut by positions where the recursion left them whole;
/// - levels at which all operators are cut by the batch as replicas, whose gradients hide behind the backward pass, and
///   the replicas over which experts are dealt out.
public struct AccParPlanner: Planner {
    /// `accpar`.
    public static let name = "accpar"
    /// Prices on parameters, in parts of the seconds of a layer spread evenly.
    static let prices = [0, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3, 10]

    /// Makes the planner.
    public init() {}

    /// The best partition, or the one nearest to fitting where none fits.
    ///
    /// - Throws: On a cluster, where dies do not form a grid, and for latent attention, which has no types.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        guard task.hardware.cluster == nil else {
            throw .wrongMachine(planner: Self.name, accepted: "wafers")
        }
        guard task.model.latentAttention == nil else {
            throw .noStrategy(planner: Self.name, reason: "latent attention has no partition types")
        }
        let wafer = task.hardware.wafer
        let (dies, batch) = (wafer.diesX * wafer.diesY, task.job.globalBatchSequences)
        guard wafer.count >= 1, dies >= 1, batch >= 1, batch % wafer.count == 0 else {
            throw .noStrategy(
                planner: Self.name, reason: "\(wafer.count) wafers do not divide the batch of \(batch) sequences")
        }
        var best = BestPlan()
        for microBatch in LegalDegrees.divisors(of: batch / wafer.count) {
            var strategy = Strategy(tensor: dies)
            (strategy.data, strategy.microBatchSequences) = (wafer.count, microBatch)
            var least = Double.infinity
            for price in Self.prices {
                guard let spread = partition(task.design(strategy), price: price) else { continue }
                for design in variants(task, strategy, spread) {
                    least = min(least, task.memoryExcess(design))
                    best.offer(design, costs: costs)
                }
            }
            // Larger micro-batches keep more activations.
            if best.fits, least > 0 { break }
        }
        return try best.found(
            planner: Self.name, reason: "at some level an operator has no type with a unit for each part")
    }

    /// The partition of the recursion at a price.
    private func partition(_ design: TrainingDesign, price: Double) -> OperatorSpread? {
        let wafer = design.hardware.wafer
        let shape = TensorShape(width: wafer.diesX, height: wafer.diesY)
        let operators = OperatorCost(
            die: DieModel(design.hardware), distribution: PortDistribution(design.hardware), weightsStay: false)
        func chain(_ group: TensorShape, price: Double) -> SpreadChain<OperatorCost<PortDistribution>> {
            SpreadChain(design, shape: group, repeats: .none, secondsPerParameter: price) { operators.with($0) }
        }
        let seconds = chain(shape, price: 0).seconds(OperatorSpread(shape: shape, sequenceParallel: false))
        // Costs of a level are those of its own, coarser dies, which hold as much more.
        let each = price * seconds / design.model.parameterCount
        return AccParPartition.spread(design, shape: shape) { chain($0, price: each * Double(shape.count)) }
    }

    /// What a partition may be run as.
    private func variants(_ task: PlanningTask, _ base: Strategy, _ spread: OperatorSpread) -> [TrainingDesign] {
        let hasExperts = task.model.mixture != nil
        let used = spread.plans.filter { plan in
            hasExperts && task.model.expertLayers == task.model.layers
                ? plan.kind != .up && plan.kind != .down
                : hasExperts || plan.kind != .expertUp && plan.kind != .expertDown
        }
        let common = used.dropFirst().reduce(used.first?.batch ?? 1) { gcd($0, $1.batch) }
        var found: [TrainingDesign] = []
        for replicas in Set([1, common]).sorted() {
            let dies = spread.dies / replicas
            var strategy = base
            strategy.tensor = dies
            strategy.data *= replicas
            strategy.microBatchSequences /= replicas
            var plans = used
            for index in plans.indices { plans[index].batch /= replicas }
            for expert in LegalDegrees.divisors(of: task.model.mixture?.experts ?? 1)
            where strategy.data % expert == 0 {
                strategy.expert = expert
                for isCut in [false, true] {
                    var operators = plans
                    if isCut, dies % operators[0].batch == 0 { operators[0].sequence = dies / operators[0].batch }
                    strategy.sequenceParallel = dies > 1 && operators[0].parts == dies
                    strategy.plan = StrategyPlan()
                    strategy.plan?.operators = dies > 1 ? operators : []
                    let design = task.design(strategy)
                    if design.strategyViolations().isEmpty { found.append(design) }
                }
            }
        }
        return found
    }

    private func gcd(_ first: Int, _ second: Int) -> Int {
        var (one, other) = (first, second)
        while other > 0 { (one, other) = (other, one % other) }
        return one
    }
}
