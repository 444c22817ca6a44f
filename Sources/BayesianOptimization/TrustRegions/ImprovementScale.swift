/// The units in which results are short of what is asked: for a constraint the largest violation seen so far, for an
/// objective the range of its feasible values.
struct ImprovementScale: Sendable {
    private let problem: OptimizationProblem
    private let reference: [Double]
    private var largest: [Double]
    private var lowest: [Double]
    private var highest: [Double]

    init(_ problem: OptimizationProblem) {
        self.problem = problem
        reference = problem.maximizedReference
        largest = problem.constraints.map { _ in 0 }
        lowest = problem.objectives.map { _ in .infinity }
        highest = problem.objectives.map { _ in -.infinity }
    }

    /// Takes in a result.
    ///
    /// - Parameters:
    ///   - outcome: The result.
    ///   - values: Its objectives, turned so that larger is better, where it is feasible.
    /// - Returns: By how much it breaks each constraint; where it is feasible, by how much it is below the reference in
    ///   each objective; `nil` without figures.
    mutating func takes(_ outcome: Observation.Outcome, values: [Double]?) -> [Double]? {
        guard let figures = outcome.figures else { return nil }
        guard let values else {
            let misses = problem.slacks(figures.constraints).map { max(0, -$0) }
            for index in misses.indices { largest[index] = max(largest[index], misses[index]) }
            return misses
        }
        for index in values.indices {
            lowest[index] = min(lowest[index], values[index])
            highest[index] = max(highest[index], values[index])
        }
        return values.indices.map { max(0, reference[$0] - values[$0]) }
    }

    /// The sum of violations, each in its unit.
    func violation(_ misses: [Double]) -> Double {
        var sum = 0.0
        for index in misses.indices where largest[index] > 0 { sum += misses[index] / largest[index] }
        return sum
    }

    /// The sum of what objectives lack, each in its unit; 1 for one whose values are all the same.
    func shortfall(_ misses: [Double]) -> Double {
        var sum = 0.0
        for index in misses.indices {
            let range = highest[index] - lowest[index]
            sum += range > 0 ? misses[index] / range : misses[index] > 0 ? 1 : 0
        }
        return sum
    }
}
