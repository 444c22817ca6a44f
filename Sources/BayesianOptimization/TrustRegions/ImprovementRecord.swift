import Glibc
import ParetoFront

/// What one region has to show so far, and whether one more result is a success.
///
/// While nothing is feasible, success is a smaller violation; while nothing lies above the reference point, being
/// nearer to it, both in units of what was seen up to then, so that a later result does not change what an earlier one
/// was; then a growth of the hypervolume that is large enough to matter: a share of the box that the front spans, or
/// for one objective of the way from the median of the first results.
struct ImprovementRecord: Sendable {
    /// The relative growth that counts.
    static let tolerance = 1e-3

    private let reference: [Double]
    /// One objective: the median of the first feasible results.
    private let median: Double?
    private(set) var front: [[Double]] = []
    private var improvement: HypervolumeImprovement
    private var hasFeasible = false
    /// What the results were short of that a further one is compared with: by constraint while none is feasible, then
    /// by objective while none lies above the reference point.
    private var misses: [[Double]] = []

    init(reference: [Double], median: Double?) {
        self.reference = reference
        self.median = median
        improvement = HypervolumeImprovement(front: [], reference: reference)
    }

    /// Takes in a result and says whether it is a success.
    ///
    /// - Parameters:
    ///   - values: The objectives of a feasible result, turned so that larger is better; else `nil`.
    ///   - misses: What it is short of, as `ImprovementScale.takes` gave it.
    ///   - scale: What was seen up to this result, at whatever region.
    mutating func takes(values: [Double]?, misses own: [Double]?, scale: ImprovementScale) -> Bool {
        guard let values else {
            guard !hasFeasible, let own else { return false }
            defer { misses.append(own) }
            return isLess(own, by: scale.violation)
        }
        if !hasFeasible { misses = [] }
        let isFirst = !hasFeasible
        hasFeasible = true
        let gain = improvement.value(of: values)
        guard gain > 0 else {
            guard front.isEmpty, let own else { return isFirst }
            defer { misses.append(own) }
            return isFirst || isLess(own, by: scale.shortfall)
        }
        let isSuccess = isFirst || front.isEmpty || gain > Self.tolerance * span
        misses = []
        front = Dominance.front(of: front + [values])
        improvement = HypervolumeImprovement(front: front, reference: reference)
        return isSuccess
    }

    /// Whether a result is short of less than every one before it; a first one is.
    private func isLess(_ own: [Double], by measure: ([Double]) -> Double) -> Bool {
        var least = Double.infinity
        for other in misses { least = min(least, measure(other)) }
        return least == .infinity || measure(own) < (1 - Self.tolerance) * least
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
