public import LinearAlgebra

/// What a Gaussian process learns from: encoded points, the level at which each was observed, and what was seen.
///
/// A level is a fidelity: 0 is the cheapest, `levelCount - 1` the target. Levels may be without observations.
public struct TrainingData: Sendable, Hashable {
    /// The encoded points, n x p.
    public let features: Matrix
    /// For each column the group that it belongs to; columns of one group share a length scale.
    public let groups: [Int]
    /// For each row the level at which it was observed.
    public let levels: [Int]
    /// How many levels there are, with or without observations.
    public let levelCount: Int
    /// For each row the observed value, in its own unit.
    public let targets: [Double]

    /// Checks and keeps the data.
    ///
    /// - Parameters:
    ///   - features: n x p with n and p at least 1, finite.
    ///   - groups: p indices that use every number from 0 up to the largest; `nil` gives each column its own group.
    ///   - levels: n levels; `nil` puts every row at level 0.
    ///   - levelCount: How many levels there are.
    ///   - targets: n finite values, none above 1e150 in size.
    /// - Throws: `GaussianProcessError`.
    public init(
        features: Matrix, groups: [Int]? = nil, levels: [Int]? = nil, levelCount: Int = 1, targets: [Double]
    ) throws(GaussianProcessError) {
        guard features.rows > 0, features.columns > 0 else {
            throw .empty(observations: features.rows, columns: features.columns)
        }
        let groups = groups ?? Array(0..<features.columns)
        let levels = levels ?? [Int](repeating: 0, count: features.rows)
        guard groups.count == features.columns else {
            throw .countMismatch(of: "column groups", found: groups.count, needed: features.columns)
        }
        let groupCount = (groups.max() ?? -1) + 1
        guard (groups.min() ?? 0) >= 0, groupCount <= groups.count, (0..<groupCount).allSatisfy(groups.contains) else {
            throw .invalidGroups(groups)
        }
        try Self.checkRows(features: features, levels: levels, levelCount: levelCount, targets: targets)
        self.features = features
        self.groups = groups
        self.levels = levels
        self.levelCount = levelCount
        self.targets = targets
    }

    /// How many rows there are.
    public var count: Int { features.rows }

    /// How many groups of columns there are.
    public var groupCount: Int { (groups.max() ?? -1) + 1 }

    /// The data with more rows below, same groups and levels.
    ///
    /// - Throws: `GaussianProcessError` when a row does not fit.
    public func appending(
        features added: Matrix, levels addedLevels: [Int], targets addedTargets: [Double]
    ) throws(GaussianProcessError) -> TrainingData {
        guard added.columns == features.columns else {
            throw .countMismatch(of: "columns", found: added.columns, needed: features.columns)
        }
        try Self.checkRows(features: added, levels: addedLevels, levelCount: levelCount, targets: addedTargets)
        let joined = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try features.appending(rows: added)
        }
        return try TrainingData(
            features: joined, groups: groups, levels: levels + addedLevels, levelCount: levelCount,
            targets: targets + addedTargets)
    }

    /// The square of a larger target is no finite number.
    static let largestTarget = 1e150

    private static func checkRows(
        features: Matrix, levels: [Int], levelCount: Int, targets: [Double]
    ) throws(GaussianProcessError) {
        guard levels.count == features.rows else {
            throw .countMismatch(of: "levels", found: levels.count, needed: features.rows)
        }
        guard targets.count == features.rows else {
            throw .countMismatch(of: "targets", found: targets.count, needed: features.rows)
        }
        guard levelCount >= 1 else { throw .invalidSetting(name: "levelCount", accepted: "at least 1") }
        if let row = levels.firstIndex(where: { $0 < 0 || $0 >= levelCount }) {
            throw .levelOutOfRange(row: row, level: levels[row], levelCount: levelCount)
        }
        if let row = targets.firstIndex(where: { !$0.isFinite }) { throw .valueNotFinite(row: row, column: nil) }
        if let row = targets.firstIndex(where: { abs($0) > largestTarget }) {
            throw .targetTooLarge(row: row, value: targets[row], limit: largestTarget)
        }
        if let position = features.storage.firstIndex(where: { !$0.isFinite }) {
            throw .valueNotFinite(row: position % features.rows, column: position / features.rows)
        }
    }
}

extension Matrix {
    /// The matrix with each column multiplied by its own factor.
    func scalingColumns(by factors: [Double]) -> Matrix {
        var result = self
        for column in 0..<columns {
            let factor = factors[column]
            for index in (column * rows)..<((column + 1) * rows) { result.storage[index] *= factor }
        }
        return result
    }
}
