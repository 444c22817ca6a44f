import WaferSimulator

/// The picture of a system on its way: the lines of an SVG file.
struct WaferDrawing {
    let record: IterationRecord
    let title: String
    let layout: PictureLayout
    /// Watts of a die.
    let power: ColourScale
    /// Percent of the time in which a link was in use.
    let load: ColourScale
    /// Whether dies must be told apart by replica too.
    let hasReplicas: Bool
    private(set) var lines: [String] = []

    init(_ record: IterationRecord, title: String) {
        self.record = record
        self.title = title
        layout = PictureLayout(record)
        // Dies without work are grey, so that all colours are there to tell the others apart.
        let used = record.dies.filter { $0.stage >= 0 && $0.watts.isFinite }.map(\.watts)
        let most = used.max() ?? 0
        // Dies that differ by little are not made to look as if they differed by much.
        let least = min(used.min() ?? 0, 0.8 * most)
        power = ColourScale((least < 0.4 * most ? 0 : least)...max(most, least), colours: ColourScale.power)
        let shares = record.links.map { 100 * $0.utilisation(seconds: record.iterationSeconds) }.filter(\.isFinite)
        // Links that are hardly used are not made to look busy.
        load = ColourScale(0...max(shares.max() ?? 0, 10), colours: ColourScale.load)
        hasReplicas = record.dies.contains { $0.replica > 0 }
    }

    /// Draws everything.
    mutating func draw() {
        let (width, height) = (Self.text(layout.width), Self.text(layout.height))
        add(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">"
        )
        add("<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>")
        drawTitle()
        for wafer in 0..<max(1, record.wafers) { drawFrame(wafer: wafer) }
        drawGroups()
        for link in record.links { draw(link) }
        for die in record.dies { draw(die) }
        drawWaferLinks()
        drawLegend()
        add("</svg>")
    }

    mutating func add(_ line: String) { lines.append(line) }

    /// Adds a line of text.
    mutating func write(
        _ words: String, x: Double, y: Double, size: Double, colour: String = "#1a1a1a", anchor: String = "start",
        isBold: Bool = false
    ) {
        let weight = isBold ? " font-weight=\"bold\"" : ""
        add(
            "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"\(Self.text(size))\" fill=\"\(colour)\" "
                + "text-anchor=\"\(anchor)\"\(weight)>\(Self.escaped(words))</text>")
    }

    /// A length with one digit behind the point at most.
    static func text(_ value: Double) -> String {
        Quantity.shortest((value * 10).rounded() / 10)
    }

    /// A text as it stands between tags.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private mutating func drawTitle() {
        let scale = layout.scale
        write(title, x: PictureLayout.margin, y: 36 * scale, size: 20 * scale, isBold: true)
        let links = record.links.filter { $0.x >= 0 }
        let shares = links.map { $0.utilisation(seconds: record.iterationSeconds) }
        let watts = record.dies.reduce(0) { $0 + $1.watts }
        var parts = [
            "iteration \(Quantity.text(record.iterationSeconds, unit: "s"))",
            "power \(Quantity.text(watts, unit: "W"))",
        ]
        if let most = shares.max(), !shares.isEmpty {
            let mean = shares.reduce(0, +) / Double(shares.count)
            parts.append(
                "links between dies in use \(Quantity.percent(mean)) of the time in the mean, \(Quantity.percent(most)) at most"
            )
        }
        write(
            parts.joined(separator: "   |   "), x: PictureLayout.margin, y: 60 * scale, size: 13 * scale,
            colour: "#4d4d4d")
    }

    /// A wafer's name, and the numbers of its columns and rows.
    private mutating func drawFrame(wafer: Int) {
        let corner = layout.corner(wafer: wafer)
        if record.wafers > 1 {
            let watts = record.dies.reduce(0) { $1.wafer == wafer ? $0 + $1.watts : $0 }
            write(
                "wafer \(wafer)", x: corner.x + layout.pitch * 0.14, y: corner.y - 24, size: 15, isBold: true)
            write(
                Quantity.text(watts, unit: "W"), x: corner.x + layout.pitch * 0.14 + 76, y: corner.y - 24, size: 13,
                colour: "#4d4d4d")
        }
        // Every fifth number where dies stand close.
        let step = layout.pitch < 48 ? 5 : 1
        for x in stride(from: 0, to: layout.diesX, by: step) {
            write(
                "\(x)", x: corner.x + (Double(x) + 0.5) * layout.pitch, y: corner.y - 4, size: 10, colour: "#8c8c8c",
                anchor: "middle")
        }
        for y in stride(from: 0, to: layout.diesY, by: step) {
            write(
                "\(y)", x: corner.x - 6, y: corner.y + (Double(y) + 0.5) * layout.pitch + 3.5, size: 10,
                colour: "#8c8c8c", anchor: "end")
        }
    }
}
