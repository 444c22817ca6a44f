import LanguageModel
import WaferArchitecture

/// Weight streaming as on Cerebras machines: one layer at a time on the whole wafer, with weights off it.
///
/// Published of it is how it runs (Cerebras documentation on execution modes, MemoryX and SwarmX): weights come in layer
/// by layer forward and once more backward, the next layer's while one is at work; gradients go out, and the optimiser
/// runs where weights are. How a layer lies on the wafer is the compiler's; here it is searched: tensor, data, context
/// and expert degrees, with one stage; sequence parallelism, micro-batch, and recomputation (none, selective, full)
/// through every combination, and for each the fewest sub-batches with which activations fit the memory, the fewest
/// with which they stay in SRAM, and the most. Micro-batches are those up to 16 sequences and the powers of two above.
/// Sequences need not be dealt out evenly, so that any number of replicas is tried; a replica with fewer of them waits.
public struct WeightStreamingPlanner: Planner {
    /// `weight-streaming`.
    public static let name = "weight-streaming"

    /// Makes the planner.
    public init() {}

    /// Degrees, and the least part of one device's seconds that they allow.
    private struct Degrees {
        var tensor: Int
        var context: Int
        var data: Int
        var least: Double
    }

    /// The best strategy of all, or the one nearest to fitting where none fits.
    ///
    /// - Throws: For a cluster or several wafers.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        guard task.hardware.cluster == nil, task.hardware.wafer.count == 1 else {
            throw .wrongMachine(planner: Self.name, accepted: "a single wafer")
        }
        let legal = LegalDegrees(task)
        let onOne = task.secondsAtPeakOfOne
        var best = BestPlan()
        for degrees in degrees(legal) {
            // They come in the order of the least time, so that no later one can win either.
            if best.fits, degrees.least * onOne >= best.seconds { break }
            consider(degrees, legal, task, onOne: onOne, costs: costs, best: &best)
        }
        return try best.found(planner: Self.name, reason: "no tensor degree divides the model and tiles the wafer")
    }

    private func degrees(_ legal: LegalDegrees) -> [Degrees] {
        var all: [Degrees] = []
        for tensor in legal.tensors {
            for context in legal.contexts where tensor * context <= legal.devices {
                for data in 1...max(1, min(legal.batch, legal.devices / (tensor * context))) {
                    let least = Self.leastTime(legal, tensor: tensor, context: context, data: data, microBatch: 1)
                    all.append(Degrees(tensor: tensor, context: context, data: data, least: least))
                }
            }
        }
        return all.sorted { $0.least < $1.least }
    }

    /// The least part of one device's seconds: the replica with the most sequences has no bubble, and no other one ends
    /// later.
    private static func leastTime(
        _ legal: LegalDegrees, tensor: Int, context: Int, data: Int, microBatch: Int
    ) -> Double {
        let microBatches = (legal.batch + data * microBatch - 1) / (data * microBatch)
        return Double(microBatches * microBatch) / Double(legal.batch) / Double(tensor * context)
    }

    private func consider(
        _ degrees: Degrees, _ legal: LegalDegrees, _ task: PlanningTask, onOne: Double, costs: some TrainingCostModel,
        best: inout BestPlan
    ) {
        var strategy = Strategy(tensor: degrees.tensor)
        strategy.data = degrees.data
        strategy.context = degrees.context
        strategy.plan = StrategyPlan()
        strategy.plan?.weights = .streamed
        let pair = legal.allowsSequenceParallel(tensor: degrees.tensor, context: degrees.context)
        for expert in legal.expertDegrees(replicas: strategy.replicas) {
            strategy.expert = expert
            for isParallel in pair ? [true, false] : [false] {
                strategy.sequenceParallel = isParallel
                for recompute in Recompute.allCases {
                    strategy.recompute = recompute
                    for microBatch in Self.microBatches(upTo: legal.batch / degrees.data) {
                        let least = Self.leastTime(
                            legal, tensor: degrees.tensor, context: degrees.context, data: degrees.data,
                            microBatch: microBatch)
                        if best.fits, least * onOne >= best.seconds { continue }
                        strategy.microBatchSequences = microBatch
                        offer(task.design(strategy), task, costs: costs, best: &best)
                    }
                }
            }
        }
    }

    private static func microBatches(upTo most: Int) -> [Int] {
        (1...max(1, most)).filter { $0 <= 16 || $0 & ($0 - 1) == 0 }
    }

    /// Offers a design with the fewest sub-batches that fit, and with the fewest with which activations stay in SRAM;
    /// where none fits, with as many as there can be.
    private func offer(
        _ base: TrainingDesign, _ task: PlanningTask, costs: some TrainingCostModel, best: inout BestPlan
    ) {
        let sramBytes = DieModel(task.hardware).workingBytes
        var design = base
        let microBatches = design.microBatchCount
        var together = microBatches
        var hasOffered = false
        while together >= 1 {
            let subBatches = (microBatches + together - 1) / together
            design.strategy.plan?.subBatches = subBatches
            let excess = task.memoryExcess(design)
            let memory = TrainingMemory(design).fullest
            let stays = memory.total - memory.optimizer <= sramBytes
            if stays || together == 1 || (excess == 0 && !hasOffered) {
                hasOffered = true
                if excess <= best.rank?.excess ?? .infinity { best.offer(design, costs: costs) }
            }
            if stays { return }
            // The next smaller number of micro-batches that go together.
            together = min(together - 1, (microBatches + subBatches) / (subBatches + 1))
        }
    }
}
