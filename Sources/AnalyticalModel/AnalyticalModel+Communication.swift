import LanguageModel
public import TrainingStrategy
import WaferArchitecture

extension AnalyticalModel {
    /// What the devices of all stages send in one iteration, by collective; empty for a design whose shape cannot run.
    ///
    /// Stages that follow each other and communicate alike share an entry. The bytes of an entry times its stages,
    /// replicas and tensor degree, and on a wafer times the links they cross, add up to the traffic between devices
    /// that the energy of an evaluation counts, but for DRAM off the wafer.
    ///
    /// Seconds are those of each kind without the others on its links, in all stages that share them. With each entry's seconds times its stages they add up to
    /// ``TrainingEvaluation/Time/communication`` of an evaluation or more, because a schedule hides some of them behind
    /// arithmetic and some stages' behind others'; on one stage of a cluster without rings of keys and values and
    /// without anything made again nothing is hidden, and both are equal. Where stages follow each other wafer by wafer
    /// without a common pattern, each boundary has the mean seconds of all.
    public func communication(of design: TrainingDesign) -> [CollectiveCost] {
        guard design.strategyViolations().isEmpty else { return [] }
        if let cluster = design.hardware.cluster {
            return ClusterSchedule(ClusterWork(design, on: cluster)).communication()
        }
        guard let work = TrainingWork(design, distribution: { PortDistribution($0) }) else { return [] }
        return ClosedFormLinks(work).communication(work)
    }
}

extension ClusterSchedule {
    /// What the devices of all stages send in one iteration.
    func communication() -> [CollectiveCost] {
        let (strategy, plan, network) = (work.design.strategy, work.memory.plan, work.network)
        func place(_ members: Int, stride: Int) -> CollectiveCost.Place {
            let inNode = max(1, min(members, network.perNode / stride))
            return CollectiveCost.Place(columns: inNode, rows: (members + inNode - 1) / inNode, wafers: 1, hops: 1)
        }
        let tensor = strategy.tensor
        let list = CommunicationList(
            design: work.design, plan: plan, streamBytes: work.streamBytes, exchange: work.exchange,
            bytesEach: (gradientBytes, weightBytes), tiedHeadBytes: tiedHeadBytes,
            places: CommunicationList.Places(
                tensor: place(tensor, stride: 1), pipeline: place(2, stride: tensor * strategy.replicas),
                data: place(strategy.replicas, stride: tensor), expert: place(strategy.expert, stride: tensor),
                context: place(strategy.context, stride: tensor)),
            seconds: CommunicationList.Seconds(
                half: network.tensorHalf(bytes: work.streamBytes),
                allToAll: network.allToAll(bytes: work.exchange.expertBytes),
                ringThere: network.contextRing(bytes: work.exchange.forwardRingBytes),
                ringBack: network.contextRing(bytes: work.exchange.backwardRingBytes),
                tiedHead: network.pairSeconds(bytes: tiedHeadBytes)))
        let send = network.sendSeconds(streamBytes: work.streamBytes)
        return list.entries { stage in
            var passes = work.work(stage: stage)
            if !strategy.sequenceParallel, tensor > 1 {
                // What comes in parts from another stage is gathered.
                passes.forwardHalves += Double(plan.chunks - (stage == 0 ? 1 : 0))
                passes.backwardHalves += Double(plan.chunks - (stage == plan.stages - 1 ? 1 : 0))
            }
            let parameters = work.memory.parameters(stage: stage)
            let zero = zeroSeconds(parameters: parameters, layers: passes.layers)
            return CommunicationList.Stage(
                passes: passes, parameters: parameters,
                replicaSeconds: exchangeSeconds(parameters: parameters)
                    + Double(plan.microBatches) * (zero.scatter + zero.gathers),
                sendSeconds: plan.sends(stage: stage) { _ in send }, leavesWafer: false)
        }
    }
}

