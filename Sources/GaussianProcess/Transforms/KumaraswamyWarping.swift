import Glibc
public import LinearAlgebra

/// A monotone map of each feature column in [0, 1] onto [0, 1]: Kumaraswamy's distribution function.
///
/// w(x) = 1 - (1 - t^a)^b with t = e + (1 - 2 e) x and e = 1e-7, which keeps derivatives finite at the ends
/// (P. Kumaraswamy, "A generalized probability density function for double-bounded random processes", J. Hydrology 46,
/// 1980; J. Snoek et al., "Input warping for Bayesian optimization of non-stationary functions", ICML 2014).
/// a = b = 1 leaves a column as it is, to within e.
public struct KumaraswamyWarping: Codable, Sendable, Hashable {
    /// The two exponents of a column, positive.
    public struct Shape: Codable, Sendable, Hashable {
        /// The exponent of the value: above 1 it stretches the upper end.
        public var a: Double
        /// The exponent of one minus its power: above 1 it stretches the lower end.
        public var b: Double

        /// Makes a shape.
        public init(a: Double, b: Double) {
            self.a = a
            self.b = b
        }

        /// Leaves a column as it is.
        public static let identity = Shape(a: 1, b: 1)
    }

    /// A warped value and its derivatives.
    public struct Value: Sendable, Hashable {
        /// The warped value.
        public var value: Double
        /// Its derivative by the unwarped value.
        public var byX: Double
        /// Its derivative by the first exponent.
        public var byA: Double
        /// Its derivative by the second exponent.
        public var byB: Double
    }

    /// The shape of each column; `nil` leaves a column untouched.
    public let shapes: [Shape?]

    /// How far the ends of [0, 1] are moved inside.
    public static let inset = 1e-7

    /// Makes a map.
    ///
    /// - Parameter shapes: One a feature column, of positive and finite exponents.
    /// - Throws: `GaussianProcessError.invalidHyperparameter`.
    public init(shapes: [Shape?]) throws(GaussianProcessError) {
        for case let shape? in shapes {
            guard shape.a > 0, shape.a.isFinite else {
                throw .invalidHyperparameter(name: "warping exponent a", value: shape.a)
            }
            guard shape.b > 0, shape.b.isFinite else {
                throw .invalidHyperparameter(name: "warping exponent b", value: shape.b)
            }
        }
        self.shapes = shapes
    }

    /// Warps one value in [0, 1].
    @inlinable
    public static func warped(_ x: Double, _ shape: Shape) -> Double { evaluated(x, shape).value }

    /// Warps one value in [0, 1], with derivatives.
    public static func evaluated(_ x: Double, _ shape: Shape) -> Value {
        let width = 1 - 2 * inset
        let t = inset + width * x
        let logT = log(t)
        let power = exp(shape.a * logT)
        // 1 - t^a, accurate where t^a is near 1.
        let rest = -expm1(shape.a * logT)
        let logRest = log(rest)
        let tail = exp(shape.b * logRest)
        let slope = shape.b * exp((shape.b - 1) * logRest) * power
        return Value(
            value: -expm1(shape.b * logRest), byX: width * slope * shape.a / t, byA: slope * logT,
            byB: -tail * logRest)
    }

    /// Warps a batch of points.
    ///
    /// - Parameter features: n x p, the warped columns in [0, 1].
    /// - Throws: `GaussianProcessError.countMismatch`, or `.invalidSetting` when a warped column leaves [0, 1].
    public func applied(to features: Matrix) throws(GaussianProcessError) -> Matrix {
        guard features.columns == shapes.count else {
            throw .countMismatch(of: "columns", found: features.columns, needed: shapes.count)
        }
        var result = features
        for (column, shape) in shapes.enumerated() {
            guard let shape else { continue }
            for row in 0..<features.rows {
                let x = features[row, column]
                guard x >= 0, x <= 1 else {
                    throw .invalidSetting(name: "features of warped column \(column)", accepted: "between 0 and 1")
                }
                result[row, column] = Self.warped(x, shape)
            }
        }
        return result
    }

    /// The data with warped features.
    public func applied(to data: TrainingData) throws(GaussianProcessError) -> TrainingData {
        try TrainingData(
            features: applied(to: data.features), groups: data.groups, levels: data.levels,
            levelCount: data.levelCount, targets: data.targets)
    }
}
