/// The allowed assignments of a few parameters, row by row, with the probability of each.
final class AssignmentTable: @unchecked Sendable {
    /// The longest table.
    static let rowLimit = 1 << 16
    /// The most constraint checks and extensions spent on a table.
    static let workLimit = 1 << 22

    /// The parameters, level by level.
    let order: [Int]
    /// The rows in rising lexicographic order: codes, -1 where inactive.
    let codes: UnsafeBufferPointer<Int32>
    /// The summed weights of the rows before each row, and of all of them.
    ///
    /// The weight of a row is the product of the shares of its active values: the probability that independent draws
    /// give it.
    let weights: UnsafeBufferPointer<Double>
    /// The number of parameters.
    let depth: Int
    /// The number of rows.
    let rowCount: Int
    private let storage = TableStorage()

    init(order: [Int], codes: [Int32], parameters: [CompiledParameter]) {
        self.order = order
        depth = order.count
        self.codes = storage.store(codes)
        let count = order.isEmpty ? 0 : codes.count / order.count
        var weights: [Double] = [0]
        weights.reserveCapacity(count + 1)
        var sum = 0.0
        for row in 0..<count {
            var weight = 1.0
            for level in order.indices {
                let code = codes[row * order.count + level]
                if code >= 0 { weight *= parameters[order[level]].share(of: Int(code)) }
            }
            sum += weight
            weights.append(sum)
        }
        rowCount = count
        self.weights = storage.store(weights)
    }

    /// The value of a row at a level.
    @inline(__always)
    func code(row: Int, level: Int) -> Int32 { codes[row * depth + level] }

    /// The first row in a range of equal beginnings whose code at a level is not below a code.
    func firstRow(from low: Int, to high: Int, level: Int, notBelow code: Int32) -> Int {
        var low = low
        var high = high
        while low < high {
            let middle = (low + high) / 2
            if self.code(row: middle, level: level) < code { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The row within a range on which a summed weight falls.
    func row(from low: Int, to high: Int, weight: Double) -> Int {
        var low = low
        var high = high
        while high - low > 1 {
            let middle = (low + high) / 2
            if weights[middle] <= weight { low = middle } else { high = middle }
        }
        return low
    }
}
