import WaferSimulator

extension WaferDrawing {
    /// The two scales with their numbers, and how to read the rest.
    mutating func drawLegend() {
        let scale = layout.scale
        let top = layout.height - layout.legendHeight - 4
        let left = (layout.width - PictureLayout.legendWidth * scale) / 2
        add(
            "<g transform=\"translate(\(Self.text(left)) \(Self.text(top))) scale(\(Quantity.fixed(scale, digits: 3)))\">"
        )
        add("<path d=\"M0 0h\(Self.text(PictureLayout.legendWidth))\" stroke=\"#d9d9d9\"/>")
        drawPowerScale(left: 0, top: 28)
        drawLoadScale(left: 330, top: 28)
        var notes = ["number: the die's pipeline stage"]
        if hasReplicas { notes.append("r: its replica") }
        notes += ["frame: the dies of one stage", "arrow: a link, the way its bytes go"]
        if record.dies.contains(where: { $0.stage < 0 }) { notes.append("grey: a die without work") }
        for (index, note) in notes.enumerated() {
            write(note, x: 650, y: 28 + Double(index) * 18, size: 12, colour: "#4d4d4d")
        }
        add("</g>")
    }

    private mutating func drawPowerScale(left: Double, top: Double) {
        write("power of a die, mean of the iteration, W", x: left, y: top, size: 12, isBold: true)
        let (width, steps) = (270.0, 54)
        for step in 0..<steps {
            let part = (Double(step) + 0.5) / Double(steps)
            let colour = power.colour(power.lowest + part * (power.highest - power.lowest))
            add(
                "<rect x=\"\(Self.text(left + Double(step) * width / Double(steps)))\" y=\"\(Self.text(top + 14))\" "
                    + "width=\"\(Self.text(width / Double(steps) + 0.4))\" height=\"18\" fill=\"\(colour.text)\"/>")
        }
        add(
            "<rect x=\"\(Self.text(left))\" y=\"\(Self.text(top + 14))\" width=\"\(Self.text(width))\" height=\"18\" "
                + "fill=\"none\" stroke=\"#5c5c5c\" stroke-width=\"0.8\"/>")
        for tick in power.ticks {
            let x = left + width * power.share(tick)
            add("<path d=\"M\(Self.text(x)) \(Self.text(top + 32))v4\" stroke=\"#5c5c5c\" stroke-width=\"0.8\"/>")
            write(Self.tick(tick), x: x, y: top + 49, size: 11, anchor: "middle")
        }
    }

    private mutating func drawLoadScale(left: Double, top: Double) {
        write("use of a link, % of the time", x: left, y: top, size: 12, isBold: true)
        let ticks = load.ticks
        let step = 260 / Double(max(ticks.count, 1))
        for (index, tick) in ticks.enumerated() {
            let x = left + Double(index) * step
            let length = min(30, step - 8)
            drawArrow(
                x: x, y: top + 23, across: 1, down: 0, length: length, share: tick,
                widest: min(24, layout.cell * 0.34), what: "")
            write(Self.tick(tick), x: x + length / 2, y: top + 49, size: 11, anchor: "middle")
        }
    }

    /// A round number without the noise of its last digits.
    private static func tick(_ value: Double) -> String {
        Quantity.shortest((value * 1e6).rounded() / 1e6)
    }
}
