import LocalOptimization
import SearchSpace

/// Climbs an acquisition from a candidate along its continuous parameters, by L-BFGS with analytic gradients.
///
/// Parameters that a known constraint names stay where they are; so do all discrete ones.
struct AcquisitionAscent<Models: AscentModels> {
    /// A column of the encoding to move along, and how far.
    private typealias Axis = (column: Int, lower: Double, upper: Double)

    private let space: SearchSpace
    private let valueTolerance: Double
    private var acquisition: AcquisitionGradient<Models>
    /// How many climbs an error ended before they had converged.
    private(set) var failedClimbs = 0

    /// Prepares to climb.
    ///
    /// - Parameters:
    ///   - models: What the acquisition follows from.
    ///   - valueTolerance: By how much its logarithm must grow for the climb to go on.
    init(models: Models, valueTolerance: Double) {
        space = models.problem.space
        self.valueTolerance = valueTolerance
        acquisition = AcquisitionGradient(models: models)
    }

    /// The best candidate on the way up, with the logarithm of its acquisition.
    ///
    /// - Parameters:
    ///   - start: Where to begin.
    ///   - region: The region to stay in; parameters that its centre does not have stay where they are.
    ///   - evaluations: The most evaluations of acquisition and gradient.
    /// - Returns: The end and the evaluations spent; `nil` where there is nothing to move along.
    mutating func climb(
        from start: Candidate, in region: TrustRegion? = nil, evaluations: Int
    ) throws(OptimizationError) -> (candidate: Candidate, score: Double, spent: Int)? {
        let axes: [Axis]
        var row: [Double]
        do {
            axes = try self.axes(of: start, in: region)
            row = try space.encode(start)
        } catch { throw .space(error) }
        guard !axes.isEmpty else { return nil }
        let optimizer = LocalOptimizer(
            algorithm: .lbfgs, maximumEvaluations: evaluations, relativeValueTolerance: 1e-7,
            absoluteValueTolerance: valueTolerance, relativePointTolerance: 1e-6)
        var best: (value: Double, point: [Double])?
        var spent = 0
        do {
            _ = try optimizer.minimize(
                from: axes.map { min(max(row[$0.column], $0.lower), $0.upper) }, lower: axes.map(\.lower),
                upper: axes.map(\.upper)
            ) { point, gradient in
                for (place, axis) in axes.enumerated() { row[axis.column] = point[place] }
                spent += 1
                let value = try acquisition.logValue(at: row)
                guard value.isFinite else { throw OptimizationError.model(reason: "the acquisition is flat") }
                if value > best?.value ?? -.infinity { best = (value, Array(point)) }
                if !gradient.isEmpty {
                    for (place, axis) in axes.enumerated() {
                        gradient[place] = -acquisition.slopes[axis.column]
                    }
                }
                return -value
            }
        } catch {
            // A climb that cannot go on ends where it was best.
            failedClimbs += 1
        }
        guard let best else { return nil }
        let columns = zip(axes, best.point).map { (column: $0.column, value: $1) }
        guard let end = space.candidate(start, settingColumns: columns) else { return nil }
        return (end, best.value, spent)
    }

    /// The columns that can be moved, each within its range and the region.
    private func axes(of start: Candidate, in region: TrustRegion?) throws(SearchSpaceError) -> [Axis] {
        let all = try space.continuousFeatures(of: start).filter { !$0.isConstrained }
            .map { (column: $0.column, lower: $0.lower, upper: $0.upper) }
        guard let region else { return all }
        let active = Set(try space.continuousFeatures(of: region.centre).map(\.column))
        let middle = try space.encode(region.centre)
        return all.filter { active.contains($0.column) }.map { column, lower, upper in
            let half = region.halfLengths[column]
            return (column, max(lower, middle[column] - half), min(upper, middle[column] + half))
        }
    }
}
