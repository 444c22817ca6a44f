import Testing
import WaferArchitecture

/// What must hold for any design.
struct HardwarePropertyTests {
    /// Random systems.
    static let systems: [Hardware] = {
        var random = RandomHardware(seed: 9)
        return (0..<500).map { _ in random.system() }
    }()

    @Test func `a higher clock or bandwidth, all else fixed, never lowers power or the area of the die`() {
        let changes: [(String, (inout Hardware) -> Void)] = [
            ("clock", { $0.core.frequencyHertz *= 1.3 }), ("links between cores", { $0.core.nocBitsPerCycle *= 2 }),
            ("links between dies", { $0.die.dieToDieBytesPerSecondPerEdge *= 1.5 }),
            ("DRAM", { $0.memory.bytesPerSecondPerStack *= 1.5 }),
            ("DRAM stacks", { $0.memory.stacksPerDie += 1 }),
        ]
        for hardware in Self.systems {
            let base = WaferFigures(of: hardware)
            for (name, change) in changes {
                var faster = hardware
                change(&faster)
                let figures = WaferFigures(of: faster)
                let slack = 1 + 1e-12
                #expect(figures.peakPowerWattsPerWafer * slack >= base.peakPowerWattsPerWafer, "\(name): \(hardware)")
                #expect(figures.energy.idleWattsPerWafer * slack >= base.energy.idleWattsPerWafer, "\(name)")
                #expect(figures.dieAreaSquareMillimetres * slack >= base.dieAreaSquareMillimetres, "\(name)")
                #expect(figures.densePower.dynamicWatts * slack >= base.densePower.dynamicWatts, "\(name)")
            }
            // A wider SRAM has more and smaller banks, each thriftier; with as many banks it never takes less.
            var wider = hardware
            wider.core.sramBitsPerCycle += 1
            let figures = WaferFigures(of: wider)
            if figures.floorplan.sramBanks == base.floorplan.sramBanks {
                #expect(figures.peakPowerWattsPerWafer >= base.peakPowerWattsPerWafer)
            }
        }
    }

    @Test func `a broken limit says by how much, and granting that much mends it`() {
        var seen: Set<BrokenLimit.Limit> = []
        for hardware in Self.systems {
            let figures = WaferFigures(of: hardware)
            let power = figures.peakPowerWattsPerWafer
            let broken = figures.brokenLimits(hardware, powerWattsPerWafer: power)
            seen.formUnion(broken.map(\.limit))
            for limit in broken {
                #expect(limit.value > limit.allowed && limit.allowed > 0)
                #expect(abs(limit.excess - (limit.value - limit.allowed) / limit.allowed) < 1e-9)
                #expect(limit.description.hasPrefix("\(limit.limit.rawValue) is \(limit.value), "))
                #expect(limit.description.hasSuffix(" above the \(limit.allowed) allowed"))
            }
            func has(_ limit: BrokenLimit.Limit) -> Bool { broken.contains { $0.limit == limit } }
            #expect(has(.dieWidth) == figures.dieWidthMetres.isViolated)
            #expect(has(.edge) == figures.edgeBytesPerSecond.isViolated)
            #expect(has(.vias) == figures.viaAreaFraction.isViolated)
            #expect(has(.power) == (power > 20_000))
            #expect(has(.powerDensity) == figures.densePowerWattsPerSquareMillimetre.isViolated)
            var granted = hardware
            granted.limits.powerWatts = power
            if hardware.die.sharedSRAMBytes == 0 {
                granted.limits.reticleWidthMetres = max(figures.dieWidthMetres.value, 26e-3)
                granted.limits.reticleHeightMetres = max(figures.dieHeightMetres.value, 33e-3)
            }
            granted.wafer.widthMetres = figures.gridWidthMetres.value
            granted.wafer.heightMetres = figures.gridHeightMetres.value
            let left = WaferFigures(of: granted).brokenLimits(granted, powerWattsPerWafer: power).map(\.limit)
            for limit in [BrokenLimit.Limit.power, .gridWidth, .gridHeight] { #expect(!left.contains(limit)) }
            if hardware.die.sharedSRAMBytes == 0 { #expect(!left.contains(.dieWidth) && !left.contains(.dieHeight)) }
            #expect(
                figures.brokenLimits(hardware).map(\.limit)
                    == broken.map(\.limit).filter { $0 != .power && $0 != .powerDensity })
        }
        #expect(seen == Set(BrokenLimit.Limit.allCases))
    }

    @Test func `a die around a shared SRAM has the shape of the reticle`() {
        for hardware in Self.systems where hardware.die.sharedSRAMBytes > 0 {
            let plan = DieFloorplan(of: hardware)
            let controllers = plan.memoryDepthMetres * plan.widthMetres
            let height = plan.arrayHeightMetres + plan.sharedDepthMetres + controllers / plan.arrayWidthMetres
            #expect(abs(plan.arrayWidthMetres / height / (26.0 / 33) - 1) < 1e-9)
        }
    }

    @Test func `drivers, controllers and stacks take their area and no more, whatever the shape of the die`() {
        for hardware in Self.systems {
            let parts = PartsList(of: hardware)
            let areas = Dictionary(
                uniqueKeysWithValues: (parts.die + parts.wafer).map { ($0.name, $0.squareMillimetres) })
            let die = WaferFigures(of: hardware).dieAreaSquareMillimetres
            // Both directions of four edges at 631 GB/s a square millimetre.
            let links = hardware.wafer.integration == .stitched ? 0 : hardware.die.dieToDieBytesPerSecondPerEdge
            #expect(abs((areas["die-to-die drivers"] ?? 0) - 8 * links / 631e9) < 1e-9 * die)
            if hardware.memory.kind == .edge {
                let bandwidth = hardware.memory.bytesPerSecondPerDie
                #expect(abs((areas["DRAM controllers"] ?? 0) - 16 * bandwidth / 1e12) < 1e-9 * die)
                let dies = hardware.wafer.diesX * hardware.wafer.diesY
                let stacks = Double(7 * hardware.memory.stacksPerDie * dies)
                #expect(abs((areas["strips of DRAM connections"] ?? 0) / stacks - 1) < 1e-9)
            }
        }
    }

    @Test func `clustered defects leave more good dies than independent ones`() {
        for hardware in Self.systems {
            var bare = hardware
            bare.wafer.spareCoreRows = 0
            let plan = DieFloorplan(of: bare)
            // Cores fail one by one, so that without spares the laws differ only by what one core's area does.
            let poisson = WaferYield(of: bare, floorplan: plan, model: .poisson).die
            let murphy = WaferYield(of: bare, floorplan: plan).die
            let clustered = WaferYield(of: bare, floorplan: plan, model: .negativeBinomial(alpha: 2)).die
            #expect(poisson <= murphy * (1 + 1e-12))
            #expect(murphy <= clustered * (1 + 1e-12))
        }
    }

    @Test func `cost is that of good wafers`() {
        for hardware in Self.systems {
            let figures = WaferFigures(of: hardware)
            #expect(
                abs(
                    figures.costPerGoodWaferUSDollars * Double(hardware.wafer.count) / figures.costUSDollars - 1)
                    < 1e-12)
        }
    }
}
