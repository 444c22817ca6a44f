/// A quantity at dearer levels as an affine function of the same quantity at the cheapest one: y = a + b y0.
///
/// This is the first term of the recursive form of co-kriging for nested designs, in which a model of the dearer level
/// needs the cheaper one only where it is asked (L. Le Gratiet and J. Garnier, "Recursive co-kriging model for design
/// of computer experiments with multiple levels of fidelity", Int. J. Uncertainty Quantification 4, 2014).
struct LinearTrend: Sendable, Hashable {
    var intercept: Double
    var slope: Double

    /// The least-squares line through pairs; a shift alone for fewer than three of them or where y0 does not vary.
    init(cheap: [Double], dear: [Double]) {
        let count = Double(max(1, cheap.count))
        let (x, y) = (cheap.reduce(0, +) / count, dear.reduce(0, +) / count)
        var (xx, xy) = (0.0, 0.0)
        for (a, b) in zip(cheap, dear) {
            xx += (a - x) * (a - x)
            xy += (a - x) * (b - y)
        }
        let isUsable = cheap.count >= 3 && xx > 1e-24 * (x * x * count + xx) && (xy / xx).isFinite
        slope = isUsable ? xy / xx : 1
        intercept = y - slope * x
    }

    /// The value of the trend where the cheapest level has a value.
    func value(_ cheap: Double) -> Double { intercept + slope * cheap }
}
