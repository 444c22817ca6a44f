public import MeshNetwork
public import WaferArchitecture

/// The rectangle of dies that share each layer of a model.
public struct TensorShape: Sendable, Hashable {
    /// Dies in a row of the group.
    public let width: Int
    /// Dies in a column of the group.
    public let height: Int

    /// Makes a shape.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The shape of a group of `tensor` dies on a grid, or nil when no rectangle of that size tiles the grid.
    ///
    /// The width divides `diesX` and the height divides `diesY`; of several shapes the most square is taken, because
    /// its ring uses the largest share of the links, and of two equally square ones the wider.
    public init?(tensor: Int, diesX: Int, diesY: Int) {
        guard tensor >= 1, diesX >= 1, diesY >= 1 else { return nil }
        var best: (width: Int, height: Int)?
        var height = 1
        while height <= min(tensor, diesY) {
            if diesY % height == 0, tensor % height == 0 {
                let width = tensor / height
                if diesX % width == 0 {
                    let side = max(width, height)
                    let bestSide = best.map { max($0.width, $0.height) } ?? Int.max
                    // Heights come in ascending order, so at equal sides the wide shape was seen first.
                    if side < bestSide { best = (width, height) }
                }
            }
            height += 1
        }
        guard let best else { return nil }
        self.init(width: best.width, height: best.height)
    }

    /// Dies in the group.
    public var count: Int { width * height }

    /// Whether a group of `tensor` dies tiles a die grid: a known constraint of a search space.
    public static func tensorTiles(tensor: Int, diesX: Int, diesY: Int) -> Bool {
        TensorShape(tensor: tensor, diesX: diesX, diesY: diesY) != nil
    }

    /// Groups in a row and in a column of one wafer's grid.
    public func groups(on wafer: Wafer) -> (columns: Int, rows: Int) {
        (wafer.diesX / width, wafer.diesY / height)
    }

    /// The rectangle of the group in a column and row of the grid of groups.
    public func rectangle(column: Int, row: Int) -> Rectangle {
        Rectangle(x: column * width, y: row * height, width: width, height: height)
    }
}
