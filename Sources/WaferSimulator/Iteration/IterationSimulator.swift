import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// From a design to its figures by playing an iteration, whoever shares the links.
enum IterationSimulator {
    /// The figures of an iteration, and what was seen.
    ///
    /// - Parameters:
    ///   - design: A design.
    ///   - options: How closely it is played.
    ///   - spans: Whether everything that was under way is listed.
    ///   - play: Plays a plan, skipping what repeats or not.
    static func simulate(
        _ design: TrainingDesign, options: IterationOptions, spans: Bool,
        play: (IterationPlan, RouteTable, _ skips: Bool) -> IterationOutcome
    ) -> (evaluation: TrainingEvaluation, record: IterationRecord?) {
        var broken = design.strategyViolations()
        if design.hardware.cluster != nil {
            broken.append(
                StrategyViolation(
                    rule: .tensorTiles, value: 1, allowed: 0,
                    description: "this model plays flows over a wafer; evaluate a cluster at the analytical fidelity"))
        }
        guard broken.isEmpty, let work = TrainingWork(design, distribution: { RoutedDistribution($0) }) else {
            return (.illegal(design, broken), nil)
        }
        let plan = IterationPlan(work) { options.segments(layers: $0) }
        let table: RouteTable
        do {
            table = try RouteTable(plan)
        } catch {
            broken.append(
                StrategyViolation(rule: .tensorTiles, value: 1, allowed: 0, description: error.description))
            return (.illegal(design, broken), nil)
        }
        let outcome = play(plan, table, options.skipsSteadyState)
        guard outcome.isComplete else {
            broken.append(
                StrategyViolation(
                    rule: .devices, value: 1, allowed: 0,
                    description:
                        "the simulation of this design came to a standstill, which is a defect of the simulator"))
            return (.illegal(design, broken), nil)
        }
        var result = TrainingEvaluation()
        result.time = outcome.time()
        let traffic = traffic(plan, table: table, outcome: outcome)
        let figures = WaferFigures(of: design.hardware)
        work.complete(&result, figures: figures, traffic: traffic)
        var record = record(plan, table: table, outcome: outcome)
        record.dies = DiePower.dies(
            work: work, links: record.links, energy: figures.energy, iterationSeconds: result.iterationSeconds)
        return (result, record)
    }

    /// Bytes times links of everything that was carried.
    private static func traffic(
        _ plan: IterationPlan, table: RouteTable, outcome: IterationOutcome
    ) -> TrafficCount {
        var count = TrafficCount()
        for (route, flow) in plan.routes.enumerated() {
            let hops = outcome.carried[route] * table.byteHops[route]
            switch flow.owner {
            case .tensor: count.tensorByteHops += hops
            case .expert: count.expertByteHops += hops
            case .context: count.contextByteHops += hops
            case .replicas, .ring: count.dataByteHops += hops
            case .memory, .loan, .stream: count.memoryByteHops += hops
            case .transfer, .tiedHead: count.pipelineByteHops += hops
            }
        }
        return count
    }

    /// What links carried and where stages waited.
    private static func record(
        _ plan: IterationPlan, table: RouteTable, outcome: IterationOutcome
    ) -> IterationRecord {
        var record = IterationRecord()
        let network = plan.network
        record.iterationSeconds = outcome.seconds
        (record.diesX, record.diesY, record.wafers) = (network.diesX, network.diesY, network.wafers)
        record.spans = outcome.spans
        record.stalls = outcome.stalls
        var bytes = [Double](repeating: 0, count: table.shares.capacities.count)
        for route in plan.routes.indices where outcome.carried[route] > 0 {
            for use in Int(table.shares.starts[route])..<Int(table.shares.starts[route + 1]) {
                bytes[Int(table.shares.resources[use])] += outcome.carried[route] * table.shares.weights[use]
            }
        }
        record.links = network.links(bytes: bytes)
        return record
    }
}

extension WaferFabric {
    /// Every link between dies with what it carried, then what went from wafer to wafer.
    func links(bytes: [Double]) -> [IterationRecord.Link] {
        let mesh = fabric.mesh
        var links: [IterationRecord.Link] = []
        for node in 0..<mesh.nodeCount {
            for direction in Mesh.Direction.allCases {
                guard let neighbour = mesh.neighbour(of: node, direction) else { continue }
                let resource = fabric.resource(ofLink: mesh.link(from: node, direction))
                let (x, toX) = (mesh.x(of: node), mesh.x(of: neighbour))
                guard x / diesX == toX / diesX else { continue }
                links.append(
                    IterationRecord.Link(
                        wafer: x / diesX, x: x % diesX, y: mesh.y(of: node), toWafer: toX / diesX, toX: toX % diesX,
                        toY: mesh.y(of: neighbour), bytes: bytes[resource],
                        bytesPerSecond: fabric.resources[resource].bytesPerSecond))
            }
        }
        for (index, resource) in crossings.enumerated() {
            let (left, isEast) = (index / 2, index % 2 == 0)
            links.append(
                IterationRecord.Link(
                    wafer: isEast ? left : left + 1, x: -1, y: -1, toWafer: isEast ? left + 1 : left, toX: -1, toY: -1,
                    bytes: bytes[resource], bytesPerSecond: fabric.resources[resource].bytesPerSecond))
        }
        return links
    }
}
