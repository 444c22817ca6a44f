import WaferSimulator

/// Where everything of the picture of a system stands, in pixels.
struct PictureLayout {
    static let margin = 32.0
    static let legendWidth = 860.0

    /// From the middle of a die to that of the next.
    let pitch: Double
    /// The side of a die.
    let cell: Double
    /// Wafers side by side.
    let waferColumns: Int
    /// Rows of wafers.
    let waferRows: Int
    /// Space between wafers in a row, for the links between them.
    let waferGap: Double
    /// Space above each wafer, for its name and the numbers of its columns.
    let waferHeader: Double
    /// Space below each wafer, for links to wafers that are not its neighbours.
    let waferFooter: Double
    let diesX: Int
    let diesY: Int

    init(_ record: IterationRecord) {
        (diesX, diesY) = (max(1, record.diesX), max(1, record.diesY))
        let wafers = max(1, record.wafers)
        let side = Double(max(diesX, diesY))
        pitch = max(36, min(92, 1000 / side))
        cell = (pitch * 0.68).rounded()
        waferGap = wafers > 1 ? 104 : 0
        let width = Double(diesX) * pitch
        // As many side by side as keep the picture about as wide as high, and three at most.
        let wanted = (Double(wafers) * (Double(diesY) * pitch + 80) / (width + waferGap)).squareRoot().rounded(.up)
        waferColumns = max(1, min(wafers, max(Int(wanted), min(wafers, 2)), 4))
        waferRows = (wafers + waferColumns - 1) / waferColumns
        waferHeader = wafers > 1 ? 48 : 22
        waferFooter = wafers > 1 ? 34 : 12
    }

    /// The width of one wafer.
    var waferWidth: Double { Double(diesX) * pitch }
    /// The height of one wafer.
    var waferHeight: Double { Double(diesY) * pitch }

    /// How much larger title and legend are than in a picture of one wafer.
    var scale: Double { max(1, min(2, contentWidth / 1300)) }

    /// The width of the whole picture.
    var width: Double { max(contentWidth, Self.legendWidth * scale) + 2 * Self.margin }

    /// The height of the title.
    var titleHeight: Double { 78 * scale }
    /// The height of the legend.
    var legendHeight: Double { 128 * scale }

    /// The height of the whole picture.
    var height: Double {
        titleHeight + Double(waferRows) * (waferHeader + waferHeight + waferFooter) + legendHeight
            + Self.margin
    }

    /// The left upper corner of a wafer's grid.
    func corner(wafer: Int) -> (x: Double, y: Double) {
        let (row, column) = wafer.quotientAndRemainder(dividingBy: waferColumns)
        let left = (width - contentWidth) / 2
        return (
            left + Double(column) * (waferWidth + waferGap),
            titleHeight + waferHeader + Double(row) * (waferHeader + waferHeight + waferFooter)
        )
    }

    /// The middle of a die.
    func centre(wafer: Int, x: Int, y: Int) -> (x: Double, y: Double) {
        let corner = corner(wafer: wafer)
        return (corner.x + (Double(x) + 0.5) * pitch, corner.y + (Double(y) + 0.5) * pitch)
    }

    /// Whether two wafers stand side by side.
    func areNeighbours(_ first: Int, _ second: Int) -> Bool {
        abs(first - second) == 1 && first / waferColumns == second / waferColumns
    }

    private var contentWidth: Double {
        Double(waferColumns) * waferWidth + Double(waferColumns - 1) * waferGap
    }
}
