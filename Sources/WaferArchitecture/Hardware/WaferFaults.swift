/// Dies and links of a system that do not work.
///
/// A die that has failed computes nothing, keeps nothing and passes nothing on; a link that has failed carries nothing
/// either way.
public struct WaferFaults: Sendable, Hashable {
    /// A die.
    public struct Die: Sendable, Hashable {
        /// Its wafer, from 0.
        public var wafer: Int
        /// Its column.
        public var x: Int
        /// Its row.
        public var y: Int

        /// Makes a place.
        public init(wafer: Int = 0, x: Int, y: Int) {
            (self.wafer, self.x, self.y) = (wafer, x, y)
        }
    }

    /// Where a link leads to.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// The next column.
        case east
        /// The next row.
        case north
    }

    /// The link between two neighbouring dies.
    public struct Link: Sendable, Hashable {
        /// The die of the smaller column or row.
        public var from: Die
        /// Where its neighbour is.
        public var to: Side

        /// Makes a link.
        public init(from: Die, to: Side) {
            (self.from, self.to) = (from, to)
        }
    }

    /// Dies that do not work.
    public var dies: [Die]
    /// Links that do not work, beside those of such dies.
    public var links: [Link]

    /// Makes a list of faults.
    public init(dies: [Die] = [], links: [Link] = []) {
        (self.dies, self.links) = (dies, links)
    }

    /// Whether everything works.
    public var isEmpty: Bool { dies.isEmpty && links.isEmpty }
}
