import WaferArchitecture

extension PresetTables {
    /// The names whose parts can be listed: hardware presets, then chips that are not among them.
    public static var partNames: [String] {
        let presets = HardwarePreset.all.map(\.name)
        return presets + ReferenceChip.all.map(\.name).filter { !presets.contains($0) }
    }

    /// Area and power of every part of a preset or a chip, with the totals and the limits that it breaks, or nil where
    /// there is none of that name.
    ///
    /// Power is that of dense matrix products at peak.
    public static func parts(named name: String) -> String? {
        guard let hardware = HardwarePreset.named(name)?.hardware ?? ReferenceChip.named(name)?.hardware else {
            return nil
        }
        let figures = WaferFigures(of: hardware)
        let parts = PartsList(of: hardware)
        var sections = [table(parts.die, of: "die")]
        if hardware.wafer.diesX * hardware.wafer.diesY > 1 { sections.append(table(parts.wafer, of: "wafer")) }
        let dies = "\(hardware.wafer.diesX)x\(hardware.wafer.diesY)"
        sections.append(
            TextTable.text(
                header: ["dies", "die_mm", "wafers", "die_yield", "wafer_yield", "usd_per_good_wafer"],
                rows: [
                    [
                        dies,
                        Quantity.fixed(figures.dieWidthMetres.value * 1e3, digits: 2) + "x"
                            + Quantity.fixed(figures.dieHeightMetres.value * 1e3, digits: 2),
                        "\(hardware.wafer.count)", Quantity.fixed(figures.dieYield, digits: 4),
                        Quantity.fixed(figures.yield, digits: 4),
                        Quantity.fixed(figures.costPerGoodWaferUSDollars, digits: 0),
                    ]
                ]))
        let broken = figures.brokenLimits(hardware, powerWattsPerWafer: figures.peakPowerWattsPerWafer)
        if !broken.isEmpty {
            sections.append(
                "broken at dense matrix products at peak:\n" + broken.map(\.description).joined(separator: "\n"))
        }
        return sections.joined(separator: "\n\n")
    }

    /// The chips that the constants are held against: area and power as published and as modelled.
    public static func chips() -> String {
        let rows = ReferenceChip.all.map { chip in
            let watts = chip.watts.map { range in
                let lowest = Quantity.fixed(range.lowerBound, digits: 0)
                return range.lowerBound == range.upperBound
                    ? lowest : lowest + "-" + Quantity.fixed(range.upperBound, digits: 0)
            }
            return [
                chip.name, Quantity.fixed(chip.squareMillimetres, digits: 0),
                Quantity.fixed(chip.modelledSquareMillimetres, digits: 0), percent(chip.areaError), watts ?? "-",
                Quantity.fixed(chip.modelledWatts, digits: 0), chip.powerError.map(percent) ?? "-",
                chip.isKeptAside ? "kept aside" : "fitted",
            ]
        }
        let table = TextTable.text(
            header: ["chip", "mm2", "modelled_mm2", "error_%", "w", "modelled_w", "error_%", "constants"], rows: rows)
        let sources = ReferenceChip.all.map { "\($0.name): \($0.source)" }.joined(separator: "\n")
        return table + "\n\n" + sources
    }

    private static func percent(_ share: Double) -> String {
        (share > 0 ? "+" : "") + Quantity.fixed(100 * share, digits: 1)
    }

    private static func table(_ parts: [HardwarePart], of whole: String) -> String {
        let total = PartsList.total(parts, name: "total")
        let rows = (parts + [total]).map { part in
            let watts = part.staticWatts + part.dynamicWatts
            return [
                part.name, part.count > 0 ? "\(part.count)" : "-",
                Quantity.fixed(part.squareMillimetres, digits: 2),
                Quantity.fixed(100 * part.squareMillimetres / total.squareMillimetres, digits: 1),
                Quantity.fixed(part.staticWatts, digits: 1), Quantity.fixed(part.dynamicWatts, digits: 1),
                Quantity.fixed(100 * watts / (total.staticWatts + total.dynamicWatts), digits: 1),
            ]
        }
        return TextTable.text(
            header: ["part_of_\(whole)", "count", "mm2", "area_%", "static_w", "dense_w", "power_%"], rows: rows)
    }
}
