/// The points that are better than a reference everywhere, as flat rows of what they are better by.
struct EdgeRows {
    /// The number of objectives.
    let dimension: Int
    /// The rows, all numbers positive and finite.
    private(set) var values: [Double] = []
    /// By row: the index of the point.
    private(set) var indices: [Int] = []

    /// The number of rows.
    var count: Int { dimension == 0 ? 0 : values.count / dimension }

    /// Takes points as arrays; those of another length than the reference, not finite or outside are left out.
    init(_ points: [[Double]], reference: [Double], keepsIndices: Bool = false) {
        dimension = reference.count
        guard dimension > 0 else { return }
        values.reserveCapacity(points.count * dimension)
        for (index, point) in points.enumerated() where point.count == dimension {
            let isInside = point.withUnsafeBufferPointer { append($0, 0, reference) }
            if isInside, keepsIndices { indices.append(index) }
        }
    }

    /// Takes points as flat rows.
    init(_ points: UnsafeBufferPointer<Double>, reference: [Double]) {
        dimension = reference.count
        guard dimension > 0 else { return }
        values.reserveCapacity(points.count)
        for row in 0..<(points.count / dimension) { _ = append(points, row * dimension, reference) }
    }

    private mutating func append(_ point: UnsafeBufferPointer<Double>, _ start: Int, _ reference: [Double]) -> Bool {
        for axis in 0..<dimension {
            let edge = point[start + axis] - reference[axis]
            guard edge > 0, edge.isFinite else {
                values.removeLast(axis)
                return false
            }
            values.append(edge)
        }
        return true
    }
}
