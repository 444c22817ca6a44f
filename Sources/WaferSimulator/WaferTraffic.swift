import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// Everything that crosses links between dies in one iteration, routed, and what sharing the links does to it.
///
/// Nodes are stages of replicas, `replica * stages + stage`.
struct WaferTraffic {
    let work: TrainingWork
    let linkCount: Int
    /// Seconds of one half of a tensor collective, by node.
    private(set) var halfSeconds: [Double] = []
    /// DRAM bandwidth of one die, by node.
    private(set) var dramBytesPerSecond: [Double] = []
    /// Hand-overs between stages, four a node, as ``PipelineSimulation`` wants them.
    private(set) var transfers: [PipelineSimulation.Transfer] = []
    /// The rings of all dies of a stage, by stage.
    private(set) var rings: [ReplicaRing] = []
    /// Links that a byte between two stages crosses, in the mean.
    private(set) var pipelineHops = 0.0
    /// Links that a byte between two replicas crosses, in the mean.
    private(set) var replicaHops = 0.0

    /// The steps of one half of a tensor collective.
    struct Half {
        var phases: [(flow: Flow, steps: Int)]
    }

    init(_ work: TrainingWork, network: some FlowNetwork) {
        self.work = work
        linkCount = network.linkCount
        let stages = work.plan.stages
        let count = stages * work.design.strategy.replicas
        let mesh = Mesh(width: work.design.hardware.wafer.diesX, height: work.design.hardware.wafer.diesY)
        let sites = (0..<count).map { work.placement.site(stage: $0 % stages, replica: $0 / stages) }
        var builder = FlowBuilder(linkCount: linkCount)
        let idle = [Double](repeating: 0, count: linkCount)

        // Alone: the faster algorithm of each group, and the pace that follows.
        var halves: [Half] = []
        for site in sites {
            halves.append(Self.half(site, bytes: work.streamBytes, mesh: mesh, network: network, builder: &builder))
            halfSeconds.append(Self.seconds(halves[halves.count - 1], network: network, busy: idle))
        }
        let flows = Self.handOvers(sites, work: work, mesh: mesh, network: network, builder: &builder)
        let memory = Self.memoryFlows(sites, work: work, mesh: mesh, network: network, builder: &builder)
        let ownBandwidth = work.dramBytesPerSecondPerDie

        // What each class of traffic puts on each link for one micro-batch of every replica, in seconds of the link.
        var (tensor, pipeline, streams) = (idle, idle, idle)
        var pace = 0.0
        for node in 0..<count {
            let passes = work.work(stage: node % stages)
            let halvesOfPass = passes.forwardHalves + passes.backwardHalves + passes.againHalves
            for phase in halves[node].phases {
                Self.add(phase.flow, times: halvesOfPass * Double(phase.steps), to: &tensor, network: network)
            }
            for index in 0..<4 {
                let chunks = Double(index % 2 == 0 ? work.plan.chunks : work.plan.chunks - 1)
                Self.add(flows[4 * node + index], times: chunks, to: &pipeline, network: network)
            }
            if !memory.isEmpty { Self.add(memory[node], times: 1, to: &streams, network: network) }
            pace = max(
                pace,
                passes.forward.seconds(dramBytesPerSecond: ownBandwidth)
                    + passes.backward.seconds(dramBytesPerSecond: ownBandwidth)
                    + passes.again.seconds(dramBytesPerSecond: ownBandwidth) + halvesOfPass * halfSeconds[node])
        }
        for link in 0..<linkCount { pace = max(pace, tensor[link] + pipeline[link] + streams[link]) }

        // Each class finds the links busy with the others.
        var busy = idle
        for link in 0..<linkCount { busy[link] = (pipeline[link] + streams[link]) / pace }
        for node in 0..<count { halfSeconds[node] = Self.seconds(halves[node], network: network, busy: busy) }
        for link in 0..<linkCount { busy[link] = (tensor[link] + streams[link]) / pace }
        transfers = flows.map { Self.transfer($0, network: network, busy: busy) }
        for link in 0..<linkCount { busy[link] = (tensor[link] + pipeline[link]) / pace }
        dramBytesPerSecond = [Double](repeating: ownBandwidth, count: count)
        for node in memory.indices {
            let bytes = Self.memoryBytes(work, stage: node % stages)
            var slowest = bytes / ownBandwidth
            for link in memory[node].links { slowest = max(slowest, streams[link] * (1 + busy[link])) }
            if slowest > 0 { dramBytesPerSecond[node] = bytes / slowest }
        }
        rings = (0..<stages).map {
            ReplicaRing(work, stage: $0, mesh: mesh, network: network, builder: &builder)
        }
        measureHops(flows)
    }

