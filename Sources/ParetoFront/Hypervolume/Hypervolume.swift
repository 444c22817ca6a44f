/// The exact volume that a set of points dominates above a reference point, where larger is better.
///
/// Two and three objectives are swept in O(n log n); four keep their cross-section up to date point by point; more are
/// reduced to four by exclusive volumes, which takes time exponential in the number of objectives at worst: see
/// `measure(of:reference:workLimit:samples:using:)` beyond eight.
/// ```swift
/// Hypervolume.volume(of: [[1, 2], [2, 1]], reference: [0, 0])  // 3
/// ```
public enum Hypervolume {
    /// The volume.
    ///
    /// - Parameters:
    ///   - points: Any points of as many objectives as the reference has; those not better than it everywhere, or not
    ///     finite, add nothing.
    ///   - reference: The corner that the volume is measured from; at least one objective.
    public static func volume(of points: [[Double]], reference: [Double]) -> Double {
        let rows = EdgeRows(points, reference: reference)
        return volume(rows)
    }

    /// The volume of points in flat storage.
    ///
    /// - Parameters:
    ///   - points: `count` rows of as many numbers as the reference has; those not better than it everywhere, or not
    ///     finite, add nothing. Numbers after the last full row are left out.
    ///   - reference: The corner that the volume is measured from; at least one objective.
    public static func volume(of points: UnsafeBufferPointer<Double>, reference: [Double]) -> Double {
        volume(EdgeRows(points, reference: reference))
    }

    /// The volume that a point adds to a set.
    ///
    /// `HypervolumeImprovement` is faster for many points over one set.
    public static func improvement(of point: [Double], over points: [[Double]], reference: [Double]) -> Double {
        HypervolumeImprovement(front: points, reference: reference).value(of: point)
    }

    static func volume(_ rows: EdgeRows) -> Double {
        guard rows.count > 0 else { return 0 }
        var slices = SlicedVolume(capacity: rows.count, dimension: rows.dimension)
        return rows.values.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return slices.volume(start, count: rows.count, dimension: rows.dimension)
        }
    }
}
