import WaferSimulator

extension WaferDrawing {
    /// A link between neighbouring dies; its two directions keep to the right.
    mutating func draw(_ link: IterationRecord.Link) {
        guard link.x >= 0, link.y >= 0, link.wafer == link.toWafer else { return }
        let (across, down) = (Double((link.toX - link.x).signum()), Double((link.toY - link.y).signum()))
        guard (across == 0) != (down == 0) else { return }
        let from = layout.centre(wafer: link.wafer, x: link.x, y: link.y)
        let side = layout.cell * 0.2
        let half = layout.cell / 2
        let share = 100 * link.utilisation(seconds: record.iterationSeconds)
        let what =
            "wafer \(link.wafer), (\(link.x), \(link.y)) to (\(link.toX), \(link.toY)): "
            + "\(Quantity.fixed(share, digits: 1)) % of the time, \(Quantity.text(link.bytes, unit: "B"))"
        // To the right of its direction: below where it goes right, left where it goes down.
        drawArrow(
            x: from.x + across * half - down * side, y: from.y + down * half + across * side, across: across,
            down: down, length: layout.pitch - layout.cell, share: share, widest: layout.cell * 0.34, what: what)
    }

    /// All links between wafers that stand side by side as arrows, the others in words.
    mutating func drawWaferLinks() {
        var words: [Int: [String]] = [:]
        for link in record.links where link.wafer != link.toWafer {
            let share = 100 * link.utilisation(seconds: record.iterationSeconds)
            let what =
                "wafer \(link.wafer) to wafer \(link.toWafer): \(Quantity.fixed(share, digits: 1)) % of the time, "
                + Quantity.text(link.bytes, unit: "B")
            guard layout.areNeighbours(link.wafer, link.toWafer) else {
                words[link.wafer, default: []].append(
                    "to wafer \(link.toWafer): \(Quantity.text(link.bytes, unit: "B")), \(Quantity.fixed(share, digits: 1)) %"
                )
                continue
            }
            let isOnward = link.toWafer > link.wafer
            let corner = layout.corner(wafer: max(link.wafer, link.toWafer))
            let middle = corner.y + layout.waferHeight / 2 + (isOnward ? 26 : -26)
            let (left, right) = (corner.x - layout.waferGap + 10, corner.x - 26)
            drawArrow(
                x: isOnward ? left : right, y: middle, across: isOnward ? 1 : -1, down: 0, length: right - left,
                share: share, widest: 26, what: what)
            write(
                Quantity.fixed(share, digits: share < 9.95 ? 1 : 0) + " %", x: (left + right) / 2,
                y: middle + (isOnward ? 28 : -20), size: 11, colour: "#4d4d4d", anchor: "middle")
        }
        for (wafer, texts) in words.sorted(by: { $0.key < $1.key }) {
            let corner = layout.corner(wafer: wafer)
            write(
                texts.prefix(3).joined(separator: ";  "), x: corner.x + layout.pitch * 0.14,
                y: corner.y + layout.waferHeight + 18, size: 11, colour: "#4d4d4d")
        }
    }

    /// An arrow from a point, as wide and dark as the share of the time in use; a thin grey line for none.
    mutating func drawArrow(
        x: Double, y: Double, across: Double, down: Double, length: Double, share: Double, widest: Double, what: String
    ) {
        let title = what.isEmpty ? "" : "<title>\(Self.escaped(what))</title>"
        guard share > 0 else {
            add(
                "<path d=\"M\(Self.text(x)) \(Self.text(y))l\(Self.text(across * length)) \(Self.text(down * length))\" "
                    + "stroke=\"#c4c4c4\" stroke-width=\"0.8\">\(title)</path>")
            return
        }
        let half = max(1.6, widest * load.share(share)) / 2
        let point = min(length * 0.6, half + 2.5)
        // Along the arrow, and off it.
        let corners = [
            (0, -half), (length - point, -half), (length, 0), (length - point, half), (0, half),
        ].map { along, off in
            "\(Self.text(x + across * along - down * off)),\(Self.text(y + down * along + across * off))"
        }
        add(
            "<polygon points=\"\(corners.joined(separator: " "))\" fill=\"\(load.colour(share).text)\">"
                + "\(title)</polygon>")
    }
}
