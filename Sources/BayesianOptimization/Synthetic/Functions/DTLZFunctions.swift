import Glibc

/// The DTLZ family: any dimension, any number of objectives, all minimised on the unit cube.
///
/// K. Deb, L. Thiele, M. Laumanns and E. Zitzler, "Scalable test problems for evolutionary multiobjective
/// optimization", in Evolutionary Multiobjective Optimization, Springer 2005.
enum DTLZFunctions {
    static let source = "Deb, Thiele, Laumanns and Zitzler 2005"

    /// How far the last k = d - m + 1 coordinates are from the front, one hump.
    static func smoothDistance(_ x: ArraySlice<Double>) -> Double {
        x.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
    }

    /// The same with a grid of local optima.
    static func ruggedDistance(_ x: ArraySlice<Double>) -> Double {
        100 * x.reduce(Double(x.count)) { $0 + ($1 - 0.5) * ($1 - 0.5) - cos(20 * Double.pi * ($1 - 0.5)) }
    }

    /// DTLZ1: the front is the plane where the objectives add up to 1/2.
    static func dtlz1(_ x: [Double], objectives: Int) -> [Double] {
        let scale = 0.5 * (1 + ruggedDistance(x[(objectives - 1)...]))
        return (0..<objectives).map { index in
            let last = objectives - 1 - index
            let product = x[..<last].reduce(scale, *)
            return index == 0 ? product : product * (1 - x[last])
        }
    }

    /// A point at a distance from the origin, in the direction that angles in units of a right angle give.
    static func spherical(radius: Double, angles: [Double], objectives: Int) -> [Double] {
        (0..<objectives).map { index in
            let last = objectives - 1 - index
            let product = angles[..<last].reduce(radius) { $0 * cos($1 * Double.pi / 2) }
            return index == 0 ? product : product * sin(angles[last] * Double.pi / 2)
        }
    }

    /// DTLZ2: the front is the part of the unit sphere where no objective is negative.
    static func dtlz2(_ x: [Double], objectives: Int) -> [Double] {
        let distance = smoothDistance(x[(objectives - 1)...])
        return spherical(radius: 1 + distance, angles: Array(x[..<(objectives - 1)]), objectives: objectives)
    }

    /// DTLZ3: the sphere of DTLZ2 behind the local optima of DTLZ1.
    static func dtlz3(_ x: [Double], objectives: Int) -> [Double] {
        let distance = ruggedDistance(x[(objectives - 1)...])
        return spherical(radius: 1 + distance, angles: Array(x[..<(objectives - 1)]), objectives: objectives)
    }

    /// DTLZ5: all angles but the first are drawn to 45 degrees as the distance falls, so that the front is a curve.
    static func dtlz5(_ x: [Double], objectives: Int) -> [Double] {
        let distance = smoothDistance(x[(objectives - 1)...])
        let angles = x[..<(objectives - 1)].enumerated().map { index, value in
            index == 0 ? value : (1 + 2 * distance * value) / (2 * (1 + distance))
        }
        return spherical(radius: 1 + distance, angles: angles, objectives: objectives)
    }

    /// The slack of C2-DTLZ2 for objectives of DTLZ2: inside one of m + 1 balls around the corners and the middle.
    ///
    /// H. Jain and K. Deb, "An evolutionary many-objective optimization algorithm using reference-point based
    /// nondominated sorting approach, part II", IEEE Trans. Evol. Comput. 18 (2014). With r = 0.2; BoTorch subtracts
    /// r^2 once for each coordinate of a sum where the paper does so once for the sum, and this follows BoTorch so that
    /// hypervolumes compare.
    static func c2Slack(_ f: [Double]) -> Double {
        let square = 0.2 * 0.2
        var total = 0.0
        for value in f { total += value * value - square }
        let middle = 1 / Double(f.count).squareRoot()
        var nearest = 0.0
        for value in f { nearest += (value - middle) * (value - middle) - square }
        for value in f {
            let others: Double = total - (value * value - square)
            nearest = min(nearest, (value - 1) * (value - 1) + others)
        }
        return -nearest
    }

    /// The volume of the unit ball in m dimensions where no coordinate is negative.
    static func ballVolume(_ objectives: Int) -> Double {
        pow(Double.pi.squareRoot() / 2, Double(objectives)) / tgamma(Double(objectives) / 2 + 1)
    }

    static func families() -> [SyntheticFamily] {
        let counts = 2...8
        return [
            SyntheticFamily("dtlz1", dimension: 6, objectives: 2, objectiveCounts: counts) { dimension, count in
                definition(
                    dimension, count, reference: 400, lost: pow(0.5, Double(count)) / tgamma(Double(count) + 1), dtlz1)
            },
            SyntheticFamily("dtlz2", dimension: 6, objectives: 2, objectiveCounts: counts) { dimension, count in
                definition(dimension, count, reference: 1.1, lost: ballVolume(count), dtlz2)
            },
            SyntheticFamily("dtlz3", dimension: 6, objectives: 2, objectiveCounts: counts) { dimension, count in
                definition(dimension, count, reference: 10_000, lost: ballVolume(count), dtlz3)
            },
            SyntheticFamily("dtlz5", dimension: 6, objectives: 3, objectiveCounts: counts) { dimension, count in
                // Two objectives make a quarter circle; three a curve whose f1 and f2 are equal; more have no known
                // front.
                let lost: Double? = count == 2 ? Double.pi / 4 : count == 3 ? 1.0 / 3 : nil
                return definition(dimension, count, reference: 10, lost: lost, dtlz5)
            },
            SyntheticFamily("c2-dtlz2", dimension: 4, objectives: 2, objectiveCounts: counts) { dimension, count in
                SyntheticDefinition(
                    reference: Array(repeating: 1.1, count: count), parameters: SyntheticDefinition.unit(dimension),
                    constraintCount: 1, source: "Jain and Deb 2014, as in BoTorch",
                    best: count == 2 ? .init(c2Best, "the analytic front") : nil,
                    function: { x, _ in
                        let values = dtlz2(x, objectives: count)
                        return .init(objectives: values, constraints: [c2Slack(values)])
                    })
            },
        ]
    }

    /// The area above the three arcs of the unit circle that the balls leave, by integration.
    private static let c2Best = 0.4000566681760195

    private static func definition(
        _ dimension: Int, _ count: Int, reference: Double, lost: Double?,
        _ function: @escaping @Sendable ([Double], Int) -> [Double]
    ) -> SyntheticDefinition {
        SyntheticDefinition(
            reference: Array(repeating: reference, count: count), parameters: SyntheticDefinition.unit(dimension),
            source: source, best: lost.map { .init(pow(reference, Double(count)) - $0, "the analytic front") },
            function: { x, _ in .init(objectives: function(x, count)) })
    }
}
