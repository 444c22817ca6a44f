import LanguageModel
import WaferArchitecture

/// Megatron-LM by its documented rules: what its authors advise, without a search over degrees.
///
/// 1. *Tensor parallelism up to the node, then pipelines* (Narayanan et al., SC'21, takeaway 1). Where the model fits
///    without a pipeline the smallest tensor degree with which it does; else the largest inside the group of devices
///    that stand as close as those of a node. On a cluster that is the node; on a wafer eight dies, as in WATOS
///    (arXiv:2512.12279), where Megatron's choice for 32 dies is 8 by 4.
/// 2. *The smallest model-parallel size with which parameters and activations fit, and data parallelism for the rest*
///    (takeaway 2). Fitting is judged with one sequence a micro-batch, sequence parallelism and selective
///    recomputation (Korthikanti et al., MLSys 2023); where nothing fits so, with full recomputation. Megatron-LM asks
///    that the product of the degrees is the number of devices and that stages have equally many layers: of the sizes
///    that fit only those count that leave the fewest devices idle, and of them those that divide the layers if there
///    are any.
/// 3. *The micro-batch by equation (1)*, `(b'/b + p - 1) (t_f(b) + t_b(b))` (takeaway 3): the least time of an iteration
///    by the costs that are handed in, over all `b` that divide the batch. The interleaved schedule and its chunks
///    (section 2.2) are chosen along with it.
/// 4. *The least recomputation that fits*, of none, selective and full (Korthikanti et al.), for each of them.
/// 5. *A mixture's experts before tensors* (Megatron Core, user guide on mixtures of experts: expert parallelism is the
///    first dimension of such a model, and tensor degrees are sized by the parameters of one token): the most experts'
///    parts with which tensor times expert degree stays inside the group, then the smallest tensor degree.
///
/// Of the five rows of Narayanan et al., Table 1, that are kept with the measurements it takes the published tensor
/// degree in four and the published pipeline in four, both in three; where it differs its model-parallel size is
/// smaller, as parameters and activations fit with less than the authors used.
public struct MegatronPlanner: Planner {
    /// `megatron`.
    public static let name = "megatron"
    /// Dies that count as a node on a wafer.
    public static let diesPerGroup = 8

    /// Makes the planner.
    public init() {}

    /// A choice of degrees before the micro-batch is known.
    private struct Choice {
        var strategy: Strategy
        /// Devices with work.
        var devices: Int { strategy.tensor * strategy.pipeline * strategy.data }
    }

    /// The strategy of the rules, or the one nearest to fitting where none fits.
    ///
    /// - Throws: Where no tensor degree inside a group is legal, which only a task without devices or sequences has.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        let legal = LegalDegrees(task)
        let choices = choices(task, legal)
        var best = BestPlan()
        guard let degrees = firstFitting(choices, task) else {
            for choice in choices { best.offer(task.design(choice.strategy), costs: costs) }
            return try best.found(planner: Self.name, reason: "no tensor degree is legal inside a group of devices")
        }
        tune(degrees, task, legal, costs: costs, best: &best)
        return try best.found(planner: Self.name, reason: "no micro-batch divides the batch")
    }

    /// The choice of the rules among those that fit; nil where none does.
    private func firstFitting(_ choices: [Choice], _ task: PlanningTask) -> Strategy? {
        for recompute in [Recompute.selective, .full] {
            let fitting = choices.filter { choice in
                var strategy = choice.strategy
                strategy.recompute = recompute
                return task.memoryExcess(task.design(strategy)) == 0
            }
            let most = fitting.map(\.devices).max() ?? 0
            var busiest = fitting.filter { $0.devices == most }
            let even = busiest.filter { task.model.layers % $0.strategy.pipeline == 0 }
            if !even.isEmpty { busiest = even }
            if let first = busiest.first(where: { $0.strategy.pipeline == 1 }) ?? busiest.min(by: comesFirst) {
                return first.strategy
            }
        }
        return nil
    }

    /// Whether the rules take one pipeline before another: more experts' parts, the larger tensor degree (the smaller
    /// one of a mixture), fewer stages.
    private func comesFirst(_ first: Choice, _ second: Choice) -> Bool {
        let (one, other) = (first.strategy, second.strategy)
        if one.expert != other.expert { return one.expert > other.expert }
        if one.tensor != other.tensor { return (one.tensor > other.tensor) == (one.expert == 1) }
        return one.pipeline < other.pipeline
    }

    /// One choice for each tensor degree inside a group and each number of stages, with full recomputation and as many
    /// replicas as there is room for.
    private func choices(_ task: PlanningTask, _ legal: LegalDegrees) -> [Choice] {
        let group = task.hardware.cluster?.devicesPerNode ?? Self.diesPerGroup
        var all: [Choice] = []
        for tensor in legal.tensors where tensor <= group {
            for pipeline in 1...max(1, min(legal.layers, legal.devices / tensor)) {
                var strategy = Strategy(tensor: tensor)
                strategy.sequenceParallel = legal.allowsSequenceParallel(tensor: tensor, context: 1)
                strategy.pipeline = pipeline
                guard let data = legal.datas.last(where: { tensor * pipeline * $0 <= legal.devices }) else { continue }
                strategy.data = data
                strategy.expert = legal.expertDegrees(replicas: data).last { $0 * tensor <= group } ?? 1
                strategy.recompute = .full
                all.append(Choice(strategy: strategy))
            }
        }
        return all
    }

    /// Offers every micro-batch and number of chunks with the least recomputation that fits.
    private func tune(
        _ degrees: Strategy, _ task: PlanningTask, _ legal: LegalDegrees, costs: some TrainingCostModel,
        best: inout BestPlan
    ) {
        var design = task.design(degrees)
        for microBatch in LegalDegrees.divisors(of: legal.batch / degrees.data) {
            let microBatches = legal.batch / degrees.data / microBatch
            let interleaves = degrees.pipeline > 1 && microBatches % degrees.pipeline == 0
            for chunks in [1] + (interleaves ? legal.chunkCounts(pipeline: degrees.pipeline) : []) {
                design.strategy.microBatchSequences = microBatch
                design.strategy.chunks = chunks
                design.strategy.schedule = chunks > 1 ? .interleaved : .oneForwardOneBackward
                for recompute in Recompute.allCases {
                    design.strategy.recompute = recompute
                    guard task.memoryExcess(design) == 0 else { continue }
                    best.offer(design, costs: costs)
                    break
                }
            }
        }
    }
}