    /// The halves' steps on the rectangle where a group stands, by the faster of the two algorithms.
    private static func half(
        _ site: Placement.Site, bytes: Double, mesh: Mesh, network: some FlowNetwork, builder: inout FlowBuilder
    ) -> Half {
        let rectangle = site.rectangle
        guard rectangle.count > 1 else { return Half(phases: []) }
        let idle = [Double](repeating: 0, count: network.linkCount)
        let candidates = [
            Collective.ring(
                .allGather, order: rectangle.ringOrder(in: mesh), bytes: bytes, bothWays: rectangle.hasOppositeRing),
            Collective.rowColumn(.allGather, rectangle: rectangle, mesh: mesh, bytes: bytes),
        ]
        var best = Half(phases: [])
        var bestSeconds = Double.infinity
        for collective in candidates {
            let half = Half(
                phases: collective.phases.map { phase in
                    for message in phase.messages {
                        builder.add(
                            network, fromWafer: site.wafer, die: message.source, toWafer: site.wafer,
                            die: message.destination, bytes: message.bytes)
                    }
                    return (builder.finish(), phase.steps)
                })
            let seconds = seconds(half, network: network, busy: idle)
            if seconds < bestSeconds { (best, bestSeconds) = (half, seconds) }
        }
        return best
    }

    private static func seconds(_ half: Half, network: some FlowNetwork, busy: [Double]) -> Double {
        half.phases.reduce(0) { $0 + Double($1.steps) * network.seconds($1.flow, busy: busy) }
    }

    private static func add(
        _ flow: Flow, times: Double, to loads: inout [Double], network: some FlowNetwork
    ) {
        for index in flow.links.indices {
            let link = flow.links[index]
            loads[link] += network.serviceSeconds(link: link, bytes: flow.bytes[index]) * times
        }
    }

    /// The hand-overs of every node: to the next stage, to the next chunk, to the stage before, to the chunk before.
    private static func handOvers(
        _ sites: [Placement.Site], work: TrainingWork, mesh: Mesh, network: some FlowNetwork,
        builder: inout FlowBuilder
    ) -> [Flow] {
        let stages = work.plan.stages
        var flows = [Flow](repeating: Flow(), count: 4 * sites.count)
        guard stages > 1 else { return flows }
        let bytes = work.streamBytes / Double(work.design.strategy.tensor)
        for node in sites.indices {
            let stage = node % stages
            let targets: [Int?] = [
                stage + 1 < stages ? node + 1 : nil,
                stage + 1 == stages && work.plan.chunks > 1 ? node + 1 - stages : nil,
                stage > 0 ? node - 1 : nil,
                stage == 0 && work.plan.chunks > 1 ? node - 1 + stages : nil,
            ]
            for (index, target) in targets.enumerated() {
                guard let target else { continue }
                let (from, to) = (sites[node].rectangle, sites[target].rectangle)
                for row in 0..<from.height {
                    for column in 0..<from.width {
                        builder.add(
                            network, fromWafer: sites[node].wafer, die: from.node(column: column, row: row, in: mesh),
                            toWafer: sites[target].wafer, die: to.node(column: column, row: row, in: mesh),
                            bytes: bytes)
                    }
                }
                flows[4 * node + index] = builder.finish()
            }
        }
        return flows
    }

    private static func transfer(
        _ flow: Flow, network: some FlowNetwork, busy: [Double]
    ) -> PipelineSimulation.Transfer {
        var hold: [Double] = []
        var slowest = 0.0
        for index in flow.links.indices {
            let link = flow.links[index]
            let seconds = network.serviceSeconds(link: link, bytes: flow.bytes[index]) * (1 + busy[link])
            hold.append(seconds)
            slowest = max(slowest, seconds)
        }
        return PipelineSimulation.Transfer(
            links: flow.links, holdSeconds: hold,
            delaySeconds: slowest + network.latencySeconds(links: flow.longestRoute))
    }

    /// DRAM bytes of one die of a stage for one micro-batch.
    private static func memoryBytes(_ work: TrainingWork, stage: Int) -> Double {
        let passes = work.work(stage: stage)
        return passes.forward.dramBytes + passes.backward.dramBytes + passes.again.dramBytes
    }

    /// With memory off the wafer: every node's bytes from and to the nearer side of the wafer, half each way.
    private static func memoryFlows(
        _ sites: [Placement.Site], work: TrainingWork, mesh: Mesh, network: some FlowNetwork,
        builder: inout FlowBuilder
    ) -> [Flow] {
        guard work.design.hardware.memory.kind == .offWafer else { return [] }
        return sites.indices.map { node in
            let bytes = memoryBytes(work, stage: node % work.plan.stages) / 2
            for die in sites[node].rectangle.nodes(in: mesh) {
                let (x, y) = (mesh.x(of: die), mesh.y(of: die))
                let rim = mesh.node(x: 2 * x < mesh.width ? 0 : mesh.width - 1, y: y)
                let wafer = sites[node].wafer
                builder.add(network, fromWafer: wafer, die: rim, toWafer: wafer, die: die, bytes: bytes)
                builder.add(network, fromWafer: wafer, die: die, toWafer: wafer, die: rim, bytes: bytes)
            }
            return builder.finish()
        }
    }

    private mutating func measureHops(_ flows: [Flow]) {
        let used = flows.filter { !$0.links.isEmpty }
        if !used.isEmpty {
            pipelineHops = used.reduce(0) { $0 + $1.byteHops } / (Double(used.count) * work.streamBytes)
        }
        if !rings.isEmpty {
            replicaHops = rings.reduce(0) { $0 + $1.meanHops } / Double(rings.count)
        }
    }
}
