import LanguageModel
import MeshNetwork
import WaferArchitecture

extension TrainingDesign {
    /// The rules of shape that the design breaks, in the order of ``StrategyRule``; empty for a legal one.
    ///
    /// Only what the strategy's integers decide is checked here; memory, power and geometry need a cost model.
    ///
    /// - Complexity: O(dies in a column), without allocation for a legal design.
    public func strategyViolations() -> [StrategyViolation] {
        var found: [StrategyViolation] = []
        let smallest = min(
            min(min(strategy.tensor, strategy.pipeline, strategy.data), min(strategy.expert, strategy.context)),
            min(strategy.chunks, strategy.microBatchSequences, job.globalBatchSequences))
        guard smallest >= 1 else {
            // The other rules divide by these numbers.
            return [
                StrategyViolation(
                    rule: .positiveDegrees, value: Double(1 - smallest), allowed: 0,
                    description: "a degree, chunk count or batch is \(smallest); each must be at least 1")
            ]
        }
        checkTensor(&found)
        checkPipeline(&found)
        checkBatch(&found)
        checkParts(&found)
        let planMisfit = strategy.plan.flatMap { misfit(of: $0) }
        // Where the groups of a plan are not those of the strategy, there are no places to look for faults at.
        if found.isEmpty, planMisfit == nil, hardware.cluster == nil, !hardware.faults.isEmpty { checkFaults(&found) }
        if let reason = planMisfit {
            found.append(StrategyViolation(rule: .planFits, value: 1, allowed: 0, description: reason))
        }
        return found
    }

    /// Micro-batches that each replica runs in one iteration.
    ///
    /// Where weights are streamed, sequences need not be dealt out evenly: it is what the replica with the most runs.
    public var microBatchCount: Int {
        let together = strategy.data * strategy.microBatchSequences
        return strategy.streamsWeights
            ? (job.globalBatchSequences + together - 1) / together : job.globalBatchSequences / together
    }

    private func checkTensor(_ found: inout [StrategyViolation]) {
        let tensor = strategy.tensor
        let wafer = hardware.wafer
        if let cluster = hardware.cluster {
            if !StrategyRule.tensorFillsNodes(tensor: tensor, devicesPerNode: cluster.devicesPerNode) {
                found.append(
                    StrategyViolation(
                        rule: .tensorTiles, value: 1, allowed: 0,
                        description: "tensor degree \(tensor) must divide the \(cluster.devicesPerNode) devices of a "
                            + "node or be a multiple of them"))
            }
        } else if strategy.plan?.sites.isEmpty ?? true,
            !TensorShape.tensorTiles(tensor: tensor, diesX: wafer.diesX, diesY: wafer.diesY)
        {
            found.append(
                StrategyViolation(
                    rule: .tensorTiles, value: 1, allowed: 0,
                    description: "no rectangle of \(tensor) dies tiles the grid of \(wafer.diesX) x \(wafer.diesY) "
                        + "dies; take a tensor degree a * b with a dividing \(wafer.diesX), b dividing \(wafer.diesY)"))
        }
        // A plan of operators cuts each in its own way, of which it has its own rules.
        if strategy.plan?.operators.isEmpty ?? true { checkTensorDivides(&found) }
        let devices = tensor * strategy.pipeline * strategy.data * strategy.context
        if devices > hardware.deviceCount {
            found.append(
                StrategyViolation(
                    rule: .devices, value: Double(devices), allowed: Double(hardware.deviceCount),
                    description:
                        "tensor * pipeline * data\(strategy.context > 1 ? " * context" : "") is \(devices), but there are \(hardware.deviceCount) "
                        + (hardware.cluster == nil ? "dies" : "devices")))
        }
    }

    private func checkTensorDivides(_ found: inout [StrategyViolation]) {
        let tensor = strategy.tensor
        if !StrategyRule.tensorDivides(tensor: tensor, heads: model.heads, keyValueHeads: model.keyValueHeads) {
            found.append(
                StrategyViolation(
                    rule: .tensorDividesHeads, value: Double(max(1, model.heads % tensor)), allowed: 0,
                    description: "tensor degree \(tensor) must divide \(model.heads) heads, and divide "
                        + "\(model.keyValueHeads) key-value heads or be a multiple of them"))
        }
        if model.feedForward % tensor != 0 {
            found.append(
                StrategyViolation(
                    rule: .tensorDividesFeedForward, value: Double(model.feedForward % tensor), allowed: 0,
                    description: "tensor degree \(tensor) must divide the feed-forward width \(model.feedForward)"))
        }
        if let mixture = model.mixture, mixture.expertFeedForward % tensor != 0 {
            found.append(
                StrategyViolation(
                    rule: .tensorDividesFeedForward, value: Double(mixture.expertFeedForward % tensor), allowed: 0,
                    description: "tensor degree \(tensor) must divide the feed-forward width "
                        + "\(mixture.expertFeedForward) of an expert"))
        }
        if strategy.sequenceParallel, model.sequenceLength % tensor != 0 {
            found.append(
                StrategyViolation(
                    rule: .tensorDividesSequence, value: Double(model.sequenceLength % tensor), allowed: 0,
                    description: "with sequence parallelism the tensor degree \(tensor) must divide the sequence "
                        + "length \(model.sequenceLength)"))
        }
    }

