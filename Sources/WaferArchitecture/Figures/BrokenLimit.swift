/// A limit that a design breaks, with what it has and what it may have.
public struct BrokenLimit: Sendable, Hashable, CustomStringConvertible {
    /// What a system of hardware must not exceed.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        /// Width of a die against the reticle, in millimetres.
        case dieWidth = "die_width_mm"
        /// Height of a die against the reticle, in millimetres.
        case dieHeight = "die_height_mm"
        /// Width of the grid of dies against the wafer, in millimetres.
        case gridWidth = "die_grid_width_mm"
        /// Height of the grid of dies against the wafer, in millimetres.
        case gridHeight = "die_grid_height_mm"
        /// Bandwidth through the edge of a die, in bytes a second.
        case edge = "die_edge_bytes_per_s"
        /// Bandwidth through the rim of a wafer, in bytes a second.
        case rim = "wafer_rim_bytes_per_s"
        /// Share of a die that silicon vias take.
        case vias = "tsv_area_fraction"
        /// Power of one wafer, in watts.
        case power = "power_w"
        /// Power over the area of the dies, in watts a square millimetre.
        case powerDensity = "power_w_per_mm2"
    }

    /// Which limit.
    public let limit: Limit
    /// What the design has.
    public let value: Double
    /// The largest value allowed.
    public let allowed: Double

    /// By how much the value is above what is allowed, as a share of it.
    public var excess: Double { value / allowed - 1 }

    /// The limit, the two values, and by how much the design is above.
    public var description: String {
        let percent = (excess * 1000).rounded() / 10
        return "\(limit.rawValue) is \(value), \(percent) % above the \(allowed) allowed"
    }
}

extension WaferFigures {
    /// Every limit that a system breaks, in the order of ``BrokenLimit/Limit``.
    ///
    /// - Parameters:
    ///   - powerWattsPerWafer: Power of one wafer under some work, such as ``peakPowerWattsPerWafer``; nil for the
    ///     limits of geometry alone.
    ///   - hardware: The system of these figures.
    /// - Returns: The broken limits; none for a system that keeps all.
    public func brokenLimits(_ hardware: Hardware, powerWattsPerWafer: Double? = nil) -> [BrokenLimit] {
        let millimetres = 1e3
        var checks: [(limit: BrokenLimit.Limit, bounded: Bounded, scale: Double)] = [
            (.dieWidth, dieWidthMetres, millimetres), (.dieHeight, dieHeightMetres, millimetres),
            (.gridWidth, gridWidthMetres, millimetres), (.gridHeight, gridHeightMetres, millimetres),
            (.edge, edgeBytesPerSecond, 1), (.rim, rimBytesPerSecond, 1), (.vias, viaAreaFraction, 1),
        ]
        if let power = powerWattsPerWafer {
            let dies = Double(hardware.wafer.diesX) * Double(hardware.wafer.diesY)
            checks.append((.power, Bounded(value: power, allowed: hardware.limits.powerWatts), 1))
            checks.append(
                (
                    .powerDensity,
                    Bounded(
                        value: power / (dies * dieAreaSquareMillimetres),
                        allowed: densePowerWattsPerSquareMillimetre.allowed), 1
                ))
        }
        return checks.filter(\.bounded.isViolated).map {
            BrokenLimit(limit: $0.limit, value: $0.bounded.value * $0.scale, allowed: $0.bounded.allowed * $0.scale)
        }
    }
}
