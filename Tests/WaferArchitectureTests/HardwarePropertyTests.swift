import Testing
import WaferArchitecture

/// What must hold for any design.
struct HardwarePropertyTests {
    /// Random systems.
    static let systems: [Hardware] = {
        var random = RandomHardware(seed: 9)
        return (0..<500).map { _ in random.system() }
    }()

    @Test func `a higher clock, all else fixed, never lowers power or area`() {
        let changes: [(String, (inout Hardware) -> Void)] = [
            ("clock", { $0.core.frequencyHertz *= 1.3 })
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
                #expect(figures.waferAreaSquareMillimetres * slack >= base.waferAreaSquareMillimetres, "\(name)")
                #expect(figures.densePower.dynamicWatts * slack >= base.densePower.dynamicWatts, "\(name)")
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
            let height = plan.arrayHeightMetres + plan.sharedDepthMetres + plan.memoryDepthMetres
            #expect(abs(plan.arrayWidthMetres / height / (26.0 / 33) - 1) < 1e-9)
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
