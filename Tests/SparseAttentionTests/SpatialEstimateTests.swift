import MeshNetwork
import Testing

@testable import SparseAttention

@Suite("Estimates of spread attention")
struct SpatialEstimateTests {
    private let task = SpatialTask(tokens: 16_384, width: 128, queryHeads: 32, keyHeads: 32)

    private func machine(
        _ width: Int, _ height: Int, switching: SpatialMachine.Switching = .wormhole, hopSeconds: Double = 0
    ) -> SpatialMachine {
        SpatialMachine(
            mesh: Mesh(width: width, height: height), coreMemoryBytes: 1e12, linkBytesPerSecond: 1e9,
            hopSeconds: hopSeconds, switching: switching, memoryBytesPerSecond: 1e15)
    }

    private func transfer(
        _ ring: Rectangle.RingOrder, _ machine: SpatialMachine, bothWays: Bool = false,
        dataflow: SpatialDataflow = .keyValueRing, task: SpatialTask? = nil
    ) throws -> Double {
        let design = SpatialDesign(dataflow: dataflow, ring: ring, bothWays: bothWays, placement: .nearest)
        return try SpatialEstimate(task ?? self.task, on: machine, design: design).transferSeconds
    }

    @Test("A step of a ring takes the block's bytes over the link, half of them both ways")
    func blocks() throws {
        // 2 (S / P) d h b bytes at 1 GB/s.
        let block = 2.0 * 16_384 / 16 * 128 * 32 * 2 / 1e9
        #expect(abs(try transfer(.hamiltonian, machine(4, 4)) / block - 1) < 1e-12)
        #expect(abs(try transfer(.hamiltonian, machine(4, 4), bothWays: true) / block - 0.5) < 1e-12)
        // Queries with their state: 2 d b + 8 for each head.
        let query = 16_384.0 / 16 * 32 * (2 * 128 * 2 + 8) / 1e9
        #expect(abs(try transfer(.hamiltonian, machine(4, 4), dataflow: .queryRing) / query - 1) < 1e-12)
        // Grouped queries: keys of a quarter of the heads.
        var grouped = task
        grouped.keyHeads = 8
        #expect(abs(try transfer(.hamiltonian, machine(4, 4), task: grouped) / block - 0.25) < 1e-12)
    }

    // Both rings have 14 links on a line of 8: 7 of one and one of 7, or 6 of two and 2 of one. A run of 7 hops takes all
    // edges but the least.
    @Test("On a line the naive and the interleaved ring cost the same in a run, as nothing keeps the cores in step")
    func line() throws {
        let block = 2.0 * 16_384 / 8 * 128 * 32 * 2 / 1e9
        let hop = 1e-3
        for ring in [Rectangle.RingOrder.rowMajor, .folded] {
            #expect(abs(try transfer(ring, machine(8, 1)) / block - 1) < 1e-12)
            let late = try transfer(ring, machine(8, 1, hopSeconds: hop))
            #expect(abs(late - block - 13.0 / 7 * hop) < 1e-9)
            let stored = try transfer(ring, machine(8, 1, switching: .storeAndForward))
            #expect(abs(stored / block - 13.0 / 7) < 1e-9)
        }
    }

    /// S / P >= F b h_kv / (2 k B h), F being what a core carries out a second.
    @Test("Transfers bound the steps below the block that the overlap condition names")
    func overlapCondition() throws {
        for keep in [0.1, 0.25, 0.5] {
            var machine = machine(4, 4)
            for exponent in 0..<12 {
                machine.linkBytesPerSecond = 1e9 * Double(1 << exponent)
                var task = task
                task.keep = keep
                let design = SpatialDesign(dataflow: .keyValueRing, bothWays: false)
                let estimate = try SpatialEstimate(task, on: machine, design: design)
                let block = 16_384.0 / 16
                let rate = 4 * keep * block * block * 128 * 32 / estimate.workSeconds
                let least = rate * 2 / (2 * keep * machine.linkBytesPerSecond)
                #expect((estimate.limit == .transfer) == (block < least))
            }
        }
    }

    @Test("Memory bounds from below, and the nearest port is never slower than all of them")
    func memory() throws {
        for side in [2, 5, 8] {
            for bandwidth in [1e9, 1e11] {
                let machine = SpatialMachine(mesh: Mesh(width: side, height: side), memoryBytesPerSecond: bandwidth)
                let times = try SpatialMachine.Placement.allCases.map { placement in
                    let design = SpatialDesign(placement: placement)
                    return try SpatialEstimate(task, on: machine, design: design)
                }
                // Queries, keys, values and outputs once.
                let least = 4.0 * 16_384 * 128 * 32 * 2 / bandwidth
                #expect(times.allSatisfy { $0.seconds >= least })
                // An odd column has no two equally near sides, so its ports are not evenly used.
                if side.isMultiple(of: 2) { #expect(times[1].seconds <= times[0].seconds * (1 + 1e-12)) }
            }
        }
    }

    @Test("Wrong input is refused")
    func wrongInput() {
        var tasks = [SpatialTask](repeating: task, count: 3)
        tasks[0].tokens = 8
        tasks[1].keyHeads = 5
        tasks[2].keep = 0
        for task in tasks {
            #expect(throws: SparseAttentionError.self) {
                try SpatialEstimate(task, on: SpatialMachine(), design: .baseline)
            }
        }
        #expect(throws: SparseAttentionError.self) {
            try SpatialEstimate(task, on: SpatialMachine(linkBytesPerSecond: 0), design: .baseline)
        }
    }
}
