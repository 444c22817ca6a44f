/// Sobol's low-discrepancy sequence with the direction numbers of Joe and Kuo, in Gray-code order, plain or scrambled.
///
/// Any point is computed directly from its index, so that a sequence can be entered anywhere.
///
/// I. M. Sobol, USSR Comput. Math. Math. Phys. 7 (1967); S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30 (2008). The
/// scrambling is Owen's nested uniform one, by hashing: B. Burley, "Practical Hash-based Owen Scrambling", JCGT 9
/// (2020).
public struct SobolSequence: Sendable {
    /// The largest number of dimensions.
    public static let dimensionLimit = SobolDirections.dimensionLimit

    /// The number of dimensions.
    public let dimension: Int
    /// By dimension and bit: the direction numbers, 32 for each dimension.
    private let directions: [UInt32]
    /// By dimension: the seed of the scrambling; empty where the sequence is plain.
    private let seeds: [UInt32]

    /// Makes the plain sequence, whose first point is the origin.
    ///
    /// - Throws: `SearchSpaceError.unsupportedDimension` below 1 or above `dimensionLimit`.
    public init(dimension: Int) throws(SearchSpaceError) {
        try self.init(dimension: dimension, seeds: [])
    }

    /// Makes a scrambled sequence, each of whose points is evenly distributed over generators.
    ///
    /// - Throws: `SearchSpaceError.unsupportedDimension` below 1 or above `dimensionLimit`.
    public init(dimension: Int, scrambledBy generator: inout RandomGenerator) throws(SearchSpaceError) {
        var seeds: [UInt32] = []
        for _ in 0..<max(0, min(dimension, Self.dimensionLimit)) {
            seeds.append(UInt32(truncatingIfNeeded: generator.next() >> 32))
        }
        try self.init(dimension: dimension, seeds: seeds)
    }

    private init(dimension: Int, seeds: [UInt32]) throws(SearchSpaceError) {
        guard dimension >= 1, dimension <= Self.dimensionLimit else {
            throw .unsupportedDimension(found: dimension, largest: Self.dimensionLimit)
        }
        self.dimension = dimension
        self.seeds = seeds
        var directions: [UInt32] = []
        directions.reserveCapacity(32 * dimension)
        for bit in 0..<32 { directions.append(1 << (31 - bit)) }
        var position = 0
        for _ in 1..<max(1, dimension) {
            let polynomial = SobolDirections.table[position]
            let degree = 31 - polynomial.leadingZeroBitCount
            var numbers: [UInt32] = []
            for bit in 0..<32 {
                if bit < degree {
                    numbers.append(SobolDirections.table[position + 1 + bit] << (31 - bit))
                    continue
                }
                var number = numbers[bit - degree] ^ (numbers[bit - degree] >> degree)
                for step in 1..<max(1, degree) where (polynomial >> (degree - step)) & 1 == 1 {
                    number ^= numbers[bit - step]
                }
                numbers.append(number)
            }
            directions.append(contentsOf: numbers)
            position += 1 + degree
        }
        self.directions = directions
    }

    /// A point of the sequence.
    ///
    /// - Parameter index: From 0; the sequence repeats after 2^32 points.
    /// - Returns: One coordinate in [0, 1) for each dimension.
    public func point(_ index: Int) -> [Double] {
        let index = UInt32(truncatingIfNeeded: index)
        let gray = index ^ (index >> 1)
        return (0..<dimension).map { axis in
            var bits: UInt32 = 0
            var rest = gray
            while rest != 0 {
                bits ^= directions[32 * axis + rest.trailingZeroBitCount]
                rest &= rest &- 1
            }
            guard !seeds.isEmpty else { return Double(bits) * 0x1p-32 }
            return (Double(Self.scramble(bits, seed: seeds[axis])) + 0.5) * 0x1p-32
        }
    }

    /// Owen's nested scrambling of the bits from the highest down, by the permutation of Laine and Karras with the
    /// constants of Burley.
    private static func scramble(_ bits: UInt32, seed: UInt32) -> UInt32 {
        var value = reversed(bits)
        value ^= value &* 0x3D20_ADEA
        value &+= seed
        value &*= (seed >> 16) | 1
        value ^= value &* 0x0552_6C56
        value ^= value &* 0x53A2_2864
        return reversed(value)
    }

    private static func reversed(_ value: UInt32) -> UInt32 {
        var value = value
        value = (value >> 1) & 0x5555_5555 | (value & 0x5555_5555) << 1
        value = (value >> 2) & 0x3333_3333 | (value & 0x3333_3333) << 2
        value = (value >> 4) & 0x0F0F_0F0F | (value & 0x0F0F_0F0F) << 4
        return value.byteSwapped
    }
}
