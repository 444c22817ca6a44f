import Glibc

/// A gain over all combinations of what is assumed, and which assumption it depends on most.
public struct GainRange: Sendable, Hashable {
    /// Something that is assumed.
    public struct Axis: Sendable, Hashable {
        /// What.
        public let name: String
        /// What it may be.
        public let values: [String]

        /// Names an assumption.
        public init(_ name: String, _ values: [String]) {
            self.name = name
            self.values = values
        }
    }

    /// What is assumed.
    public let axes: [Axis]
    /// By combination, the last axis fastest, the gain; nil where a combination cannot be.
    public let gains: [Double?]

    /// Works out all combinations.
    ///
    /// - Parameters:
    ///   - axes: What is assumed.
    ///   - gain: The gain of the places on all axes, above 0; nil where they cannot go together.
    public init(
        axes: [Axis], gain: (_ places: [Int]) throws(SparseAttentionError) -> Double?
    ) throws(SparseAttentionError) {
        self.axes = axes
        let count = axes.reduce(1) { $0 * $1.values.count }
        var gains: [Double?] = []
        gains.reserveCapacity(count)
        for index in 0..<count { gains.append(try gain(GainRange.places(index, axes: axes))) }
        self.gains = gains
    }

    private static func places(_ index: Int, axes: [Axis]) -> [Int] {
        var rest = index
        var places = [Int](repeating: 0, count: axes.count)
        for axis in axes.indices.reversed() {
            places[axis] = rest % axes[axis].values.count
            rest /= axes[axis].values.count
        }
        return places
    }

    /// The gains there are, in rising order.
    public var sorted: [Double] { gains.compactMap(\.self).sorted() }

    /// The share of the gains that is at least some value.
    public func share(atLeast value: Double) -> Double {
        let all = sorted
        return all.isEmpty ? 0 : Double(all.count { $0 >= value }) / Double(all.count)
    }

    /// By value of an axis, the geometric mean of the gains over combinations that exist for all its values.
    public func means(_ axis: Int) -> [Double] {
        let values = axes[axis].values.count
        let stride = axes[(axis + 1)...].reduce(1) { $0 * $1.values.count }
        var logarithms = [Double](repeating: 0, count: values)
        var count = 0
        for index in gains.indices where index / stride % values == 0 {
            let line = (0..<values).compactMap { gains[index + $0 * stride] }
            guard line.count == values else { continue }
            count += 1
            for (place, gain) in line.enumerated() { logarithms[place] += log(gain) }
        }
        return logarithms.map { exp($0 / Double(max(1, count))) }
    }

    /// By value of an axis, how many of the gains are at least some value, and how many there are.
    public func reached(_ value: Double, axis: Int) -> [(count: Int, all: Int)] {
        let values = axes[axis].values.count
        let stride = axes[(axis + 1)...].reduce(1) { $0 * $1.values.count }
        var counts = [(count: Int, all: Int)](repeating: (0, 0), count: values)
        for (index, gain) in gains.enumerated() {
            guard let gain else { continue }
            counts[index / stride % values].all += 1
            if gain >= value { counts[index / stride % values].count += 1 }
        }
        return counts
    }

    /// The places on all axes of the largest gain, the first of equal ones; none where there is no gain.
    public var largestPlaces: [Int]? {
        let largest = gains.indices.max { (gains[$0] ?? -.infinity) < (gains[$1] ?? -.infinity) }
        guard let largest, gains[largest] != nil else { return nil }
        return GainRange.places(largest, axes: axes)
    }

    /// By axis, the largest over the smallest of its means.
    public var swings: [Double] {
        axes.indices.map { axis in
            let means = means(axis)
            return (means.max() ?? 1) / (means.min() ?? 1)
        }
    }

    /// The axis with the largest swing, the first of equal ones.
    public var decisive: Axis? {
        let swings = swings
        return swings.indices.max { swings[$0] < swings[$1] }.map { axes[$0] }
    }
}
