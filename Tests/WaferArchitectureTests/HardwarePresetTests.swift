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
            figures.edgeBytesPerSecond, figures.rimBytesPerSecond, figures.viaAreaFraction,
        ] {
            #expect(!bounded.isViolated, "\(name): \(bounded)")
        }
        #expect(figures.yield > 0.45)
    }

    @Test func `WSE-3 has its published cores, memory and power`() throws {
        let hardware = try Hardware.preset("wse-3")
        let figures = WaferFigures(of: hardware)
        let built = hardware.die.coresX * (hardware.die.coresY + hardware.wafer.spareCoreRows) * 84
        #expect(abs(Double(hardware.die.coresX * hardware.die.coresY * 84) / 900_000 - 1) < 0.001)
        #expect(abs(Double(built) / 970_000 - 1) < 0.001)
        #expect(abs(figures.sramBytesPerDie * 84 / 44e9 - 1) < 0.01)
        #expect(isNear(figures.sramBytesPerSecondPerDie * 84, 21e15))
        #expect((15_000...23_000).contains(figures.peakPowerWattsPerWafer))
    }

    @Test func `wafers of the studies have the totals that they state`() throws {
        /// Dies, then TFLOPS, GB, TB/s of DRAM and TB/s die to die of one.
        let stated: [(name: String, dies: Int, teraflops: Double, gigabytes: Double, dram: Double, links: Double)] = [
            ("wsc-llm-case3", 54, 261, 64, 2, 2), ("temp", 48, 1800, 72, 1, 4),
        ]
        for study in stated {
            let hardware = try Hardware.preset(study.name)
            let figures = WaferFigures(of: hardware)
            #expect(hardware.deviceCount == study.dies)
            #expect(abs(figures.peakFlopsPerSecondPerDie / (study.teraflops * 1e12) - 1) < 0.005)
            #expect(hardware.memory.bytesPerDie == study.gigabytes * 1e9)
            #expect(hardware.memory.bytesPerSecondPerDie == study.dram * 1e12)
            #expect(4 * hardware.die.dieToDieBytesPerSecondPerEdge == study.links * 1e12)
            #expect(hardware.wafer.widthMetres == 215e-3)
        }
        let temp = WaferFigures(of: try Hardware.preset("temp"))
        #expect(abs(temp.sramBytesPerDie / (80 * 1_048_576) - 1) < 1e-12)
        let face = try Hardware.preset("face")
        #expect(face.deviceCount > 30 && WaferFigures(of: face).dieAreaSquareMillimetres <= 800)
        #expect(face.core.sramBytes == 768 * 1024)
    }

    @Test func `configurations of WATOS stay in the ranges that it states`() throws {
        for name in ["watos-config1", "watos-config2", "watos-config3", "watos-config4"] {
            let hardware = try Hardware.preset(name)
            #expect([16, 18].contains(hardware.die.coresX) && hardware.die.coresX == hardware.die.coresY)
            #expect((48e9...96e9).contains(hardware.memory.bytesPerDie))
            #expect((1e12...2.5e12).contains(hardware.memory.bytesPerSecondPerDie))
            #expect((3.6e12...4.5e12).contains(4 * hardware.die.dieToDieBytesPerSecondPerEdge))
            #expect(hardware.core == (try Hardware.preset("watos-config3")).core)
        }
    }

    private static let watos = ["watos-config1", "watos-config2", "watos-config3", "watos-config4"]

    @Test(arguments: watos)
    func `configurations of WATOS use up the edge of their dies`(_ name: String) throws {
        let hardware = try Hardware.preset(name)
        let figures = WaferFigures(of: hardware)
        // DRAM + 2 die-to-die = 10 TB/s over 25.5 x 25.2 mm, and in proportion to the edge of any die.
        let perimeter = 2 * (figures.dieWidthMetres.value + figures.dieHeightMetres.value)
        let law = 10e12 * perimeter / (2 * (25.5e-3 + 25.2e-3))
        let used = hardware.memory.bytesPerSecondPerDie + 8 * hardware.die.dieToDieBytesPerSecondPerEdge
        #expect(used <= law && used > 0.99 * law, "\(used) of \(law)")
        if hardware.die.coresX == 18 {
            #expect(abs(used / 10e12 - 1) < 0.0125)
            #expect(isNear(figures.dieAreaSquareMillimetres, 25.5 * 25.2))
        }
    }

    @Test(arguments: watos)
    func `configurations of WATOS have the most dies that fit`(_ name: String) throws {
        var hardware = try Hardware.preset(name)
        let figures = WaferFigures(of: hardware)
        #expect(figures.waferAreaSquareMillimetres <= 198 * 198)
        hardware.wafer.diesX += 1
        #expect(WaferFigures(of: hardware).gridWidthMetres.isViolated)
        hardware.wafer.diesX -= 1
        hardware.wafer.diesY += 1
        #expect(WaferFigures(of: hardware).gridHeightMetres.isViolated)
    }

    @Test func `configurations of WATOS have the order in compute and memory that it states`() throws {
        let systems = try Self.watos.map { try Hardware.preset($0) }
        let flops = systems.map { WaferFigures(of: $0).peakFlopsPerSecondPerDie * Double($0.deviceCount) }
        let bytes = systems.map { $0.memory.bytesPerDie * Double($0.deviceCount) }
        #expect(flops[0] > flops[2] && flops[1] >= flops[2] && flops[3] < flops[2])
        #expect(bytes[1] < bytes[2] && bytes[2] < bytes[3])
        // GPT-3 175B with 18 bytes a parameter fits all; 48 GB would not do for the 56 dies of configuration 2.
        #expect(bytes.allSatisfy { $0 > 18 * 175e9 } && 56 * 48e9 < 16 * 175e9)
        // Another stack on configuration 1 does not fit.
        var third = systems[0]
        third.memory.stacksPerDie = 3
        third.memory.bytesPerSecondPerStack = 1e12 / 3
        #expect(WaferFigures(of: third).gridHeightMetres.isViolated)
    }

    @Test func `names are unique and an unknown one lists them`() {
        let names = HardwarePreset.all.map(\.name)
        for name in names { #expect(names.filter { $0 == name }.count == 1) }
        let error = #expect(throws: HardwareError.self) { try Hardware.preset("wse-9") }
        #expect(error == .unknownPreset(name: "wse-9"))
        for name in names { #expect(error?.description.contains(name) == true) }
    }
}
