/// Some figures of the same kind.
struct Sample: Sendable {
    /// The figures.
    let values: [Double]

    init(_ values: [Double]) { self.values = values }

    /// NaN where there is none.
    var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// The standard deviation of a sample; 0 for a single figure.
    var deviation: Double {
        guard values.count > 1 else { return 0 }
        let mean = mean
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    /// The standard error of the mean.
    var standardError: Double { deviation / Double(values.count).squareRoot() }

    /// NaN where there is none.
    var median: Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + (middle > 0 ? sorted[middle] : last)) / 2
    }

    /// All figures in words.
    var list: String { values.map(Row.text).joined(separator: " ") }

    /// The standard deviation and the number of figures in words.
    var spread: String { "sd \(Row.text(deviation)) over \(values.count) seeds" }
}