extension ClosedFormLinks {
    /// What the dies of all stages send in one iteration.
    func communication(_ work: TrainingWork) -> [CollectiveCost] {
        typealias Place = CollectiveCost.Place
        let (strategy, placement, plan) = (work.design.strategy, work.placement, work.plan)
        let wafers = (placement.replicas + placement.replicasPerWafer - 1) / placement.replicasPerWafer
        let across = placement.blocksAcross > 0 ? placement.blocksAcross : placement.replicasPerWafer
        let data = Place(
            columns: across, rows: placement.replicasPerWafer / across, wafers: wafers, hops: Double(replicaHops))
        let others = Double(strategy.expert - 1) / Double(strategy.expert)
        let expert = work.expertLink
        let steps = strategy.replicas - 1
        let (sharedEnd, sharedPass) = (sharedEndSeconds(work) * Double(plan.chunks), sharedPassSeconds(work))
        let list = CommunicationList(
            design: work.design, plan: plan, streamBytes: work.streamBytes, exchange: work.exchange,
            bytesEach: (work.gradientBytes(parameters: 1), work.weightBytes(parameters: 1)),
            tiedHeadBytes: work.tiedHeadBytes,
            places: CommunicationList.Places(
                tensor: Place(columns: placement.shape.width, rows: placement.shape.height, wafers: 1, hops: 1),
                pipeline: Place(
                    columns: placement.columns > 1 ? 2 : 1, rows: placement.columns > 1 ? 1 : 2,
                    wafers: placement.stagesCrossWafers ? 2 : 1, hops: Double(pipelineHops)),
                data: data,
                // A byte that stays on its die crosses no link, and is not among those sent.
                expert: Place(
                    columns: expert.columns, rows: expert.rows, wafers: expert.wafers,
                    hops: others > 0 ? expert.meanHops / others : 0),
                context: data),
            seconds: CommunicationList.Seconds(
                half: halfSeconds,
                allToAll: work.expertLink.seconds(bytes: work.exchange.expertBytes),
                ringThere: replica.oneWaySeconds(
                    bytes: work.exchange.forwardRingBytes, steps: strategy.context - 1),
                ringBack: replica.oneWaySeconds(
                    bytes: work.exchange.backwardRingBytes, steps: strategy.context - 1),
                tiedHead: tiedHeadSeconds))
        return list.entries { stage in
            let parameters = work.parameters(stage: stage)
            // A stage's own rings, or its part of what shared links carry for all.
            let once = max(
                gradientRing(work, parameters: parameters) + weightRing(work, parameters: parameters), sharedEnd)
            let each = max(
                ringSeconds(bytes: work.forwardRingBytes(parameters: parameters), steps: steps)
                    + ringSeconds(bytes: work.backwardRingBytes(parameters: parameters), steps: steps), sharedPass)
            return CommunicationList.Stage(
                passes: work.work(stage: stage), parameters: parameters,
                replicaSeconds: once + Double(plan.microBatches) * each,
                sendSeconds: plan.sends(stage: stage) { sendSeconds(boundary: $0, placement) },
                leavesWafer: plan.sends(stage: stage) { placement.leavesWafer(boundary: $0) ? 1 : 0 } > 0)
        }
    }

    /// One micro-batch over one boundary between stages.
    private func sendSeconds(boundary: Int, _ placement: Placement) -> Double {
        if placement.isConsecutive { return pipelineSeconds / Double(max(1, placement.stages - 1)) }
        return placement.leavesWafer(boundary: boundary) ? crossingSeconds : transferSeconds
    }
}

extension Placement {
    /// Whether a stage and the next, or the last and the first, stand on different wafers in some replica.
    fileprivate func leavesWafer(boundary: Int) -> Bool {
        if isConsecutive { return true }
        let next = boundary + 1 == stages ? 0 : boundary + 1
        return boundary / stagesPerWafer != next / stagesPerWafer
    }
}

extension StagePlan {
    /// The sum of a figure over all that a stage sends to its neighbours for one micro-batch.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - figure: Of one vector over the boundary behind a stage; that behind the last leads to the first.
    fileprivate func sends(stage: Int, _ figure: (_ boundary: Int) -> Double) -> Double {
        guard stages > 1 else { return 0 }
        // Chunks but the last go on from the last stage to the first, and come back that way.
        let (all, wraps) = (Double(chunks), Double(chunks - 1))
        let forward = stage == stages - 1 ? wraps : all
        let backward = stage == 0 ? wraps : all
        return (forward > 0 ? forward * figure(stage) : 0)
            + (backward > 0 ? backward * figure(stage == 0 ? stages - 1 : stage - 1) : 0)
    }
}
