import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// Everything that an iteration plays, worked out once: passes of every stage, and what travels over which links.
///
/// A node is a stage of a replica, `replica * stages + stage`.
struct IterationPlan {
    /// The design's work.
    let work: TrainingWork
    /// The die-to-die network.
    let network: WaferFabric
    /// Stages.
    let stages: Int
    /// Replicas.
    let replicas: Int
    /// Chunks of a stage.
    let chunks: Int
    /// The passes of each stage in order.
    let orders: [[PipelineOrder.Pass]]
    /// All parts of passes.
    var subPasses: [SubPass] = []
    /// By stage, chunk and direction (`2 * (stage * chunks + chunk)`, one more for backward): its parts.
    private(set) var passes: [Range<Int>] = []
    /// Where each node stands.
    let sites: [Placement.Site]
    /// Everything that travels.
    private(set) var routes: [IterationRoute] = []
    /// Lanes of a group's collective, and the steps of each of their phases; a lane's phases follow each other.
    private(set) var lanes: [[(steps: Int, bytes: Double)]] = []
    /// By node, the first of its collective's routes, lane by lane; -1 for none.
    private(set) var tensorRoutes: [Int] = []
    /// By node, its route or -1.
    private(set) var expertRoutes: [Int] = []
    private(set) var contextRoutes: [Int] = []
    private(set) var replicaRoutes: [Int] = []
    private(set) var memoryRoutes: [Int] = []
    /// By node, what goes to the memory of other dies in a forward pass, and what comes back in a backward one; -1 for
    /// nothing.
    private(set) var loanRoutes: [Int] = []
    /// By node, weights that come onto the wafer in a forward pass, and those with gradients that leave in a backward
    /// one; -1 for none.
    private(set) var streamRoutes: [Int] = []
    /// By node, four hand-overs.
    private(set) var transferRoutes: [Int] = []
    /// By stage, the rings of gradients after the last backward pass.
    private(set) var ringRoutes: [Int] = []
    /// By stage, the rings of new weights: the same messages, which move less through DRAM.
    private(set) var weightRoutes: [Int] = []
    /// The gradient of a tied head, or -1.
    private(set) var tiedRoute = -1

    /// Works everything out.
    ///
    /// - Parameters:
    ///   - work: Of the design.
    ///   - segments: How many segments a part of a pass is cut into, from its layers.
    init(_ work: TrainingWork, segments: (Double) -> Int) {
        self.work = work
        network = WaferFabric(work.design.hardware)
        stages = work.plan.stages
        replicas = work.design.strategy.replicas
        chunks = work.plan.chunks
        orders = (0..<work.plan.stages).map { PipelineOrder.passes(work.plan, stage: $0) }
        let stages = stages
        sites = work.placement.sites
        for stage in 0..<stages {
            for chunk in 0..<chunks {
                let parts = SubPass.passes(work, stage: stage, chunk: chunk, segments: segments)
                for list in [parts.forward, parts.backward] {
                    passes.append(subPasses.count..<subPasses.count + list.count)
                    subPasses += list
                }
            }
        }
        addTensorGroups()
        addTransfers()
        addReplicas()
        addExperts()
        addMemory()
        addLoans()
        addStreams()
    }

    /// Nodes.
    var count: Int { stages * replicas }

    private mutating func add(_ route: IterationRoute) -> Int {
        guard route.unit > 0 else { return -1 }
        routes.append(network.detours.map(route.along) ?? route)
        return routes.count - 1
    }

    /// The collectives of each node's group: the faster of ring and rows and columns.
    private mutating func addTensorGroups() {
        let shape = work.placement.shape
        guard shape.count > 1 else {
            tensorRoutes = [Int](repeating: -1, count: count)
            return
        }
        let mesh = network.fabric.mesh
        let isRing = shape.prefersRing(bytes: work.streamBytes, link: LinkCost(dieToDieOf: work.design.hardware))
        for node in 0..<count {
            let rectangle = network.rectangle(sites[node])
            let collectives =
                isRing
                ? [
                    Collective.ring(
                        .allGather, order: rectangle.ringOrder(in: mesh), bytes: work.streamBytes,
                        bothWays: rectangle.hasOppositeRing)
                ]
                : Collective.rowColumnHalves(.allGather, rectangle: rectangle, mesh: mesh, bytes: work.streamBytes)
            if node == 0 {
                lanes = collectives.map { $0.phases.map { ($0.steps, $0.messages.first?.bytes ?? 0) } }
            }
            tensorRoutes.append(routes.count)
            for (lane, collective) in collectives.enumerated() {
                for (index, phase) in collective.phases.enumerated() {
                    _ = add(IterationRoute(.tensor(node: node, lane: lane, phase: index), phase.messages))
                }
            }
        }
    }

