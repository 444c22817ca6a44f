import MeshNetwork
import Testing

@testable import SparseAttention

@Suite("Rings and messages of a spread attention")
struct SpatialPlanTests {
    private func hops(_ order: [Int], in mesh: Mesh) -> [Int] {
        order.indices.map { mesh.distance(from: order[$0], to: order[($0 + 1) % order.count]) }
    }

    private func order(_ ring: Rectangle.RingOrder, _ mesh: Mesh) -> [Int] {
        SpatialSpread(mesh: mesh, ring: ring).ringOrder
    }

    @Test("An interleaved ring on a line has hops of at most two links and uses each link at most once a step")
    func interleaved() {
        // WaferLLM's example of five cores: core 2 sends to 4 and receives from 0.
        #expect(order(.folded, Mesh(width: 5, height: 1)) == [0, 2, 4, 3, 1])
        for count in 2...64 {
            let mesh = Mesh(width: count, height: 1)
            let order = order(.folded, mesh)
            #expect(Set(order).count == count)
            #expect((hops(order, in: mesh).max() ?? 0) <= 2)
            var loads = LinkLoads(mesh: mesh)
            for place in order.indices {
                loads.add(Message(source: order[place], destination: order[(place + 1) % count], bytes: 1))
            }
            #expect(loads.maximum == 1)
        }
    }

    @Test("A ring row by row on a line goes back over all of it")
    func naive() {
        for count in 3...64 {
            let mesh = Mesh(width: count, height: 1)
            #expect(hops(order(.rowMajor, mesh), in: mesh).max() == count - 1)
        }
    }

    @Test("A ring of neighbours exists where a side is even and both are at least 2; else one hop is two links")
    func hamiltonian() {
        for width in 2...9 {
            for height in 2...9 {
                let mesh = Mesh(width: width, height: height)
                let order = order(.hamiltonian, mesh)
                #expect(Set(order).count == width * height)
                let long = hops(order, in: mesh).filter { $0 != 1 }
                #expect(long == (width.isMultiple(of: 2) || height.isMultiple(of: 2) ? [] : [2]))
            }
        }
    }

