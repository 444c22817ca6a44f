import Testing
import WaferArchitecture

struct PartsListTests {
    /// Random systems, every preset and every chip.
    static let systems: [Hardware] = {
        var random = RandomHardware(seed: 4)
        return (0..<400).map { _ in random.system() } + HardwarePreset.all.map(\.hardware)
            + ReferenceChip.all.map(\.hardware)
    }()

    @Test func `parts add up to the area and the power of die and wafer`() throws {
        for hardware in Self.systems {
            try hardware.validate()
            let figures = WaferFigures(of: hardware)
            let parts = PartsList(of: hardware)
            let die = PartsList.total(parts.die, name: "die")
            #expect(abs(die.squareMillimetres / figures.dieAreaSquareMillimetres - 1) < 1e-9)
            #expect(abs(die.staticWatts / figures.densePower.staticWatts - 1) < 1e-9)
            #expect(abs(die.dynamicWatts / figures.densePower.dynamicWatts - 1) < 1e-9)
            let wafer = PartsList.total(parts.wafer, name: "wafer")
            #expect(abs(wafer.squareMillimetres / figures.waferAreaSquareMillimetres - 1) < 1e-9)
            #expect(
                abs((wafer.staticWatts + wafer.dynamicWatts) / figures.peakPowerWattsPerWafer - 1) < 1e-9)
            #expect(abs(wafer.staticWatts / figures.energy.idleWattsPerWafer - 1) < 1e-9)
            for part in parts.die + parts.wafer {
                // Differences of large areas may leave a rounding error where there is nothing.
                #expect(part.squareMillimetres >= -1e-9 * figures.waferAreaSquareMillimetres, "\(part)")
                #expect(part.staticWatts >= -1e-6 && part.dynamicWatts >= 0 && part.count >= 0, "\(part)")
            }
        }
    }

    @Test func `the parts of A100 are those of its floor`() throws {
        let chip = try #require(ReferenceChip.named("a100-die"))
        let parts = PartsList(of: chip.hardware)
        let names = parts.die.map(\.name)
        #expect(names.contains("shared SRAM and crossbar") && names.contains("crossbar ports"))
        let counts = Dictionary(uniqueKeysWithValues: parts.die.map { ($0.name, $0.count) })
        #expect(counts["multipliers"] == 126 * 1024)
        #expect(counts["vector lanes"] == 126 * 384)
        #expect(counts["DRAM stacks"] == 5)
        #expect(parts.wafer.first?.count == 1)
    }
}
