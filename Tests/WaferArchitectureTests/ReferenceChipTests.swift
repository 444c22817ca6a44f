import Testing
import WaferArchitecture

struct ReferenceChipTests {
    /// Areas and powers as their makers state them, apart from the table of chips.
    static let published: [(name: String, squareMillimetres: Double, watts: ClosedRange<Double>)] = [
        ("wse-2", 46_225, 15_000...23_000), ("dojo-d1", 645, 400...400), ("a100-die", 826, 400...400),
        ("h100-die", 814, 700...700),
    ]

    @Test(arguments: published.indices)
    func `each chip has its area and its power within 15 % by the same constants`(_ index: Int) throws {
        let (name, area, watts) = Self.published[index]
        let chip = try #require(ReferenceChip.named(name))
        #expect(chip.squareMillimetres == area)
        #expect(chip.watts == watts)
        #expect(!chip.isKeptAside)
        #expect(abs(chip.modelledSquareMillimetres / area - 1) <= 0.15)
        #expect(chip.modelledWatts >= watts.lowerBound * (watts.lowerBound == watts.upperBound ? 0.85 : 1))
        #expect(chip.modelledWatts <= watts.upperBound * (watts.lowerBound == watts.upperBound ? 1.15 : 1))
    }

    @Test func `chips kept aside are met as well, WSE-3 with less than its area`() throws {
        let wse3 = try #require(ReferenceChip.named("wse-3"))
        let gc200 = try #require(ReferenceChip.named("gc200-die"))
        #expect(wse3.isKeptAside && gc200.isKeptAside)
        // WSE-3 is 18 % short: its cores have an 8-bit unit and a cache that are not in the model.
        #expect((-0.20...0.15).contains(wse3.areaError))
        #expect(wse3.powerError == 0)
        #expect(abs(gc200.areaError) <= 0.15)
        #expect(gc200.powerError == nil)
    }

    @Test func `rates and memories of the chips are as published`() throws {
        func figures(_ name: String) throws -> WaferFigures {
            WaferFigures(of: try #require(ReferenceChip.named(name)).hardware)
        }
        #expect(abs(try figures("a100-die").peakFlopsPerSecondPerDie / 312e12 - 1) < 0.002)
        #expect(abs(try figures("h100-die").peakFlopsPerSecondPerDie / 989.4e12 - 1) < 0.002)
        #expect(abs(try figures("gc200-die").peakFlopsPerSecondPerDie / 250e12 - 1) < 0.002)
        #expect(abs(try figures("gc200-die").sramBytesPerDie / (897 * 1_048_576) - 1) < 0.001)
        #expect(abs(try figures("wse-3").sramBytesPerDie * 84 / 44e9 - 1) < 0.01)
        // 27.6 MB of registers in 108 SMs (A100 white paper: 27,648 KB), and L1 of 192 KB each.
        #expect(try figures("a100-die").sramBytesPerDie == Double(27_648 + 108 * 192) * 1024)
    }

    @Test func `every chip is valid and fits its reticle but for the grid of GC200`() throws {
        for chip in ReferenceChip.all {
            try chip.hardware.validate()
            let figures = WaferFigures(of: chip.hardware)
            let broken = figures.brokenLimits(chip.hardware)
            // 32 x 46 tiles are a little taller than GC200 is.
            #expect(broken.map(\.limit) == (chip.name == "gc200-die" ? [.dieHeight] : []), "\(chip.name): \(broken)")
            #expect(!figures.densePowerWattsPerSquareMillimetre.isViolated)
        }
    }

    @Test func `a fragment moves each operand and each sum once`() {
        for fragment in [
            MatrixFragment(rows: 16, columns: 8, depth: 16), MatrixFragment(rows: 64, columns: 256, depth: 16),
            MatrixFragment(rows: 1, columns: 1, depth: 1),
        ] {
            var bits = 0
            for _ in 0..<fragment.depth { bits += 16 * (fragment.rows + fragment.columns) }
            for _ in 0..<(fragment.rows * fragment.columns) { bits += 2 * 32 }
            let products = fragment.rows * fragment.columns * fragment.depth
            #expect(abs(fragment.bitsPerProduct - Double(bits) / Double(products)) < 1e-12)
        }
    }

    @Test func `cores around a shared SRAM fetch tiles as large as half of their own SRAM holds`() throws {
        let chip = try #require(ReferenceChip.named("a100-die"))
        let figures = WaferFigures(of: chip.hardware)
        // 224 KB hold 239 x 239 sums of four bytes; a step of 2 x 239^2 operations fetches 2 x 239 operands of two.
        let side = (224.0 * 1024 / 4).squareRoot()
        #expect(abs(figures.denseNoCBytesPerFlop / ((2 * side * 2) / (2 * side * side)) - 1) < 1e-12)
        #expect(figures.densePower.networkWatts == 0)
        #expect(figures.densePower.sharedWatts > 0)
        #expect(figures.energy.joulesPerSharedByte > figures.energy.joulesPerNoCByteHop)
        let wafer = WaferFigures(of: try Hardware.preset("wse-2"))
        #expect(wafer.energy.joulesPerSharedByte == 0 && wafer.densePower.sharedWatts == 0)
    }

    @Test func `names are unique`() {
        let names = ReferenceChip.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(ReferenceChip.named("z80") == nil)
    }
}
