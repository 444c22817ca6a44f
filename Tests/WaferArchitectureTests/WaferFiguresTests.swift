import Testing
import WaferArchitecture

struct WaferFiguresTests {
    private let watos: Hardware

    init() throws {
        watos = try Hardware.preset("watos-config3")
    }

    /// Every number of some figures that must be finite and above zero.
    private func numbers(_ figures: WaferFigures) -> [Double] {
        let energy = figures.energy
        return [
            figures.peakFlopsPerSecondPerDie, figures.peakVectorFlopsPerSecondPerDie, figures.sramBytesPerSecondPerDie,
            figures.sramBytesPerDie, figures.nocBytesPerSecondPerLink, figures.dieWidthMetres.value,
            figures.dieHeightMetres.value, figures.dieAreaSquareMillimetres, figures.gridWidthMetres.value,
            figures.gridHeightMetres.value, figures.waferAreaSquareMillimetres, figures.edgeBytesPerSecond.value,
            figures.edgeBytesPerSecond.allowed, figures.costUSDollars, figures.peakPowerWattsPerWafer,
            figures.denseSRAMBytesPerFlop, figures.denseNoCBytesPerFlop, energy.joulesPerFlop,
            energy.joulesPerVectorFlop, energy.joulesPerSRAMByte, energy.joulesPerNoCByteHop,
            energy.joulesPerDieToDieByte, energy.joulesPerDRAMByte, energy.idleWattsPerWafer,
        ]
    }

    @Test func `the edge law allows 10 TB a second around a die of 25.5 by 25.2 mm`() {
        let perimeter = 2 * (25.5e-3 + 25.2e-3)
        #expect(abs(Constants.edgeBandwidthPerMetre.value * perimeter / 10e12 - 1) < 1e-12)
    }

    @Test func `the edge law adds DRAM once and four links in both directions`() {
        #expect(abs(WaferFigures(of: watos).edgeBytesPerSecond.value - (2e12 + 2 * 4e12)) < 1)
        var faster = watos
        faster.die.dieToDieBytesPerSecondPerEdge = 1.25e12
        #expect(WaferFigures(of: faster).edgeBytesPerSecond.isViolated)
        var offWafer = faster
        offWafer.memory.kind = .offWafer
        #expect(abs(WaferFigures(of: offWafer).edgeBytesPerSecond.value - 10e12) < 1)
        var stitched = faster
        stitched.wafer.integration = .stitched
        #expect(!WaferFigures(of: stitched).edgeBytesPerSecond.isViolated)
    }

    @Test func `vias take area only under stacked DRAM, and stress limits them`() {
        #expect(WaferFigures(of: watos).viaAreaFraction.value == 0)
        var stacked = watos
        stacked.memory.kind = .stacked
        let figures = WaferFigures(of: stacked)
        let vias = 8 * 2e12 / 2e9
        #expect(abs(figures.viaAreaFraction.value - vias * 90e-6 / figures.dieAreaSquareMillimetres) < 1e-12)
        #expect(!figures.viaAreaFraction.isViolated)
        stacked.memory.bytesPerSecondPerStack = 10e12
        #expect(WaferFigures(of: stacked).viaAreaFraction.isViolated)
    }

    @Test func `the die is the sum of its parts`() {
        let figures = WaferFigures(of: watos)
        let plan = figures.floorplan
        let pitch =
            ((512 * 300e-12 + 64 * 1760e-12 + 500e-12 + plan.sramSquareMetres + plan.routerSquareMetres) / 0.85)
            .squareRoot()
            + 10e-6 + 512 * 0.04e-6
        #expect(abs(plan.corePitchMetres / pitch - 1) < 1e-12)
        #expect(plan.sramBanks == 40)
        let sram = 1.25 * 0.55e-6 + 40 * (1500e-12 + 2048 * 2.5e-12)
        #expect(abs(plan.sramSquareMetres / sram - 1) < 1e-9)
        #expect(abs(plan.arrayHeightMetres / (19 * pitch) - 1) < 1e-12)
        #expect(abs(figures.dieAreaSquareMillimetres / (plan.squareMetres * 1e6) - 1) < 1e-12)
        let strip = 4 * 7e-6 / (plan.widthMetres + 0.2e-3)
        #expect(abs(figures.gridHeightMetres.value / (7 * (plan.heightMetres + 0.2e-3 + strip)) - 1) < 1e-12)
        #expect(abs(figures.gridWidthMetres.value / (8 * (plan.widthMetres + 0.2e-3)) - 1) < 1e-12)
    }

