import Testing
import WaferArchitecture

struct HardwareValidationTests {
    @Test func `a quantity out of its range is named with the unit of its key`() throws {
        let base = try Hardware.preset("watos-config3")
        let changes: [(String, (inout Hardware) -> Void)] = [
            ("wafer.width_mm", { $0.wafer.widthMetres = 0 }),
            ("wafer.dies_x", { $0.wafer.diesX = 0 }),
            ("wafer.count", { $0.wafer.count = -1 }),
            ("wafer.spare_core_rows", { $0.wafer.spareCoreRows = -1 }),
            ("die.cores_y", { $0.die.coresY = 0 }),
            ("die.d2d_gb_per_s_per_edge", { $0.die.dieToDieBytesPerSecondPerEdge = .nan }),
            ("die.d2d_latency_ns", { $0.die.dieToDieLatencySeconds = -1e-9 }),
            ("core.macs", { $0.core.macs = 0 }),
            ("core.frequency_ghz", { $0.core.frequencyHertz = .infinity }),
            ("core.sram_kb", { $0.core.sramBytes = 0 }),
            ("core.vector_lanes", { $0.core.givenVectorLanes = 0 }),
            ("core.partitions", { $0.core.partitions = 0 }),
            ("core.fragment.depth", { $0.core.fragment = MatrixFragment(rows: 8, columns: 8, depth: 0) }),
            ("die.shared_sram_kb", { $0.die.sharedSRAMBytes = -1 }),
            ("core.vcs", { $0.core.virtualChannels = 0 }),
            ("memory.stacks_per_die", { $0.memory.stacksPerDie = 0 }),
            ("memory.gb_per_stack", { $0.memory.bytesPerStack = -1 }),
            ("limits.power_w", { $0.limits.powerWatts = 0 }),
        ]
        for (key, change) in changes {
            var hardware = base
            change(&hardware)
            let error = #expect(throws: HardwareError.self) { try hardware.validate() }
            #expect(error?.description.contains("hardware.\(key) is") == true)
        }
        var wide = base
        wide.wafer.widthMetres = 2
        #expect(throws: HardwareError.outOfRange(key: "wafer.width_mm", value: 2000, lowest: 1, highest: 1000)) {
            try wide.validate()
        }
    }

    @Test func `several wafers need a link between them`() throws {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.interWaferBytesPerSecond = 0
        try hardware.validate()
        hardware.wafer.count = 2
        #expect(throws: HardwareError.self) { try hardware.validate() }
    }
}
