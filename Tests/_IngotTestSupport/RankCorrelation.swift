/// How alike two lists of numbers rank the same things.
package enum RankCorrelation {
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
            for index in first...last { ranks[order[index]] = Double(first + last) / 2 }
            first = last + 1
        }
        return ranks
    }

    /// Spearman's rank correlation; ties have their mean rank.
    package static func spearman(_ first: [Double], _ second: [Double]) -> Double {
        let (x, y) = (ranks(first), ranks(second))
        let mean = Double(x.count - 1) / 2
        let product = zip(x, y).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        let (a, b) = (
            x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }, y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        )
        return product / (a * b).squareRoot()
    }
}
