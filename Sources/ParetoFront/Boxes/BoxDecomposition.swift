/// Disjoint boxes that together are the part above a reference point that a front does not dominate; larger is better.
///
/// The expected hypervolume improvement of a point is a sum over them. A front of n points needs n + 1 boxes for two
/// objectives and at most 2 n + 1 for three, by a sweep (K. Yang, M. Emmerich, A. Deutz and T. Baeck, "Efficient
/// computation of expected hypervolume improvement using box decomposition algorithms", J. Global Optim. 75, 2019). For
/// more the boxes come from the local upper bounds of the search region: K. Klamroth, R. Lacour and D. Vanderpooten,
/// "On the representation of the search region in multi-objective optimization", EJOR 245 (2015), and R. Lacour, K.
/// Klamroth and C. M. Fonseca, "A box decomposition algorithm to compute the hypervolume indicator", Comput. Oper. Res.
/// 79 (2017); taken twice, since the part that is not dominated is what the first pass's bounds dominate in the
/// opposite direction.
public struct BoxDecomposition: Sendable {
    /// The number of objectives m.
    public let dimension: Int
    /// The lower corners, `count` times m, box by box.
    public let lower: [Double]
    /// The upper corners, `count` times m, box by box; infinite where a box is unbounded.
    public let upper: [Double]

    /// The number of boxes.
    public var count: Int { dimension == 0 ? 0 : lower.count / dimension }

    /// Cuts the part above the reference that the front does not dominate into boxes.
    ///
    /// - Parameters:
    ///   - front: Any points; dominated ones, those not better than the reference everywhere, and those not finite have
    ///     no influence.
    ///   - reference: The corner below which nothing counts; one number for each objective.
    public init(front: [[Double]], reference: [Double]) {
        dimension = reference.count
        let inside = Dominance.front(
            of: front.filter { point in
                point.count == reference.count && zip(point, reference).allSatisfy { $0 > $1 && $0.isFinite }
            })
        switch reference.count {
        case 0: (lower, upper) = ([], [])
        case 1:
            lower = [inside.first?[0] ?? reference[0]]
            upper = [.infinity]
        case 2: (lower, upper) = Self.staircase(inside, reference: reference)
        case 3: (lower, upper) = Self.sweep(inside, reference: reference)
        default: (lower, upper) = Self.general(inside, reference: reference)
        }
    }

    /// The summed volume of the boxes below a corner, which is the volume there that the front leaves undominated.
    public func volume(below corner: [Double]) -> Double {
        var sum = 0.0
        for box in 0..<count {
            var volume = 1.0
            for axis in 0..<dimension {
                let top = min(upper[box * dimension + axis], corner[axis])
                volume *= max(0, top - lower[box * dimension + axis])
            }
            sum += volume
        }
        return sum
    }

    private static func staircase(_ front: [[Double]], reference: [Double]) -> (lower: [Double], upper: [Double]) {
        var lower: [Double] = []
        var upper: [Double] = []
        var start = reference[0]
        for point in front.sorted(by: { $0[0] < $1[0] }) {
            lower += [start, point[1]]
            upper += [point[0], .infinity]
            start = point[0]
        }
        return (lower + [start, reference[1]], upper + [.infinity, .infinity])
    }

    /// Goes down the third objective; the part of the plane above the staircase is cut into strips, one over each step.
    ///
    /// A point closes the strips that it lifts, and opens one over itself and one for what is left of the last of them.
    private static func sweep(_ front: [[Double]], reference: [Double]) -> (lower: [Double], upper: [Double]) {
        struct Strip {
            var left: Double
            var right: Double
            var floor: Double
            var top: Double
        }
        var strips = [Strip(left: reference[0], right: .infinity, floor: reference[1], top: .infinity)]
        var lower: [Double] = []
        var upper: [Double] = []
        func close(_ strip: Strip, at height: Double) {
            guard strip.top > height else { return }
            lower += [strip.left, strip.floor, height]
            upper += [strip.right, .infinity, strip.top]
        }
        let order = front.sorted { first, second in
            (first[2], first[0], first[1]) > (second[2], second[0], second[1])
        }
        for point in order {
            let (x, y, z) = (point[0], point[1], point[2])
            // Strips go to the right and their floors fall: those lifted begin at the first one under the point.
            var begin = 0
            var end = strips.count
            while begin < end {
                let middle = (begin + end) / 2
                if strips[middle].floor >= y { begin = middle + 1 } else { end = middle }
            }
            guard begin < strips.count, strips[begin].left < x else { continue }
            end = begin
            while end < strips.count, strips[end].left < x {
                close(strips[end], at: z)
                end += 1
            }
            var opened = [Strip(left: strips[begin].left, right: x, floor: y, top: z)]
            let last = strips[end - 1]
            if last.right > x { opened.append(Strip(left: x, right: last.right, floor: last.floor, top: z)) }
            strips.replaceSubrange(begin..<end, with: opened)
        }
        for strip in strips { close(strip, at: reference[2]) }
        return (lower, upper)
    }

    private static func general(_ front: [[Double]], reference: [Double]) -> (lower: [Double], upper: [Double]) {
        let dimension = reference.count
        var search = LocalUpperBounds(bound: reference.map { -$0 })
        // Falling along the last axis, which keeps the number of bounds small on the way.
        for point in front.sorted(by: { $0[dimension - 1] > $1[dimension - 1] }) { search.insert(point.map { -$0 }) }
        // In the original direction each bound is a lower corner of an orthant of the search region.
        let corners = Dominance.front(of: search.bounds).map { bound in bound.map { -$0 } }
        var dual = LocalUpperBounds(bound: Array(repeating: .infinity, count: dimension))
        // Rising along the last axis, then the one before and so on, there are up to half as many boxes as otherwise.
        let order = corners.sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
        for corner in order { dual.insert(corner) }
        return dual.dominatedBoxes()
    }
}
