/// Spearman's rank correlation.
enum RankCorrelation {
    /// The correlation of the ranks, ties taking their mean rank; `nil` where one side does not vary.
    static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
        let (a, b) = (ranks(first), ranks(second))
        let middle = Double(a.count + 1) / 2
        var (aa, bb, ab) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            aa += (x - middle) * (x - middle)
            bb += (y - middle) * (y - middle)
            ab += (x - middle) * (y - middle)
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : nil
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var result = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var end = first
            while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
            for place in first..<end { result[order[place]] = Double(first + end + 1) / 2 }
            first = end
        }
        return result
    }
}
