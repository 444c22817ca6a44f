import Testing
import WaferArchitecture

/// What the rim of a wafer carries, and the law of yield that a file may choose.
@Suite struct WaferRimTests {
    /// 36 TB/s through the rim of a Dojo tile of 198 x 198 mm.
    @Test func `a Dojo tile may have what is published of it`() throws {
        let figures = WaferFigures(of: try Hardware.preset("dojo-tile"))
        #expect(abs(figures.rimBytesPerSecond.allowed - 36e12) < 1)
        #expect(abs(figures.rimBytesPerSecond.value - (4.5e12 + 2 * 4.5e12)) < 1)
    }

    @Test(arguments: HardwarePreset.all) func `every preset keeps the law`(preset: HardwarePreset) {
        let figures = WaferFigures(of: preset.hardware)
        #expect(!figures.rimBytesPerSecond.isViolated)
        #expect(!figures.brokenLimits(preset.hardware).contains { $0.limit == .rim })
    }

    /// 56 dies with four stacks of 20 TB/s, or a link of 10^18 bytes a second, go through no rim.
    @Test func `what no rim carries is refused, and says by how much`() throws {
        var memory = try Hardware.preset("watos-config3")
        #expect(WaferFigures(of: memory).rimBytesPerSecond.value == 3.6e12)
        memory.memory.kind = .offWafer
        memory.memory.bytesPerSecondPerStack = 20e12
        let broken = try #require(WaferFigures(of: memory).brokenLimits(memory).first { $0.limit == .rim })
        #expect(abs(broken.value - (56 * 4 * 20e12 + 3.6e12)) < 1e3 && broken.excess > 100)
        var links = try Hardware.preset("watos-config3")
        links.wafer.interWaferBytesPerSecond = 1e18
        #expect(WaferFigures(of: links).rimBytesPerSecond.isViolated)
        // Memory beside the dies does not pass the rim.
        var near = memory
        near.memory.kind = .edge
        #expect(!WaferFigures(of: near).rimBytesPerSecond.isViolated)
    }

    /// Independent defects kill most, clustered ones least, as long as dies are small.
    @Test func `a design chooses its law of yield`() throws {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.spareCoreRows = 0
        func yield(_ law: YieldLaw) -> Double {
            hardware.wafer.yieldLaw = law
            return WaferFigures(of: hardware).dieYield
        }
        let standard = WaferFigures(of: hardware).dieYield
        #expect(yield(.murphy) == standard)
        #expect(yield(.poisson) < yield(.murphy) && yield(.murphy) < yield(.negativeBinomial))
        let plan = DieFloorplan(of: hardware)
        for law in YieldLaw.allCases {
            hardware.wafer.yieldLaw = law
            let expected = WaferYield(of: hardware, floorplan: plan, model: law.model)
            #expect(WaferYield(of: hardware, floorplan: plan) == expected)
        }
    }
}