    /// Bytes over all messages, by what each dataflow has to move.
    @Test("Messages carry what the dataflow says", arguments: [(3, 3), (4, 2), (1, 6)])
    func volumes(grid: (width: Int, height: Int)) throws {
        let mesh = Mesh(width: grid.width, height: grid.height)
        let cores = Double(mesh.nodeCount)
        let (queries, keys) = (90, 180)
        let traffic = SpatialTraffic(width: 64, queryHeads: 8, keyHeads: 2, pulledShare: 0.25)
        #expect(traffic.bytesPerKey == 2 * 2 * 64 * 2 && traffic.bytesPerState == 8 * (64 * 2 + 8))
        func sent(_ dataflow: SpatialDataflow, bothWays: Bool = false) throws -> Double {
            let spread = SpatialSpread(mesh: mesh, dataflow: dataflow, bothWays: bothWays)
            return try SpatialPlan(spread, queries: queries, keys: keys).messages(traffic).list.bytesSent
        }
        func agrees(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) < 1e-6 * expected }
        for bothWays in [false, true] {
            #expect(agrees(try sent(.keyValueRing, bothWays: bothWays), (cores - 1) * 180 * traffic.bytesPerKey))
            let query = traffic.bytesPerQuery + traffic.bytesPerState
            #expect(
                agrees(
                    try sent(.queryRing, bothWays: bothWays), 90 * ((cores - 1) * query + traffic.bytesPerOutput)))
        }
        let pulled = (cores - 1) * 180 * (traffic.bytesPerPredictedKey + 0.25 * traffic.bytesPerKey)
        #expect(agrees(try sent(.selectedPull), pulled))
        let along = Double(grid.width - 1) * 90 * (traffic.bytesPerQuery + traffic.bytesPerState)
        #expect(agrees(try sent(.rowColumn), along + Double(grid.height - 1) * 180 * traffic.bytesPerKey))
    }

    /// Plays a plan on a network of fair flows.
    private func play(
        _ plan: SpatialPlan, _ traffic: SpatialTraffic, bytesPerSecond: Double, hopSeconds: Double,
        secondsPerPair: Double
    ) throws -> Double {
        let messages = plan.messages(traffic) { Double($0 * $1) * secondsPerPair }
        return try PlayedSpread.seconds(
            messages, on: plan.spread.mesh, bytesPerSecond: bytesPerSecond, hopSeconds: hopSeconds)
    }

    @Test("On a network of flows a ring takes its transfers where they bound it, and its work where that does")
    func played() throws {
        let traffic = SpatialTraffic(width: 64)
        for grid in [(4, 4), (8, 2), (3, 3)] {
            let mesh = Mesh(width: grid.0, height: grid.1)
            let cores = mesh.nodeCount
            let tokens = 32 * cores
            let pair = 32.0 * 32
            for ring in Rectangle.RingOrder.allCases {
                for bothWays in [false, true] {
                    let spread = SpatialSpread(mesh: mesh, dataflow: .keyValueRing, ring: ring, bothWays: bothWays)
                    let plan = try SpatialPlan(spread, queries: tokens, keys: tokens)
                    // Bound by work: as many blocks as there are cores.
                    let slow = try play(plan, traffic, bytesPerSecond: 1e12, hopSeconds: 0, secondsPerPair: 1e-6)
                    #expect(abs(slow / (Double(cores) * pair * 1e-6) - 1) < 0.01)
                    // Bound by the links.
                    let machine = SpatialMachine(mesh: mesh, linkBytesPerSecond: 1e9, hopSeconds: 1e-8)
                    var design = SpatialDesign(dataflow: .keyValueRing, ring: ring, bothWays: bothWays)
                    design.placement = .nearest
                    let step = SpatialRoutes(machine: machine, design: design)
                        .ringSeconds(bytes: 32 * traffic.bytesPerKey, memoryBytesPerCore: 0, hops: cores - 1)
                    let fast = try play(plan, traffic, bytesPerSecond: 1e9, hopSeconds: 1e-8, secondsPerPair: 0)
                    #expect(fast <= Double(cores - 1) * step * 1.001)
                    #expect(fast >= Double(cores - 1) * step * (ring == .hamiltonian && cores % 2 == 0 ? 0.999 : 0.75))
                }
            }
        }
    }

    @Test("Both ways round a ring of neighbours takes half the time")
    func bothWays() throws {
        let traffic = SpatialTraffic(width: 64)
        let times = try [false, true].map { bothWays in
            let spread = SpatialSpread(
                mesh: Mesh(width: 4, height: 4), dataflow: .keyValueRing, ring: .hamiltonian, bothWays: bothWays)
            let plan = try SpatialPlan(spread, queries: 512, keys: 512)
            return try play(plan, traffic, bytesPerSecond: 1e9, hopSeconds: 0, secondsPerPair: 0)
        }
        #expect(abs(times[0] / times[1] - 2) < 1e-6)
    }

    @Test("Queries that go round in parts overlap their transfer with work")
    func overlap() throws {
        let traffic = SpatialTraffic(width: 64)
        let (work, bytes) = (1e-6, 32 * (traffic.bytesPerQuery + traffic.bytesPerState))
        let step = 32.0 * 32 * work
        let times = try [1, 4].map { parts in
            let spread = SpatialSpread(
                mesh: Mesh(width: 4, height: 4), dataflow: .queryRing, ring: .hamiltonian, parts: parts)
            let plan = try SpatialPlan(spread, queries: 512, keys: 512)
            return try play(plan, traffic, bytesPerSecond: bytes / step, hopSeconds: 0, secondsPerPair: work)
        }
        // A hop of queries takes as long as their work: one after the other, or at the same time but for the last part.
        #expect(abs(times[0] / (16 * 2 * step) - 1) < 0.03)
        #expect(times[1] < 16 * 1.3 * step)
    }
}
