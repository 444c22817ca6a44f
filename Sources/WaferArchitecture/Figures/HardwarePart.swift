/// One kind of part of a die or a wafer, with its area and its power at dense matrix products.
public struct HardwarePart: Sendable, Hashable {
    /// What it is, in words of a few.
    public var name: String
    /// How many of them there are; zero where a number says nothing.
    public var count: Int
    /// Area of all of them together, in square millimetres.
    public var squareMillimetres: Double
    /// Power that they take all the time, in watts.
    public var staticWatts: Double
    /// Power that they take at dense matrix products beyond that, in watts.
    public var dynamicWatts: Double

    /// Makes a part.
    public init(
        name: String, count: Int, squareMillimetres: Double, staticWatts: Double = 0, dynamicWatts: Double = 0
    ) {
        self.name = name
        self.count = count
        self.squareMillimetres = squareMillimetres
        self.staticWatts = staticWatts
        self.dynamicWatts = dynamicWatts
    }
}
