/// Between which numbers each parameter lies during a search.
struct PointBounds: Sendable {
    var lower: [Double]
    var upper: [Double]
    private let least: [Double]
    private let greatest: [Double]

    init(_ parameters: [CompiledParameter]) {
        least = parameters.map { $0.numbers.min() ?? $0.lower }
        greatest = parameters.map { $0.numbers.max() ?? $0.upper }
        (lower, upper) = (least, greatest)
    }

    mutating func set(_ index: Int, to number: Double) {
        lower[index] = number
        upper[index] = number
    }

    mutating func release(_ index: Int) {
        lower[index] = least[index]
        upper[index] = greatest[index]
    }
}