    /// One message of equal size from each die of a node to the die at the same place of another.
    private func messages(from source: Int, to destination: Int, bytes: Double = 1) -> [Message] {
        let shape = work.placement.shape
        return (0..<shape.count).map { die in
            let (column, row) = (die % shape.width, die / shape.width)
            return Message(
                source: network.node(sites[source], column: column, row: row),
                destination: network.node(sites[destination], column: column, row: row), bytes: bytes)
        }
    }

    /// The hand-overs of every node.
    private mutating func addTransfers() {
        transferRoutes = [Int](repeating: -1, count: 4 * count)
        guard stages > 1 else { return }
        for node in 0..<count {
            let stage = node % stages
            for way in HandOver.allCases where way.isUsed(stage: stage, stages: stages, chunks: chunks) {
                let receiver = way.receiver(from: node, stages: stages)
                transferRoutes[4 * node + way.rawValue] = add(
                    IterationRoute(.transfer(node: node, way), messages(from: node, to: receiver)))
            }
        }
        if work.tiedHeadBytes > 0 {
            let both = (0..<replicas).flatMap { replica in
                let (first, last) = (replica * stages, replica * stages + stages - 1)
                return messages(from: first, to: last) + messages(from: last, to: first)
            }
            tiedRoute = add(IterationRoute(.tiedHead, both))
        }
    }

    /// The rings of replicas: a node's part of them, and those of a whole stage.
    ///
    /// Replicas on a grid of blocks with an even ring that encloses an area send halves both ways.
    private mutating func addReplicas() {
        replicaRoutes = [Int](repeating: -1, count: count)
        contextRoutes = replicaRoutes
        ringRoutes = [Int](repeating: -1, count: stages)
        weightRoutes = ringRoutes
        guard replicas > 1 else { return }
        let (placement, strategy) = (work.placement, work.design.strategy)
        let order = placement.replicaRing()
        let down = placement.blocksAcross > 0 ? placement.replicasPerWafer / placement.blocksAcross : 1
        let bothWays =
            placement.blocksAcross > 1 && down > 1 && replicas.isMultiple(of: 2)
            && replicas == placement.replicasPerWafer
        // Gradients that are added up come and go through DRAM: read to send, read and written to add. New weights are
        // read to send, and written.
        let memory = work.weightsStay ? nil : work.reachedDRAMBytesPerSecondPerDie / (bothWays ? 2 : 1)
        for stage in 0..<stages {
            var all: [Message] = []
            for (index, replica) in order.enumerated() {
                let node = replica * stages + stage
                let next = order[(index + 1) % replicas] * stages + stage
                let previous = order[(index + replicas - 1) % replicas] * stages + stage
                let own =
                    bothWays
                    ? messages(from: node, to: next, bytes: 0.5) + messages(from: node, to: previous, bytes: 0.5)
                    : messages(from: node, to: next)
                if work.ringsBesidePasses { replicaRoutes[node] = add(IterationRoute(.replicas(node: node), own)) }
                all += own
            }
            ringRoutes[stage] = add(
                IterationRoute(.ring(stage: stage), all, ownBytesPerSecond: memory.map { $0 / 3 }))
            if (1...2).contains(strategy.zeroStage) {
                weightRoutes[stage] = add(
                    IterationRoute(.ring(stage: stage), all, ownBytesPerSecond: memory.map { $0 / 2 }))
            }
        }
        guard strategy.context > 1 else { return }
        // The parts of a sequence are neighbours on the ring of replicas; theirs is a folded line, or all of it.
        let size = strategy.context
        let line =
            size == replicas
            ? Array(0..<size)
            : Rectangle(x: 0, y: 0, width: size, height: 1).ringOrder(in: Mesh(width: size, height: 1))
        for first in stride(from: 0, to: replicas, by: size) {
            for stage in 0..<stages {
                for place in 0..<size {
                    let node = order[first + line[place]] * stages + stage
                    let next = order[first + line[(place + 1) % size]] * stages + stage
                    contextRoutes[node] = add(
                        IterationRoute(.context(node: node), messages(from: node, to: next)))
                }
            }
        }
    }

