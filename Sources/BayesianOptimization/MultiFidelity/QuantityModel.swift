import GaussianProcess

/// The model of one observed quantity, over all levels, over some, or as a correction of the cheapest one.
struct QuantityModel: Sendable {
    /// The Gaussian process.
    var process: GaussianProcess
    /// The problem's level that stands for 0 in the process; those below tell it nothing.
    var firstLevel: Int
    /// What is added to the process, where the cheapest level is looked up.
    var trend: LinearTrend?

    /// The level of the process for one of the problem; `nil` where the process does not know it.
    func level(_ level: Int) -> Int? { level >= firstLevel ? level - firstLevel : nil }
}
