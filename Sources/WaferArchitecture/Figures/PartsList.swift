/// The parts of a system: of one die, adding up to its area and power, and of one wafer, adding up to the wafer's.
///
/// For people to read; it allocates, so the models use ``WaferFigures`` instead. Static power of silicon is shared by
/// area, as the constant is.
public struct PartsList: Sendable, Hashable {
    /// Parts of one die.
    public let die: [HardwarePart]
    /// Parts of one wafer: its dies, and what stands between them.
    public let wafer: [HardwarePart]

    /// Lists the parts of a system.
    public init(of hardware: Hardware) {
        let figures = WaferFigures(of: hardware)
        die = Self.dieParts(hardware, figures: figures)
        wafer = Self.waferParts(hardware, figures: figures)
    }

    /// The sum of some parts, under a name.
    public static func total(_ parts: [HardwarePart], name: String) -> HardwarePart {
        parts.reduce(into: HardwarePart(name: name, count: 1, squareMillimetres: 0)) { sum, part in
            sum.squareMillimetres += part.squareMillimetres
            sum.staticWatts += part.staticWatts
            sum.dynamicWatts += part.dynamicWatts
        }
    }

    private static func dieParts(_ hardware: Hardware, figures: WaferFigures) -> [HardwarePart] {
        let plan = figures.floorplan
        let power = figures.densePower
        let core = hardware.core
        let built = hardware.die.coresX * (hardware.die.coresY + hardware.wafer.spareCoreRows)
        let idle = power.siliconIdleWatts / figures.dieAreaSquareMillimetres
        func part(_ name: String, _ count: Int, _ squareMetres: Double, dynamic: Double = 0, extra: Double = 0)
            -> HardwarePart
        {
            let area = squareMetres * 1e6
            return HardwarePart(
                name: name, count: count, squareMillimetres: area, staticWatts: area * idle + extra,
                dynamicWatts: dynamic)
        }
        let cores = Double(built)
        let array = plan.arrayWidthMetres * plan.arrayHeightMetres
        let filled = cores * plan.coreSquareMetres
        let shared = plan.sharedDepthMetres * plan.arrayWidthMetres
        let memory = plan.memoryDepthMetres * plan.widthMetres
        let inside = plan.widthMetres - plan.integrationMetres
        let insideHeight = plan.heightMetres - plan.memoryDepthMetres - plan.integrationMetres
        let drivers = inside * insideHeight - array - shared
        let ring = plan.squareMetres - memory - inside * insideHeight
        let isCrossbar = hardware.die.sharedSRAMBytes > 0
        var parts = [
            part("multipliers", built * core.macs, cores * plan.macSquareMetres, dynamic: power.multiplierWatts),
            part("vector lanes", built * core.separateVectorLanes, cores * plan.vectorSquareMetres),
            part("control", built, cores * plan.controlSquareMetres),
            part(
                "SRAM banks and registers", built * plan.sramBanks, cores * plan.sramSquareMetres,
                dynamic: power.sramWatts),
            part(
                isCrossbar ? "crossbar ports" : "routers and links", built, cores * plan.routerSquareMetres,
                dynamic: power.networkWatts),
            part("white space in cores", 0, filled - cores * plan.placedSquareMetres),
            part("gaps between cores", 0, array - filled),
        ]
        if isCrossbar { parts.append(part("shared SRAM and crossbar", 1, shared, dynamic: power.sharedWatts)) }
        parts.append(part("die-to-die drivers", 4, drivers, extra: power.linkIdleWatts))
        if memory > 0 { parts.append(part("DRAM controllers", hardware.memory.stacksPerDie, memory)) }
        parts.append(part("ring of the integration", 0, ring))
        if hardware.memory.kind != .offWafer {
            parts.append(
                HardwarePart(
                    name: "DRAM stacks", count: hardware.memory.stacksPerDie, squareMillimetres: 0,
                    staticWatts: power.dramIdleWatts, dynamicWatts: power.dramWatts))
        }
        return parts
    }

    private static func waferParts(_ hardware: Hardware, figures: WaferFigures) -> [HardwarePart] {
        let dies = hardware.wafer.diesX * hardware.wafer.diesY
        let area = Double(dies) * figures.dieAreaSquareMillimetres
        let strip =
            hardware.memory.kind == .edge
            ? Double(hardware.memory.stacksPerDie) * Constants.edgeStackArea.value : 0
        let strips = Double(dies) * strip * 1e6
        var parts = [
            HardwarePart(
                name: "dies", count: dies, squareMillimetres: area,
                staticWatts: Double(dies) * figures.densePower.staticWatts,
                dynamicWatts: Double(dies) * figures.densePower.dynamicWatts),
            HardwarePart(
                name: hardware.wafer.integration == .stitched ? "scribe lines" : "gaps between dies", count: 0,
                squareMillimetres: figures.waferAreaSquareMillimetres - area - strips),
        ]
        if strip > 0 {
            parts.append(
                HardwarePart(name: "strips of DRAM connections", count: dies, squareMillimetres: strips))
        }
        return parts
    }
}
