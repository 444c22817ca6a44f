import Glibc
import ParetoFront

/// What one region has to show so far, and whether one more result is a success.
///
/// While nothing is feasible, success is a smaller violation; while nothing lies above the reference point, being nearer
/// to it; then a growth of the hypervolume that is large enough to matter: a share of the box that the front spans, or for
/// one objective of the way from the median of the first results.
struct ImprovementRecord: Sendable {
    /// The relative growth that counts.
    static let tolerance = 1e-3

    private let reference: [Double]
    /// One objective: the median of the first feasible results.
    private let median: Double?
    private(set) var front: [[Double]] = []
    private var improvement: HypervolumeImprovement
    private var leastViolation = Double.infinity
    private var leastShortfall = Double.infinity
    /// How many results with figures there are.
    private(set) var count = 0

    init(reference: [Double], median: Double?) {
        self.reference = reference
        self.median = median
        improvement = HypervolumeImprovement(front: [], reference: reference)
    }

    /// Takes in a result and says whether it is a success.
    ///
    /// - Parameters:
    ///   - values: The objectives of a feasible result, turned so that larger is better; else `nil`.
    ///   - violation: The summed relative violations; infinite without figures.
    ///   - shortfall: How far the objectives are from the reference point.
    mutating func takes(values: [Double]?, violation: Double, shortfall: Double) -> Bool {
        if violation < .infinity { count += 1 }
        guard let values else {
            guard front.isEmpty, leastShortfall == .infinity, violation < leastViolation else { return false }
            let isSuccess = leastViolation == .infinity || violation < (1 - Self.tolerance) * leastViolation
            leastViolation = violation
            return isSuccess
        }
        let isFirst = leastShortfall == .infinity
        let gain = improvement.value(of: values)
        guard gain > 0 else {
            let isNearer = front.isEmpty && shortfall < (1 - Self.tolerance) * leastShortfall
            leastShortfall = min(leastShortfall, shortfall)
            return isFirst || isNearer
        }
        let isSuccess = isFirst || front.isEmpty || gain > Self.tolerance * span
        leastShortfall = 0
        front = Dominance.front(of: front + [values])
        improvement = HypervolumeImprovement(front: front, reference: reference)
        return isSuccess
    }

    /// The size that gains are compared with.
    private var span: Double {
        if reference.count == 1 {
            let best = front.first?[0] ?? reference[0]
            return best - min(best, max(reference[0], median ?? reference[0]))
        }
        var product = 1.0
        for axis in reference.indices {
            let values = front.map { $0[axis] }
            let (low, high) = (values.min() ?? 0, values.max() ?? 0)
            product *= high > low ? high - low : high - reference[axis]
        }
        return product
    }
}
