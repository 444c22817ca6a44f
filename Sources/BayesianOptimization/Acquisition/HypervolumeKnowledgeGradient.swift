import Glibc
import ParetoFront

/// How much a look is expected to raise the hypervolume of the target's posterior means over a pool of designs.
///
/// A look at (x, level) moves the target's posterior mean of objective j at pool point i by s_ij z_j, where z_j is
/// standard normal and s_ij the posterior covariance of the two over the root of the look's variance with noise. The
/// value is E[HV(mu + s z)] - HV(mu), over the discrete pool: S. Daulton, M. Balandat and E. Bakshy, "Hypervolume
/// knowledge gradient: a lookahead approach for multi-objective Bayesian optimization with partial information", ICML
/// 2023.
///
/// The hypervolume is convex in the values of each single objective and the z_j are independent, so that the value is
/// not negative (Jensen). Each normal vector is used with every combination of signs, which keeps that so for any
/// number of vectors.
public struct HypervolumeKnowledgeGradient: Sendable {
    /// The number of objectives m.
    public let dimension: Int
    /// The number of pool points that may count.
    public var poolCount: Int { pool.count }
    /// The hypervolume of the means now.
    public let hypervolume: Double
    /// The positions in the caller's pool of the feasible points.
    private let pool: [Int]
    private let reference: [Double]
    /// The means of the feasible points less the reference, point by point.
    private let heights: [Double]
    /// The signed normal vectors, `dimension` numbers each.
    private let normals: [Double]
    /// The places of each vector's signed copies among these.
    private let groups: [Range<Int>]

    /// Prepares a pool.
    ///
    /// - Parameters:
    ///   - means: The target's posterior means, point by point, larger is better; points that are not finite are left
    ///     out.
    ///   - feasible: For each pool point whether it may count; where the constraints are uncertain, whether the
    ///     probability that they hold is large enough for the caller.
    ///   - reference: The reference point.
    ///   - normals: A few standard normal vectors of one number an objective. Up to four objectives each counts with
    ///     all combinations of signs, beyond with both signs of the whole.
    public init(means: [[Double]], feasible: [Bool], reference: [Double], normals: [[Double]]) {
        dimension = reference.count
        self.reference = reference
        pool = means.indices.filter { index in
            index < feasible.count && feasible[index] && means[index].count == reference.count
                && means[index].allSatisfy(\.isFinite)
        }
        heights = pool.flatMap { index in zip(means[index], reference).map { $0 - $1 } }
        var signed: [Double] = []
        var groups: [Range<Int>] = []
        for normal in normals where normal.count == reference.count {
            let combinations =
                reference.count <= 4 ? Array(0..<(1 << reference.count)) : [0, (1 << reference.count) - 1]
            let first = groups.last?.upperBound ?? 0
            groups.append(first..<(first + combinations.count))
            for signs in combinations {
                for (axis, value) in normal.enumerated() { signed.append((signs >> axis) & 1 == 0 ? value : -value) }
            }
        }
        self.normals = signed
        self.groups = groups
        hypervolume = Hypervolume.volume(of: pool.map { means[$0] }, reference: reference)
    }

    /// By how much the normal vectors are widened, one factor after the other, until one of them changes the volume.
    private static let widths = [1.0, 3, 9, 27]

    /// The logarithm of the expected growth per unit cost; minus infinity where the look moves nothing that counts.
    ///
    /// A look that leaves the front as it is at every normal vector is judged by wider ones, N(0, w^2), each weighted
    /// by the ratio w^m exp(-(w^2 - 1) |z|^2 / 2) of the densities: the expectation is the same, and small values keep
    /// their order, which the few vectors at hand would all round to nothing.
    ///
    /// - Parameters:
    ///   - shifts: For each objective the change s of every pool point's mean per standard normal, in the order of the
    ///     whole pool.
    ///   - cost: The cost of the look, above 0.
    /// - Complexity: For two objectives one nearly sorted sweep of the pool for each of `4 normals`; else a
    ///   hypervolume.
    public func logValue(shifts: [[Double]], cost: Double) -> Double {
        precondition(shifts.count == dimension)
        guard !groups.isEmpty, !pool.isEmpty, shifts.contains(where: { $0.contains { $0 != 0 } }) else {
            return -.infinity
        }
        for width in Self.widths {
            var largest = -Double.infinity
            var sum = 0.0
            for group in groups {
                let growth =
                    dimension == 2
                    ? sweeps(shifts[0], shifts[1], of: group, width: width) : volumes(shifts, of: group, width: width)
                // What is below the rounding of the volumes is nothing.
                guard growth > 1e-14 * hypervolume * Double(group.count) else { continue }
                let weight =
                    Double(dimension) * log(width) - (width * width - 1) * squaredNorm(of: group) / 2
                let term = log(growth / Double(group.count)) + weight
                if term > largest {
                    sum = sum * exp(largest - term) + 1
                    largest = term
                } else {
                    sum += exp(term - largest)
                }
            }
            if largest > -.infinity { return largest + log(sum / Double(groups.count)) - log(cost) }
        }
        return -.infinity
    }

    /// The squared length of a normal vector, which its signs do not change.
    private func squaredNorm(of group: Range<Int>) -> Double {
        (0..<dimension).reduce(0) { sum, axis in
            let value = normals[group.lowerBound * dimension + axis]
            return sum + value * value
        }
    }

    /// The growth over the signs of one vector, summed, for any number of objectives.
    private func volumes(_ shifts: [[Double]], of group: Range<Int>, width: Double) -> Double {
        let origin = [Double](repeating: 0, count: dimension)
        var sum = 0.0
        for draw in group {
            let points = pool.indices.map { place in
                (0..<dimension).map {
                    heights[place * dimension + $0] + shifts[$0][pool[place]] * width * normals[draw * dimension + $0]
                }
            }
            sum += Hypervolume.volume(of: points, reference: origin) - hypervolume
        }
        return sum
    }

    /// The growth over the signs of one vector, summed, for two objectives: the points by falling first coordinate,
    /// kept in order from one draw to the next.
    private func sweeps(_ first: [Double], _ second: [Double], of group: Range<Int>, width: Double) -> Double {
        let count = pool.count
        return withUnsafeTemporaryAllocation(of: SIMD4<Double>.self, capacity: count) { points in
            // Of each point: its two heights now and its two shifts.
            withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: count) { moved in
                for place in 0..<count {
                    points[place] = [
                        heights[2 * place], heights[2 * place + 1], first[pool[place]], second[pool[place]],
                    ]
                }
                var total = 0.0
                for draw in group {
                    let (x, y) = (width * normals[2 * draw], width * normals[2 * draw + 1])
                    for place in 0..<count {
                        let point = points[place]
                        let here = SIMD2(point[0] + point[2] * x, point[1] + point[3] * y)
                        var slot = place
                        while slot > 0, moved[slot - 1][0] < here[0] {
                            moved[slot] = moved[slot - 1]
                            points[slot] = points[slot - 1]
                            slot -= 1
                        }
                        moved[slot] = here
                        points[slot] = point
                    }
                    var (volume, top) = (0.0, 0.0)
                    for place in 0..<count {
                        let here = moved[place]
                        if here[0] <= 0 { break }
                        if here[1] > top {
                            volume += here[0] * (here[1] - top)
                            top = here[1]
                        }
                    }
                    total += volume - hypervolume
                }
                return total
            }
        }
    }
}
