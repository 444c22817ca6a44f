import LanguageModel
public import TrainingStrategy
import WaferArchitecture

extension AnalyticalModel {
    /// What a device of the first stage sends in one iteration, by collective; empty for a design whose shape cannot
    /// run.
    ///
    /// Seconds are those of each kind alone on its links: a schedule hides some of them behind arithmetic, so that they
    /// add up to the communication of an evaluation or more.
    public func communication(of design: TrainingDesign) -> [CollectiveCost] {
        guard design.strategyViolations().isEmpty else { return [] }
        if let cluster = design.hardware.cluster {
            let work = ClusterWork(design, on: cluster)
            let plan = work.memory.plan
            let stage = work.work(
                layers: plan.layerCount(stage: 0), isFirst: true, isLast: plan.stages == 1)
            let schedule = ClusterSchedule(work)
            let parameters = work.memory.parameters(stage: 0)
            let network = work.network
            let zero = schedule.zeroSeconds(parameters: parameters, layers: stage.layers)
            return Self.list(
                design, stage, plan: plan, streamBytes: work.streamBytes, exchange: work.exchange,
                gradientBytes: schedule.gradientBytes, parameters: parameters,
                half: network.tensorHalf(bytes: work.streamBytes),
                send: network.transferSeconds(streamBytes: work.streamBytes),
                replicas: schedule.exchangeSeconds(parameters: parameters)
                    + Double(plan.microBatches) * (zero.scatter + zero.gathers),
                allToAll: network.allToAll(bytes: work.exchange.expertBytes),
                ring: { network.contextRing(bytes: $0) })
        }
        guard let work = TrainingWork(design, distribution: { IdealDistribution($0) }) else { return [] }
        let links = ClosedFormLinks(work)
        let parameters = work.parameters(stage: 0)
        let steps = design.strategy.replicas - 1
        let once =
            work.gradientRingBytes(parameters: parameters) + work.weightRingBytes(parameters: parameters)
            + Double(work.plan.microBatches)
            * (work.forwardRingBytes(parameters: parameters) + work.backwardRingBytes(parameters: parameters))
        return Self.list(
            design, work.work(stage: 0), plan: work.plan, streamBytes: work.streamBytes, exchange: work.exchange,
            gradientBytes: TrainingStateBytes.singlePrecisionGradients.gradient, parameters: parameters,
            half: links.halfSeconds, send: links.transferSeconds,
            replicas: links.ringSeconds(bytes: once, steps: 2 * steps),
            allToAll: work.expertLink.seconds(bytes: work.exchange.expertBytes),
            ring: { links.ringSeconds(bytes: $0, steps: steps) })
    }

    private static func list(
        _ design: TrainingDesign, _ stage: StageWork, plan: StagePlan, streamBytes: Double, exchange: LayerExchange,
        gradientBytes: Double, parameters: HeldParameters, half: Double, send: Double, replicas: Double,
        allToAll: Double, ring: (Double) -> Double
    ) -> [CollectiveCost] {
        let strategy = design.strategy
        let batches = Double(plan.microBatches)
        var list: [CollectiveCost] = []
        func add(
            _ kind: CollectiveCost.Kind, _ group: CollectiveCost.Group, size: Int, count: Double, bytes: Double,
            seconds: Double
        ) {
            list.append(
                CollectiveCost(
                    kind: kind, group: group, size: size, count: count, bytes: bytes, seconds: seconds))
        }
        /// What a member of a group sends in one half of an all-reduce.
        func share(_ members: Int) -> Double { Double(members - 1) / Double(members) }
        if strategy.tensor > 1 {
            let count = batches * (stage.forwardHalves + stage.backwardHalves + stage.againHalves)
            add(
                .half, .tensor, size: strategy.tensor, count: count,
                bytes: count * share(strategy.tensor) * streamBytes, seconds: count * half)
        }
        if plan.stages > 1 {
            let count = batches * Double(plan.chunks)
            add(
                .send, .pipeline, size: 2, count: count, bytes: count * streamBytes / Double(strategy.tensor),
                seconds: count * send)
        }
        if strategy.replicas > 1 {
            let weights = TrainingStateBytes.singlePrecisionGradients.weight
            let perIteration: (gradients: Double, weights: Double) =
                switch strategy.zeroStage {
                case 0: (2, 0)
                case 1: (1, 1)
                case 2: (batches, 1)
                default: (batches, 2 * batches)
                }
            let bytes = perIteration.gradients * gradientBytes + perIteration.weights * weights
            let copies = strategy.replicas / strategy.expert
            add(
                .half, .data, size: strategy.replicas, count: perIteration.gradients + perIteration.weights,
                bytes: bytes * (share(strategy.replicas) * parameters.common + share(copies) * parameters.experts),
                seconds: replicas)
        }
        let exchanges = batches * (stage.forwardExchanges + stage.backwardExchanges + stage.againExchanges)
        if exchanges > 0 {
            add(
                .allToAll, .expert, size: strategy.expert, count: exchanges,
                bytes: exchanges * share(strategy.expert) * exchange.expertBytes, seconds: exchanges * allToAll)
        }
        if strategy.context > 1 {
            let there = batches * (stage.forwardRings + stage.againRings)
            let back = batches * stage.backwardRings
            add(
                .ring, .context, size: strategy.context, count: there + back,
                bytes: there * exchange.forwardRingBytes + back * exchange.backwardRingBytes,
                seconds: there * ring(exchange.forwardRingBytes) + back * ring(exchange.backwardRingBytes))
        }
        return list
    }
}
