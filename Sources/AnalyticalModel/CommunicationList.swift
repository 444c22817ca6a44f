import LanguageModel
import TrainingStrategy

/// The collectives of every stage of a design, equal neighbours together.
struct CommunicationList {
    /// Where the members of each kind of group stand.
    struct Places {
        let tensor: CollectiveCost.Place
        let pipeline: CollectiveCost.Place
        let data: CollectiveCost.Place
        let expert: CollectiveCost.Place
        let context: CollectiveCost.Place
    }

    /// Seconds of one collective of each kind, alone on its links.
    struct Seconds {
        let half: Double
        let allToAll: Double
        let ringThere: Double
        let ringBack: Double
        let tiedHead: Double
    }

    /// What differs between stages.
    struct Stage {
        let passes: StageWork
        let parameters: HeldParameters
        /// Seconds of all that replicas exchange.
        let replicaSeconds: Double
        /// Seconds of what it sends to its neighbours for one micro-batch.
        let sendSeconds: Double
        /// Whether some of that leaves the wafer.
        let leavesWafer: Bool
    }

    let design: TrainingDesign
    let plan: StagePlan
    let streamBytes: Double
    let exchange: LayerExchange
    /// Bytes of one gradient and of one weight.
    let bytesEach: (gradient: Double, weight: Double)
    /// Bytes of the gradient of a tied head that first and last stage send each other.
    let tiedHeadBytes: Double
    let places: Places
    let seconds: Seconds

    /// The collectives of all stages, in their order.
    func entries(_ stage: (Int) -> Stage) -> [CollectiveCost] {
        var list: [CollectiveCost] = []
        var latest: [CollectiveCost] = []
        for index in 0..<plan.stages {
            let next = entries(stage: index, stage(index))
            let isSame =
                latest.count == next.count
                && zip(latest, next).allSatisfy { before, now in
                    var other = now
                    (other.firstStage, other.lastStage) = (before.firstStage, before.lastStage)
                    return other == before
                }
            if isSame, index > 0 {
                for entry in latest.indices { latest[entry].lastStage = index }
            } else {
                list += latest
                latest = next
            }
        }
        return list + latest
    }

    /// What a member of a group sends of a vector in one half of an all-reduce.
    private func share(_ members: Int) -> Double { Double(members - 1) / Double(members) }

    private func entries(stage index: Int, _ stage: Stage) -> [CollectiveCost] {
        let strategy = design.strategy
        let batches = Double(plan.microBatches)
        let passes = stage.passes
        var list: [CollectiveCost] = []
        func add(
            _ kind: CollectiveCost.Kind, _ group: CollectiveCost.Group, _ place: CollectiveCost.Place, size: Int,
            count: Double, bytes: Double, seconds: Double
        ) {
            guard count > 0 else { return }
            list.append(
                CollectiveCost(
                    firstStage: index, lastStage: index, kind: kind, group: group, place: place, size: size,
                    count: count, bytes: bytes, seconds: seconds))
        }
        let halves = batches * (passes.forwardHalves + passes.backwardHalves + passes.againHalves)
        add(
            .half, .tensor, places.tensor, size: strategy.tensor, count: halves,
            bytes: halves * share(strategy.tensor) * streamBytes, seconds: halves * seconds.half)
        if plan.stages > 1 {
            // Forward from all virtual stages but the last, backward from all but the first.
            let ends = (index == 0 ? 1 : 0) + (index == plan.stages - 1 ? 1 : 0)
            let sends = batches * Double(2 * plan.chunks - ends)
            var place = places.pipeline
            place.wafers = stage.leavesWafer ? 2 : 1
            add(
                .send, .pipeline, place, size: 2, count: sends, bytes: sends * streamBytes / Double(strategy.tensor),
                seconds: batches * stage.sendSeconds)
            if tiedHeadBytes > 0, ends > 0 {
                add(
                    .send, .tiedHead, places.pipeline, size: 2, count: 1, bytes: tiedHeadBytes,
                    seconds: seconds.tiedHead)
            }
        }
        if strategy.replicas > 1 {
            let (gradients, weights) = strategy.replicaHalves(microBatches: plan.microBatches)
            let copies = strategy.replicas / strategy.expert
            let each = gradients * bytesEach.gradient + weights * bytesEach.weight
            add(
                .half, .data, places.data, size: strategy.replicas, count: gradients + weights,
                bytes: each
                    * (share(strategy.replicas) * stage.parameters.common + share(copies) * stage.parameters.experts),
                seconds: stage.replicaSeconds)
        }
        let exchanges = batches * (passes.forwardExchanges + passes.backwardExchanges + passes.againExchanges)
        add(
            .allToAll, .expert, places.expert, size: strategy.expert, count: exchanges,
            bytes: exchanges * share(strategy.expert) * exchange.expertBytes, seconds: exchanges * seconds.allToAll)
        let (there, back) = (batches * (passes.forwardRings + passes.againRings), batches * passes.backwardRings)
        add(
            .ring, .context, places.context, size: strategy.context, count: there + back,
            bytes: there * exchange.forwardRingBytes + back * exchange.backwardRingBytes,
            seconds: there * seconds.ringThere + back * seconds.ringBack)
        return list
    }
}
