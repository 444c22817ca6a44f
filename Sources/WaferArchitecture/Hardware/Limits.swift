/// What a design must not exceed.
public struct Limits: Sendable, Hashable {
    /// `limits.power_w`: of one wafer, in watts.
    public var powerWatts: Double
    /// `limits.reticle_width_mm`, in metres: no die is wider.
    public var reticleWidthMetres: Double
    /// `limits.reticle_height_mm`, in metres: no die is taller.
    public var reticleHeightMetres: Double

    /// Makes limits.
    public init(powerWatts: Double, reticleWidthMetres: Double, reticleHeightMetres: Double) {
        self.powerWatts = powerWatts
        self.reticleWidthMetres = reticleWidthMetres
        self.reticleHeightMetres = reticleHeightMetres
    }
}
