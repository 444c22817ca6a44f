import Foundation

/// Random points and a small generator for the tests of this module.
struct Fronts {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2 + 1 }

    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }

    mutating func points(_ count: Int, dimension: Int) -> [[Double]] {
        (0..<count).map { _ in (0..<dimension).map { _ in uniform() } }
    }

    /// Points near a sphere, which rarely dominate each other.
    mutating func sphere(_ count: Int, dimension: Int) -> [[Double]] {
        points(count, dimension: dimension).map { point in
            let norm = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return point.map { $0 / norm }
        }
    }

    /// Points on a coarse grid, with many equal coordinates.
    mutating func grid(_ count: Int, dimension: Int) -> [[Double]] {
        points(count, dimension: dimension).map { $0.map { ($0 * 4).rounded(.up) } }
    }

    /// The volume by cutting space at every coordinate: exact and slow.
    static func volumeByCells(_ points: [[Double]], reference: [Double]) -> Double {
        let cuts = reference.indices.map { axis in
            Set(points.map { max($0[axis], reference[axis]) } + [reference[axis]]).sorted()
        }
        func sum(_ axis: Int, _ active: [[Double]]) -> Double {
            if active.isEmpty { return 0 }
            if axis == reference.count { return 1 }
            return zip(cuts[axis], cuts[axis].dropFirst()).reduce(0) { total, interval in
                total + (interval.1 - interval.0) * sum(axis + 1, active.filter { $0[axis] >= interval.1 })
            }
        }
        return sum(0, points)
    }
}
