import TrainingStrategy
import WaferArchitecture

/// One iteration: passes of all stages, what replicas exchange, the optimiser's step, and where the slowest stage's
/// time went.
struct TrainingIteration {
    private let work: TrainingWork
    private let traffic: WaferTraffic
    private let stages: Int
    private let replicas: Int

    init(_ work: TrainingWork, traffic: WaferTraffic) {
        self.work = work
        self.traffic = traffic
        stages = work.plan.stages
        replicas = work.design.strategy.replicas
    }

    /// The passes of one micro-batch through one chunk of one node, by part.
    private struct PassTime {
        var compute = 0.0
        var memory = 0.0
        var communication = 0.0
        var again = 0.0
        var forward = 0.0
        var backward = 0.0
    }

    /// The time of the iteration by part, of the stage with most work.
    func time() -> TrainingEvaluation.Time {
        let chunks = work.plan.chunks
        let together = loadsOfAllRings()
        var passes: [PassTime] = []
        passes.reserveCapacity(stages * replicas * chunks)
        for node in 0..<(stages * replicas) {
            for chunk in 0..<chunks { passes.append(passTime(node: node, chunk: chunk, together: together)) }
        }
        let nodes = PipelineSimulation(
            plan: work.plan, replicas: replicas, forwardSeconds: passes.map(\.forward),
            backwardSeconds: passes.map(\.backward), transfers: traffic.transfers, linkCount: traffic.linkCount
        ).run()
        let ends = exchange(nodes, passes: passes)

        var slowest = 0
        var most = -1.0
        for node in nodes.indices {
            let busy = (0..<chunks).reduce(0.0) { sum, chunk in
                sum + passes[node * chunks + chunk].forward + passes[node * chunks + chunk].backward
            }
            if busy > most { (slowest, most) = (node, busy) }
        }
        let batches = Double(work.plan.microBatches)
        var time = TrainingEvaluation.Time()
        for chunk in 0..<chunks {
            let pass = passes[slowest * chunks + chunk]
            time.compute += batches * pass.compute
            time.memory += batches * pass.memory
            time.communication += batches * pass.communication
            time.recompute += batches * pass.again
        }
        let end = ends.iteration
        time.optimizer = ends.optimizer[slowest % stages]
        time.communication += nodes[slowest].transferWait + ends.exchange[slowest]
        // The difference of equal sums may be a rounding error below zero.
        time.bubble =
            nodes[slowest].bubble + max(0, end - nodes[slowest].end - ends.exchange[slowest] - time.optimizer)
        return time
    }

    /// Seconds that one byte sent by every die of all stages costs each link.
    private func loadsOfAllRings() -> [Double] {
        var loads = [Double](repeating: 0, count: traffic.linkCount)
        for ring in traffic.rings {
            for index in ring.links.indices { loads[ring.links[index]] += ring.secondsPerByte[index] }
        }
        return loads
    }

    private func passTime(node: Int, chunk: Int, together: [Double]) -> PassTime {
        let stage = node % stages
        var passes = work.work(stage: stage, chunk: chunk)
        // What arrives is written to DRAM and what leaves is read from it, beside the operators.
        if !work.activationsStay {
            let bytes = work.streamBytes / Double(work.design.strategy.tensor)
            let index = chunk * stages + stage
            let neighbours = (index > 0 ? 1.0 : 0) + (index < work.plan.virtualStages - 1 ? 1.0 : 0)
            passes.forward.dramBytes += neighbours * bytes
            passes.backward.dramBytes += neighbours * bytes
        }
        let bandwidth = traffic.dramBytesPerSecond[node]
        let half = traffic.halfSeconds[node]
        let forward = passes.forward.seconds(dramBytesPerSecond: bandwidth)
        let backward = passes.backward.seconds(dramBytesPerSecond: bandwidth)
        var time = PassTime()
        time.compute = passes.forward.computeSeconds + passes.backward.computeSeconds
        time.memory = forward + backward - time.compute
        time.again = passes.again.seconds(dramBytesPerSecond: bandwidth) + passes.againHalves * half
        time.forward = forward + passes.forwardHalves * half
        time.backward = backward + time.again + passes.backwardHalves * half
        time.communication = (passes.forwardHalves + passes.backwardHalves) * half
        var exchange = TrainingWork.ExchangeTime()
        if passes.forwardExchanges + passes.forwardRings > 0 {
            exchange = work.exchangeTime(passes, ring: ReplicaLink(work), dramBytesPerSecond: bandwidth)
            time.again += exchange.again
            time.forward += exchange.forward
            time.backward += exchange.backward + exchange.again
            time.communication += exchange.forward + exchange.backward
        }
        if work.design.strategy.zeroStage >= 2, replicas > 1 {
            let ring = traffic.rings[stage]
            let parameters = work.parameters(stage: stage).divided(by: Double(work.plan.chunks))
            let gather = ring.seconds(
                bytes: work.forwardRingBytes(parameters: parameters), steps: replicas - 1, together: together)
            let scatter = ring.seconds(
                bytes: work.backwardRingBytes(parameters: parameters), steps: replicas - 1, together: together)
            // Rings of keys and values use the same links.
            let beside = (
                forward: max(0, gather + exchange.forwardRingSeconds - (forward + exchange.forward)),
                backward: max(0, scatter + exchange.backwardRingSeconds - (backward + exchange.backward))
            )
            time.forward += beside.forward
            time.backward += beside.backward
            time.communication += beside.forward + beside.backward
        }
        return time
    }

