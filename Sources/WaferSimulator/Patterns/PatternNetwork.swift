import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// The flows of an iteration, ready to be made into patterns.
final class PatternNetwork {
    /// Routes.
    let count: Int
    /// Bytes a second of a link.
    let bytesPerSecond: Double
    /// By route, bytes a second that it has at most.
    let limits: [Double]
    /// By link that is used, the routes that use it.
    let routesByLink: [[Int32]]
    private let virtualChannels: Int
    private let network: WaferFabric
    /// Cycles of a flit between two wafers if one row alone crosses, by cycles of one between two dies.
    private let crossingRatio: Double
    /// By route: its messages from its own corner, an index of equal ones, and where the corner is.
    private let parts: [[FlowPattern.Part]]
    private let shapes: [Int32]
    private let corners: [(x: Int32, y: Int32)]
    private var seen: Set<FlowPattern> = []

    /// Prepares the routes of a plan.
    init(_ plan: IterationPlan, table: RouteTable) {
        network = plan.network
        let mesh = plan.network.fabric.mesh
        count = plan.routes.count
        let hardware = plan.work.design.hardware
        let bandwidth = hardware.die.dieToDieBytesPerSecondPerEdge
        bytesPerSecond = bandwidth
        crossingRatio = bandwidth / max(hardware.wafer.interWaferBytesPerSecond, 1)
        virtualChannels = PatternMeasurement.virtualChannels(hardware)
        limits = plan.routes.map { $0.ownBytesPerSecond ?? .infinity }
        var users = [[Int32]](repeating: [], count: plan.network.fabric.resources.count)
        for route in plan.routes.indices {
            for use in Int(table.shares.starts[route])..<Int(table.shares.starts[route + 1]) {
                let resource = Int(table.shares.resources[use])
                if resource < users.count { users[resource].append(Int32(route)) }
            }
        }
        routesByLink = users.filter { !$0.isEmpty }
        var known: [[FlowPattern.Part]: Int32] = [:]
        var (parts, shapes): ([[FlowPattern.Part]], [Int32]) = ([], [])
        var corners: [(x: Int32, y: Int32)] = []
        for route in plan.routes {
            let unit = route.unit
            var list = route.messages.filter { $0.source != $0.destination }.map { message in
                FlowPattern.Part(
                    x: Int32(mesh.x(of: message.source)), y: Int32(mesh.y(of: message.source)),
                    toX: Int32(mesh.x(of: message.destination)), toY: Int32(mesh.y(of: message.destination)),
                    size: Int32((1024 * message.bytes / unit).rounded()))
            }
            let x = list.reduce(Int32.max) { min($0, $1.x, $1.toX) }
            let y = list.reduce(Int32.max) { min($0, $1.y, $1.toY) }
            for index in list.indices { list[index].move(by: (-x, -y)) }
            let shape = known[list] ?? Int32(known.count)
            known[list] = shape
            parts.append(list)
            shapes.append(shape)
            corners.append((x, y))
        }
        (self.parts, self.shapes, self.corners) = (parts, shapes, corners)
    }

    /// Whether a route stays on its dies.
    func crossesNothing(_ route: Int) -> Bool { parts[route].isEmpty }

    /// Whether a pattern was not met before.
    func isNew(_ pattern: FlowPattern) -> Bool { !seen.contains(pattern) }

    /// Notes that a pattern was met and measured.
    func note(_ pattern: FlowPattern) { seen.insert(pattern) }

    /// How many times as slow as a link between dies one between wafers is simulated at most.
    static let slowestCrossing = 64

    /// The pattern of some routes, and for each of its flows the place of the route in the list and the factor by which
    /// the rate that is measured is multiplied.
    func pattern(of routes: [Int32]) -> (FlowPattern, order: [Int], factors: [Double]) {
        var (x, y) = (Int32.max, Int32.max)
        for route in routes {
            x = min(x, corners[Int(route)].x)
            y = min(y, corners[Int(route)].y)
        }
        let order = routes.indices.sorted { first, second in
            let (one, other) = (Int(routes[first]), Int(routes[second]))
            if corners[one].y != corners[other].y { return corners[one].y < corners[other].y }
            if corners[one].x != corners[other].x { return corners[one].x < corners[other].x }
            if shapes[one] != shapes[other] { return isBefore(parts[one], parts[other]) }
            return first < second
        }
        let flows = order.map { place in
            let route = Int(routes[place])
            let offset = (corners[route].x - x, corners[route].y - y)
            return parts[route].map { part in
                var moved = part
                moved.move(by: offset)
                return moved
            }
        }
        var pattern = FlowPattern(flows: flows, virtualChannels: virtualChannels)
        let (crossings, factors) = crossings(of: pattern, x: Int(x))
        pattern.crossings = crossings
        return (pattern, order, factors)
    }

    /// An order of shapes that is the same for all designs.
    private func isBefore(_ one: [FlowPattern.Part], _ other: [FlowPattern.Part]) -> Bool {
        for (first, second) in zip(one, other) where first != second {
            return (first.x, first.y, first.toX, first.toY, first.size)
                < (second.x, second.y, second.toX, second.toY, second.size)
        }
        return one.count < other.count
    }

    /// Where wafers end in a pattern that begins at a column of the long mesh.
    ///
    /// The rows that cross one way share the bandwidth between two wafers evenly. Links that are slower than any other by more
    /// than ``slowestCrossing`` are simulated as slow as that, and what crosses them is slowed down by the rest: nothing
    /// else notices them any more.
    ///
    /// - Returns: The crossings, and the factor of each flow's rate.
    private func crossings(of pattern: FlowPattern, x: Int) -> ([FlowPattern.Crossing], factors: [Double]) {
        var factors = [Double](repeating: 1, count: pattern.flows.count)
        guard network.wafers > 1 else { return ([], factors) }
        let columns = pattern.size.columns
        var crossings: [FlowPattern.Crossing] = []
        for wafer in 1..<network.wafers {
            let column = wafer * network.diesX - 1 - x
            guard column >= 0, column + 1 < columns else { continue }
            func crosses(_ part: FlowPattern.Part, _ isEast: Bool) -> Bool {
                isEast
                    ? Int(part.x) <= column && Int(part.toX) > column
                    : Int(part.x) > column && Int(part.toX) <= column
            }
            let slowest = Double(4 * Self.slowestCrossing)
            let cycles = [true, false].map { isEast in
                let rows = Set(pattern.flows.joined().filter { crosses($0, isEast) }.map(\.y)).count
                return 4 * crossingRatio * Double(max(1, rows))
            }
            let simulated = cycles.map { Int32(min(slowest, max(1, $0.rounded()))) }
            crossings.append(
                FlowPattern.Crossing(
                    column: Int32(column), eastCyclesPerFlit: simulated[0], westCyclesPerFlit: simulated[1]))
            for (isEast, cycles) in zip([true, false], cycles) where cycles > slowest {
                for (flow, parts) in pattern.flows.enumerated() where parts.contains(where: { crosses($0, isEast) }) {
                    factors[flow] = min(factors[flow], slowest / cycles)
                }
            }
        }
        return (crossings, factors)
    }
}

extension FlowPattern.Part {
    /// Moves both ends.
    mutating func move(by offset: (x: Int32, y: Int32)) {
        x += offset.x
        toX += offset.x
        y += offset.y
        toY += offset.y
    }
}
