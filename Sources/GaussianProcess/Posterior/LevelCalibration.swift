/// How well a model predicts the observations of one level when each is left out in turn.
///
/// Residuals are standardised: divided by the predicted standard deviation, noise included. Where the model is right
/// they have mean 0, root mean square 1, and lie within plus or minus 1.96 in 95 percent of cases.
public struct LevelCalibration: Sendable, Hashable, Codable {
    /// The level.
    public var level: Int
    /// How many observations it has.
    public var count: Int
    /// The mean logarithm of the predicted density.
    public var meanLogDensity: Double
    /// The share of residuals inside the central 95 percent interval.
    public var coverage95: Double
    /// The mean of the residuals.
    public var residualMean: Double
    /// The square root of the mean square of the residuals.
    public var residualRootMeanSquare: Double
    /// The largest size of a residual.
    public var largestResidual: Double
}