    /// The all-to-alls of each node: from each die to its peers in all groups that share the experts.
    private mutating func addExperts() {
        expertRoutes = [Int](repeating: -1, count: count)
        let size = work.design.strategy.expert
        guard size > 1, work.exchange.expertBytes > 0 else { return }
        for node in 0..<count {
            let (stage, replica) = (node % stages, node / stages)
            let first = replica / size * size
            let all = (first..<min(first + size, replicas)).filter { $0 != replica }.flatMap { peer in
                messages(from: node, to: peer * stages + stage, bytes: 1 / Double(size))
            }
            expertRoutes[node] = add(IterationRoute(.expert(node: node), all))
        }
    }

    /// With memory off the wafer: every die's bytes from and to the nearer side of the wafer, half each way.
    private mutating func addMemory() {
        memoryRoutes = [Int](repeating: -1, count: count)
        guard work.design.hardware.memory.kind == .offWafer else { return }
        for node in 0..<count {
            let all = network.rectangle(sites[node]).nodes(in: network.fabric.mesh).flatMap { die in
                let rim = network.rim(of: die)
                return [
                    Message(source: rim, destination: die, bytes: 0.5),
                    Message(source: die, destination: rim, bytes: 0.5),
                ]
            }
            memoryRoutes[node] = add(
                IterationRoute(.memory(node: node), all, ownBytesPerSecond: work.dramBytesPerSecondPerDie / 2))
        }
    }
    /// What stages keep in the memory of other dies: there in a forward pass, back in a backward one.
    private mutating func addLoans() {
        loanRoutes = [Int](repeating: -1, count: 2 * count)
        guard let loans = work.loans else { return }
        let shape = work.placement.shape
        for node in 0..<count {
            let (stage, replica) = (node % stages, node / stages)
            let there = loans.ways[stage].flatMap { way in
                (0..<shape.count).map { die in
                    let (column, row) = (die % shape.width, die / shape.width)
                    return Message(
                        source: network.node(way.from[replica], column: column, row: row),
                        destination: network.node(way.to[replica], column: column, row: row), bytes: way.bytes)
                }
            }
            guard !there.isEmpty else { continue }
            let back = there.map { Message(source: $0.destination, destination: $0.source, bytes: $0.bytes) }
            loanRoutes[2 * node] = add(IterationRoute(.loan(node: node), there))
            loanRoutes[2 * node + 1] = add(IterationRoute(.loan(node: node), back))
        }
    }

    /// What weights that are streamed take on their way from the nearer side of the wafer to each die, and gradients on
    /// theirs back, beside each other.
    private mutating func addStreams() {
        streamRoutes = [Int](repeating: -1, count: 2 * count)
        guard let streaming = work.memory.streaming else { return }
        let perDie = streaming.bytesPerSecond / Double(work.diesInUsePerWafer)
        let ratio = work.streamedGradientRatio
        for node in 0..<count {
            let dies = network.rectangle(sites[node]).nodes(in: network.fabric.mesh)
            let weights = dies.map { Message(source: network.rim(of: $0), destination: $0, bytes: 1) }
            let gradients = dies.map { Message(source: $0, destination: network.rim(of: $0), bytes: ratio) }
            streamRoutes[2 * node] = add(
                IterationRoute(.stream(node: node), weights, ownBytesPerSecond: perDie))
            streamRoutes[2 * node + 1] = add(
                IterationRoute(.stream(node: node), weights + gradients, ownBytesPerSecond: perDie))
        }
    }
}