    @Test func `router area follows the buffers as the published table does`() {
        // Raw areas at 512 bits relative to four channels of four flits, for 1, 4 and 32 flits.
        for (channels, flits, share) in [(1, 1, 31.8 / 240.7), (2, 2, 68.7 / 240.7), (8, 4, 525.0 / 240.7)] {
            var hardware = watos
            hardware.core.virtualChannels = 4
            hardware.core.bufferFlits = 4
            let reference = DieFloorplan(of: hardware).routerSquareMetres
            hardware.core.virtualChannels = channels
            hardware.core.bufferFlits = flits
            let ratio = DieFloorplan(of: hardware).routerSquareMetres / reference
            #expect(abs(ratio / share - 1) < 0.13)
        }
    }

    @Test func `more of anything makes the die larger and the wafer dearer`() {
        let base = WaferFigures(of: watos)
        let changes: [(inout Hardware) -> Void] = [
            { $0.core.macs *= 2 }, { $0.core.sramBytes *= 2 }, { $0.core.nocBitsPerCycle *= 2 },
            { $0.core.sramBitsPerCycle *= 2 }, { $0.core.bufferFlits *= 2 }, { $0.die.coresX += 2 },
            { $0.die.coresY += 2 }, { $0.wafer.spareCoreRows += 4 },
            { $0.die.dieToDieBytesPerSecondPerEdge *= 2 }, { $0.memory.bytesPerSecondPerStack *= 2 },
        ]
        for change in changes {
            var hardware = watos
            change(&hardware)
            let figures = WaferFigures(of: hardware)
            #expect(figures.dieAreaSquareMillimetres > base.dieAreaSquareMillimetres)
            #expect(figures.waferAreaSquareMillimetres > base.waferAreaSquareMillimetres)
            #expect(figures.costUSDollars > base.costUSDollars)
        }
    }

    @Test func `5 nm is smaller, thriftier and dearer per wafer`() {
        var five = watos
        five.technology = .n5
        let old = WaferFigures(of: watos)
        let new = WaferFigures(of: five)
        #expect(new.dieAreaSquareMillimetres < old.dieAreaSquareMillimetres)
        #expect(new.peakPowerWattsPerWafer < old.peakPowerWattsPerWafer)
        #expect(new.peakFlopsPerSecondPerDie == old.peakFlopsPerSecondPerDie)
    }

    @Test func `a stitched wafer without spare rows hardly ever works, and one with them nearly always`() {
        var hardware = watos
        hardware.wafer.integration = .stitched
        hardware.wafer.spareCoreRows = 0
        let bare = WaferFigures(of: hardware)
        hardware.wafer.spareCoreRows = 2
        let repaired = WaferFigures(of: hardware)
        #expect(bare.yield < 1e-10)
        #expect(repaired.yield > 0.1)
        #expect(bare.costUSDollars > 1000 * repaired.costUSDollars)
        #expect(bare.costUSDollars.isFinite)
    }

    @Test func `on InFO-SoW the yield is that of assembly and bad dies cost money`() {
        let figures = WaferFigures(of: watos)
        var product = 1.0
        for _ in 0..<56 { product *= 0.99 }
        #expect(abs(figures.yield / product - 1) < 1e-12)
        #expect(figures.dieYield > 0.5 && figures.dieYield < 1)
        var bare = watos
        bare.wafer.spareCoreRows = 0
        let without = WaferFigures(of: bare)
        #expect(without.yield == figures.yield)
        #expect(without.dieYield < figures.dieYield)
        #expect(without.costUSDollars > figures.costUSDollars)
    }

