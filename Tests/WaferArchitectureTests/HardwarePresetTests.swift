import Testing
import WaferArchitecture

struct HardwarePresetTests {
    /// Whether a value is within 15 % of a published one.
    private func isNear(_ value: Double, _ published: Double) -> Bool {
        abs(value / published - 1) <= 0.15
    }

    @Test func `WSE-2 has its published area, power, rate and memory`() throws {
        let hardware = try Hardware.preset("wse-2")
        let figures = WaferFigures(of: hardware)
        #expect(isNear(figures.waferAreaSquareMillimetres, 46_225))
        #expect(figures.waferAreaSquareMillimetres <= 46_225)
        #expect((15_000...23_000).contains(figures.peakPowerWattsPerWafer))
        #expect(abs(figures.peakFlopsPerSecondPerDie * 84 / 7.5e15 - 1) < 0.01)
        #expect(abs(figures.sramBytesPerDie * 84 / 40e9 - 1) < 0.05)
        // 20 PB/s of SRAM are published; 24 bytes a cycle at 1.1 GHz give 22.
        #expect(isNear(figures.sramBytesPerSecondPerDie * 84, 20e15))
        #expect(abs(Double(hardware.die.coresX * hardware.die.coresY * 84) / 850_000 - 1) < 0.002)
        // The pitch follows from 850,000 cores on 46,225 mm2.
        #expect(figures.floorplan.corePitchMetres < 233e-6)
        #expect(figures.floorplan.corePitchMetres > 205e-6)
    }

    @Test func `a Dojo D1 die has its published area, power and rate`() throws {
        let figures = WaferFigures(of: try Hardware.preset("dojo-tile"))
        #expect(isNear(figures.dieAreaSquareMillimetres, 645))
        #expect(isNear(figures.peakPowerWattsPerWafer / 25, 400))
        #expect(abs(figures.peakFlopsPerSecondPerDie / 362e12 - 1) < 0.02)
        #expect(abs(figures.sramBytesPerDie / 442.5e6 - 1) < 0.07)
        #expect(figures.peakPowerWattsPerWafer < 15_000)
    }

    @Test func `WATOS configuration 3 has its published totals and area`() throws {
        let hardware = try Hardware.preset("watos-config3")
        let figures = WaferFigures(of: hardware)
        #expect(hardware.deviceCount == 56)
        #expect(abs(figures.peakFlopsPerSecondPerDie / 708e12 - 1) < 1e-12)
        #expect(abs(hardware.memory.bytesPerDie * 56 / 3920e9 - 1) < 1e-12)
        #expect(abs(hardware.memory.bytesPerSecondPerDie / 2e12 - 1) < 1e-12)
        #expect(isNear(figures.dieAreaSquareMillimetres, 25.5 * 25.2))
    }

    @Test(arguments: HardwarePreset.all.map(\.name))
    func `every preset is valid and keeps its limits`(_ name: String) throws {
        let hardware = try Hardware.preset(name)
        try hardware.validate()
        let figures = WaferFigures(of: hardware)
        for bounded in [
            figures.dieWidthMetres, figures.dieHeightMetres, figures.gridWidthMetres, figures.gridHeightMetres,
            figures.edgeBytesPerSecond, figures.viaAreaFraction,
        ] {
            #expect(!bounded.isViolated, "\(name): \(bounded)")
        }
        #expect(figures.yield > 0.5)
    }

    @Test func `names are unique and an unknown one lists them`() {
        let names = HardwarePreset.all.map(\.name)
        for name in names { #expect(names.filter { $0 == name }.count == 1) }
        let error = #expect(throws: HardwareError.self) { try Hardware.preset("wse-9") }
        #expect(error == .unknownPreset(name: "wse-9"))
        for name in names { #expect(error?.description.contains(name) == true) }
    }
}