    /// What follows the last backward passes.
    private struct Ends {
        /// The end of everything.
        var iteration = 0.0
        /// Seconds of exchange after a node's last pass, without waiting for other stages or replicas; by node.
        var exchange: [Double] = []
        /// Seconds of the optimiser's step, by stage.
        var optimizer: [Double] = []
    }

    /// Gradients, optimiser, weights: rings wait for all replicas and for links that other stages' rings hold.
    ///
    /// Stages are served in the order in which their gradients become ready, the last stage first where equal.
    private func exchange(_ nodes: [PipelineSimulation.Node], passes: [PassTime]) -> Ends {
        let plan = work.plan
        let link = LinkCost(dieToDieOf: work.design.hardware)
        // All chunks of a stage have gradients in the ring, and only the last one's are late.
        let layers = Double(plan.layersAtLeast * plan.chunks)
        let chunkLayers = Double(plan.layersAtLeast)
        var ends = Ends()
        ends.exchange = [Double](repeating: 0, count: nodes.count)
        ends.optimizer = (0..<stages).map {
            work.optimizerSeconds(
                parameters: work.parameters(stage: $0), dramBytesPerSecond: traffic.dramBytesPerSecond[$0])
        }
        // The first layer's gradient of a stage is ready when one layer's part of the last backward pass is through.
        var ready = [Double](repeating: 0, count: stages)
        var done = [Double](repeating: 0, count: stages)
        for node in nodes.indices {
            let stage = node % stages
            let started = nodes[node].lastBackwardStart
            ready[stage] = max(ready[stage], started + (nodes[node].end - started) / chunkLayers)
            done[stage] = max(done[stage], nodes[node].end)
        }
        let order = (0..<stages).sorted { ready[$0] != ready[$1] ? ready[$0] < ready[$1] : $0 > $1 }
        var free = [Double](repeating: 0, count: traffic.linkCount)
        var summed = done
        var sending = [Double](repeating: 0, count: stages)
        for stage in order where replicas > 1 {
            let steps = replicas - 1
            let bytes = work.gradientRingBytes(parameters: work.parameters(stage: stage))
            let seconds = ringSeconds(
                stage: stage, bytes: bytes, steps: work.design.strategy.zeroStage == 0 ? 2 * steps : steps)
            guard seconds > 0 else { continue }
            let begin = traffic.rings[stage].links.reduce(ready[stage]) { max($0, free[$1]) }
            hold(stage: stage, bytes: bytes, from: begin, free: &free)
            // Of the other chunks' gradients only what the last chunk's ring holds up can still be on its way.
            summed[stage] = max(begin + seconds / Double(plan.chunks), done[stage] + seconds / layers)
            sending[stage] = summed[stage] - done[stage]
        }
        // First and last stage exchange the gradient of a tied head, over the distance between them.
        if work.tiedHeadBytes > 0 {
            let both = max(summed[0], summed[stages - 1])
            let first = work.placement.site(stage: 0, replica: 0)
            let last = work.placement.site(stage: stages - 1, replica: 0)
            let links = Placement.distance(first.rectangle, last.rectangle) + abs(first.wafer - last.wafer)
            let rate =
                first.wafer == last.wafer
                ? link.bytesPerSecond
                : min(
                    link.bytesPerSecond,
                    work.design.hardware.wafer.interWaferBytesPerSecond
                        / Double(work.design.strategy.tensor * replicas))
            let tied = LinkCost(latencySeconds: link.latencySeconds, bytesPerSecond: rate)
                .seconds(bytes: work.tiedHeadBytes, links: links)
            summed[0] = both + tied
            summed[stages - 1] = both + tied
            sending[0] += tied
            sending[stages - 1] += tied
        }
        for stage in 0..<stages {
            let gather = ringSeconds(
                stage: stage, bytes: work.weightRingBytes(parameters: work.parameters(stage: stage)),
                steps: replicas - 1)
            ends.iteration = max(ends.iteration, summed[stage] + ends.optimizer[stage] + gather)
            for replica in 0..<replicas {
                let node = replica * stages + stage
                ends.exchange[node] = sending[stage] + gather
            }
        }
        return ends
    }

    /// Seconds of a stage's rings: links, or DRAM that is read to send, and read and written to add.
    private func ringSeconds(stage: Int, bytes: Double, steps: Int) -> Double {
        guard replicas > 1 else { return 0 }
        let memory = work.weightsStay ? 0 : 3 * bytes / traffic.dramBytesPerSecond[stage]
        return max(traffic.rings[stage].seconds(bytes: bytes, steps: steps), memory)
    }

    private func hold(stage: Int, bytes: Double, from begin: Double, free: inout [Double]) {
        let ring = traffic.rings[stage]
        for index in ring.links.indices {
            free[ring.links[index]] = begin + bytes * ring.secondsPerByte[index]
        }
    }
}
