/// The one source of randomness: xoshiro256**, seeded through SplitMix64, whose whole state can be stored and read
/// back.
///
/// D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
public struct RandomGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
    /// The four words of state.
    public private(set) var state: SIMD4<UInt64>

    /// Seeds a generator; equal seeds and streams give equal sequences.
    ///
    /// - Parameters:
    ///   - seed: The campaign's seed.
    ///   - stream: A sub-sequence of it, for example a trial number, so that each trial has its own generator
    ///     whatever happened before it.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var mixer = SplitMix64(state: seed)
        mixer.state = mixer.next() ^ (stream &* 0xD134_2543_DE82_EF95)
        state = SIMD4(mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotate(state[1] &* 5, by: 7) &* 9
        let shifted = state[1] << 17
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = Self.rotate(state[3], by: 45)
        return result
    }

    /// A number drawn evenly from [0, 1) with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A whole number drawn evenly from `0..<count`.
    ///
    /// - Parameter count: At least 1.
    public mutating func index(below count: Int) -> Int {
        Int.random(in: 0..<count, using: &self)
    }

    private static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
        (value << count) | (value >> (64 - count))
    }
}

/// Steele, Lea and Flood's SplitMix64, used to spread a seed over the state.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