    @Test func `cost counts every wafer and its memory`() {
        let one = WaferFigures(of: watos)
        var four = watos
        four.wafer.count = 4
        #expect(abs(WaferFigures(of: four).costUSDollars / (4 * one.costUSDollars) - 1) < 1e-12)
        var larger = watos
        larger.memory.bytesPerStack *= 2
        let difference = WaferFigures(of: larger).costUSDollars - one.costUSDollars
        #expect(abs(difference / (56 * 70 * 12) - 1) < 1e-9)
    }

    @Test func `dense products move what the dataflow says, up to the width of port and link`() {
        // 512 multipliers in rows and columns of 22.6, three streams of two bytes, 1,024 operations a cycle.
        let weights = WaferFigures(of: watos)
        #expect(abs(weights.denseSRAMBytesPerFlop - 3 * 2 * 22.627416997969522 / 1024) < 1e-12)
        var outputs = watos
        outputs.core.dataflow = .outputStationary
        #expect(abs(WaferFigures(of: outputs).denseSRAMBytesPerFlop / weights.denseSRAMBytesPerFlop - 2.0 / 3) < 1e-12)
        var narrow = watos
        narrow.core.sramBitsPerCycle = 128
        narrow.core.nocBitsPerCycle = 64
        #expect(WaferFigures(of: narrow).denseSRAMBytesPerFlop == 16.0 / 1024)
        #expect(WaferFigures(of: narrow).denseNoCBytesPerFlop == 8.0 / 1024)
    }

    @Test func `peak power is the sum of its parts`() {
        let figures = WaferFigures(of: watos)
        let energy = figures.energy
        // 405 MB of SRAM hold tiles of 7,285 sums and their operands: 2 / 7,285 bytes an operation.
        let tile = (324.0 * 1280 * 1024 / 8).squareRoot()
        let dynamic =
            (energy.joulesPerFlop + 2 / tile * energy.joulesPerDRAMByte + figures.denseSRAMBytesPerFlop
                * energy.joulesPerSRAMByte
                + figures.denseNoCBytesPerFlop * energy.joulesPerNoCByteHop) * 56 * 708e12
        #expect(abs(figures.peakPowerWattsPerWafer / (dynamic + energy.idleWattsPerWafer) - 1) < 1e-12)
        // Compute alone is the 2 TFLOPS a watt that wafer-scale training studies assume.
        #expect(abs(1 / energy.joulesPerFlop / 2e12 - 1) < 1e-12)
        #expect(abs(energy.joulesPerDRAMByte / 32e-12 - 1) < 1e-12)
        #expect(abs(energy.joulesPerDieToDieByte / 10e-12 - 1) < 1e-12)
    }

    @Test func `figures stay finite at the ends of every valid range`() throws {
        let changes: [(inout Hardware) -> Void] = [
            { $0.core.macs = 1 }, { $0.core.macs = 1 << 20 }, { $0.core.sramBytes = 1 }, { $0.die.coresX = 4096 },
            { $0.die.coresY = 1 }, { $0.wafer.diesX = 1024 }, { $0.wafer.spareCoreRows = 1024 },
            { $0.core.nocBitsPerCycle = 1 << 20 }, { $0.memory.bytesPerSecondPerStack = 1e18 },
            { $0.die.dieToDieBytesPerSecondPerEdge = 1e18 },
        ]
        for integration in Integration.allCases {
            for kind in [MemoryKind.edge, .stacked, .offWafer] {
                for change in changes {
                    var hardware = watos
                    hardware.wafer.integration = integration
                    hardware.memory.kind = kind
                    change(&hardware)
                    try hardware.validate()
                    let figures = WaferFigures(of: hardware)
                    for number in numbers(figures) { #expect(number.isFinite && number > 0) }
                    #expect((0...1).contains(figures.yield))
                }
            }
        }
    }
}