    private func checkFaults(_ found: inout [StrategyViolation]) {
        let groups = strategy.pipeline * strategy.replicas
        guard let placement = Placement(self) else {
            found.append(
                StrategyViolation(
                    rule: .devices, value: Double(groups), allowed: Double(groups - 1),
                    description:
                        "with \(hardware.faults.dies.count) dies out of work the grid has fewer than \(groups) "
                        + "whole groups of \(strategy.tensor) dies"))
            return
        }
        if let site = placement.sites.first(where: { !hardware.works($0) }) {
            found.append(
                StrategyViolation(
                    rule: .planFits, value: 1, allowed: 0,
                    description:
                        "a group at column \(site.rectangle.x), row \(site.rectangle.y) of wafer \(site.wafer) "
                        + "holds a die that does not work"))
            return
        }
        if hardware.memory.kind == .offWafer {
            found.append(
                StrategyViolation(
                    rule: .planFits, value: 1, allowed: 0,
                    description:
                        "a wafer with faults needs its memory on the dies, for streams from the rim take no detours"))
        }
        guard let detours = hardware.detours, let first = placement.sites.first else { return }
        let columns = hardware.wafer.diesX
        func corner(_ site: Placement.Site) -> Int {
            detours.mesh.node(x: site.wafer * columns + site.rectangle.x, y: site.rectangle.y)
        }
        let isReached = detours.reachable(from: corner(first))
        let all = placement.sites.flatMap { site in
            let rectangle = Rectangle(
                x: site.wafer * columns + site.rectangle.x, y: site.rectangle.y, width: site.rectangle.width,
                height: site.rectangle.height)
            return rectangle.nodes(in: detours.mesh)
        }
        if !all.allSatisfy({ isReached[$0] }) {
            found.append(
                StrategyViolation(
                    rule: .planFits, value: 1, allowed: 0,
                    description: "faults cut some of the dies in use off from the others"))
        }
    }

    private func checkParts(_ found: inout [StrategyViolation]) {
        let (context, expert) = (strategy.context, strategy.expert)
        let parts = context * (strategy.sequenceParallel ? strategy.tensor : 1)
        if context > 1, model.sequenceLength % parts != 0 {
            found.append(
                StrategyViolation(
                    rule: .contextDividesSequence, value: Double(model.sequenceLength % parts), allowed: 0,
                    description: "the context degree \(context)"
                        + (strategy.sequenceParallel ? " times the tensor degree \(strategy.tensor)" : "")
                        + " must divide the sequence length \(model.sequenceLength)"))
        }
        let experts = model.mixture?.experts ?? 1
        if !StrategyRule.expertDivides(expert: expert, replicas: strategy.replicas, experts: experts) {
            let broken = experts % expert != 0 ? experts % expert : strategy.replicas % expert
            found.append(
                StrategyViolation(
                    rule: .expertDivides, value: Double(broken), allowed: 0,
                    description: model.mixture == nil
                        ? "the expert degree is \(expert), but the model has no experts; it must be 1"
                        : "the expert degree \(expert) must divide the \(experts) experts and data * context, which is "
                            + "\(strategy.replicas)"))
        }
    }

    private func checkPipeline(_ found: inout [StrategyViolation]) {
        let (pipeline, chunks) = (strategy.pipeline, strategy.chunks)
        if !StrategyRule.layersSuffice(layers: model.layers, pipeline: pipeline, chunks: chunks) {
            found.append(
                StrategyViolation(
                    rule: .layersPerChunk, value: Double(pipeline * chunks), allowed: Double(model.layers),
                    description: "pipeline * chunks is \(pipeline * chunks), more than the \(model.layers) layers"))
        }
        if !StrategyRule.chunksMatch(schedule: strategy.schedule, pipeline: pipeline, chunks: chunks) {
            found.append(
                StrategyViolation(
                    rule: .chunksMatchSchedule, value: 1, allowed: 0,
                    description: strategy.schedule == .interleaved
                        ? "the interleaved schedule needs at least 2 stages and 2 chunks, not \(pipeline) and \(chunks)"
                        : "\(chunks) chunks need the interleaved schedule; \(strategy.schedule.rawValue) has 1"))
        }
        if !(0...3).contains(strategy.zeroStage) {
            found.append(
                StrategyViolation(
                    rule: .zeroStage, value: Double(max(strategy.zeroStage, 3 - strategy.zeroStage)), allowed: 3,
                    description: "the ZeRO stage is \(strategy.zeroStage); it must be 0, 1, 2 or 3"))
        }
    }

    private func checkBatch(_ found: inout [StrategyViolation]) {
        let batch = job.globalBatchSequences
        let (data, micro) = (strategy.data, strategy.microBatchSequences)
        if strategy.streamsWeights {
            if data * micro > batch {
                found.append(
                    StrategyViolation(
                        rule: .batchDivides, value: Double(data * micro), allowed: Double(batch),
                        description: "data * micro-batch = \(data * micro) is more than the global batch of \(batch)"))
            }
            return
        }
        if !StrategyRule.batchDivides(globalBatchSequences: batch, data: data, microBatchSequences: micro) {
            found.append(
                StrategyViolation(
                    rule: .batchDivides, value: Double(batch % (data * micro)), allowed: 0,
                    description: "data * micro-batch = \(data * micro) must divide the global batch of \(batch)"))
        } else if !StrategyRule.microbatchesFill(
            globalBatchSequences: batch, data: data, microBatchSequences: micro, pipeline: strategy.pipeline,
            schedule: strategy.schedule)
        {
            found.append(
                StrategyViolation(
                    rule: .microbatchesFillInterleaving, value: Double(microBatchCount % strategy.pipeline), allowed: 0,
                    description: "the interleaved schedule needs a multiple of \(strategy.pipeline) micro-batches, "
                        + "not \(microBatchCount)"))
        }
    }
}
