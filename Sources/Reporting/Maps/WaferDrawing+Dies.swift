import WaferSimulator

extension WaferDrawing {
    /// A frame round the dies that share a stage of a replica.
    mutating func drawGroups() {
        struct Place: Hashable {
            var wafer: Int
            var stage: Int
            var replica: Int
        }
        var order: [Place] = []
        var boxes: [Place: (left: Int, top: Int, right: Int, bottom: Int)] = [:]
        for die in record.dies where die.stage >= 0 {
            let place = Place(wafer: die.wafer, stage: die.stage, replica: die.replica)
            if let box = boxes[place] {
                boxes[place] = (
                    min(box.left, die.x), min(box.top, die.y), max(box.right, die.x), max(box.bottom, die.y)
                )
            } else {
                order.append(place)
                boxes[place] = (die.x, die.y, die.x, die.y)
            }
        }
        let spread = layout.cell / 2 + (layout.pitch - layout.cell) * 0.28
        for place in order {
            guard let box = boxes[place] else { continue }
            let first = layout.centre(wafer: place.wafer, x: box.left, y: box.top)
            let last = layout.centre(wafer: place.wafer, x: box.right, y: box.bottom)
            add(
                "<rect x=\"\(Self.text(first.x - spread))\" y=\"\(Self.text(first.y - spread))\" "
                    + "width=\"\(Self.text(last.x - first.x + 2 * spread))\" "
                    + "height=\"\(Self.text(last.y - first.y + 2 * spread))\" rx=\"\(Self.text(layout.cell * 0.16))\" "
                    + "fill=\"#f4f4f4\" stroke=\"#9a9a9a\" stroke-width=\"1\"/>")
        }
    }

    /// A die: its colour, its stage, and what it draws where there is room for it.
    mutating func draw(_ die: IterationRecord.Die) {
        let centre = layout.centre(wafer: die.wafer, x: die.x, y: die.y)
        let cell = layout.cell
        let isUsed = die.stage >= 0
        let colour = isUsed ? power.colour(die.watts) : ColourScale.none
        let work = isUsed ? "stage \(die.stage)" + (hasReplicas ? ", replica \(die.replica)" : "") : "without work"
        add(
            "<g><title>wafer \(die.wafer), die (\(die.x), \(die.y)): \(work), \(Quantity.text(die.watts, unit: "W"))</title>"
        )
        add(
            "<rect x=\"\(Self.text(centre.x - cell / 2))\" y=\"\(Self.text(centre.y - cell / 2))\" "
                + "width=\"\(Self.text(cell))\" height=\"\(Self.text(cell))\" rx=\"\(Self.text(cell * 0.1))\" "
                + "fill=\"\(colour.text)\" stroke=\"\(isUsed ? "#5c5c5c" : "#b3b3b3")\" stroke-width=\"0.8\""
                + "\(isUsed ? "" : " stroke-dasharray=\"3 2\"")/>")
        // The largest text says what is looked for first.
        var rows: [(text: String, size: Double, isBold: Bool)] = []
        rows.append((isUsed ? "\(die.stage)" : "idle", cell * (isUsed ? 0.36 : 0.24), isUsed))
        if hasReplicas, isUsed { rows.append(("r\(die.replica)", cell * 0.2, false)) }
        if cell >= 40 { rows.append((Quantity.fixed(die.watts, digits: 0) + " W", cell * 0.2, false)) }
        let height = rows.reduce(0) { $0 + $1.size * 1.12 }
        var top = centre.y - height / 2
        for row in rows {
            let baseline = top + row.size * 0.92
            write(
                row.text, x: centre.x, y: baseline, size: row.size, colour: colour.ink, anchor: "middle",
                isBold: row.isBold)
            top += row.size * 1.12
        }
        add("</g>")
    }
}
