/// A chip that exists, as a system of the same parts, with the area and the power that its maker states.
///
/// The free constants were fitted to ``all`` except those with ``isKeptAside``, one value for all of them.
public struct ReferenceChip: Sendable, Hashable {
    /// A short name.
    public let name: String
    /// The chip; one die unless it fills a wafer.
    public let hardware: Hardware
    /// Stated area of the silicon, in square millimetres.
    public let squareMillimetres: Double
    /// Stated power, lowest and highest, in watts: a range where sources differ; nil where none states it.
    public let watts: ClosedRange<Double>?
    /// Whether the chip took no part in the choice of a constant.
    public let isKeptAside: Bool
    /// What was published, where, and what had to be chosen here.
    public let source: String

    /// Makes a chip.
    public init(
        name: String, hardware: Hardware, squareMillimetres: Double, watts: ClosedRange<Double>?, isKeptAside: Bool,
        source: String
    ) {
        self.name = name
        self.hardware = hardware
        self.squareMillimetres = squareMillimetres
        self.watts = watts
        self.isKeptAside = isKeptAside
        self.source = source
    }

    /// The area that the model gives, in square millimetres: of the wafer where it stays whole, else of the die.
    public var modelledSquareMillimetres: Double {
        let figures = WaferFigures(of: hardware)
        return hardware.wafer.integration == .stitched
            ? figures.waferAreaSquareMillimetres : figures.dieAreaSquareMillimetres
    }

    /// The power that the model gives at dense matrix products at peak, in watts.
    public var modelledWatts: Double { WaferFigures(of: hardware).peakPowerWattsPerWafer }

    /// Modelled over stated area, less one.
    public var areaError: Double { modelledSquareMillimetres / squareMillimetres - 1 }

    /// Modelled power over the nearer end of the stated range, less one: zero inside it; nil where none is stated.
    public var powerError: Double? {
        guard let watts else { return nil }
        let modelled = modelledWatts
        return modelled / min(max(modelled, watts.lowerBound), watts.upperBound) - 1
    }

    /// All chips, in the order in which they are listed.
    public static let all: [ReferenceChip] = [wse2, dojoD1, a100, h100, wse3, gc200]

    /// The chip of a name, or nil.
    public static func named(_ name: String) -> ReferenceChip? {
        all.first { $0.name == name }
    }
}
