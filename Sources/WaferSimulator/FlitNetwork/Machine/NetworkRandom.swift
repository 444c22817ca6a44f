import Glibc

/// The random numbers of one run.
///
/// The generator is xoshiro256** of D. Blackman and S. Vigna, ACM Trans. Math. Software 47(4), 2021. It is filled from
/// the caller's generator, so that the inner loop knows its type.
struct NetworkRandom {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Takes its state from a generator.
    init(from generator: inout some RandomNumberGenerator) {
        // An all-zero state would stay so.
        state = (generator.next() | 1, generator.next(), generator.next(), generator.next())
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = (product << 7 | product >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// A number below `bound`; its bias is below `bound` / 2^64.
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
    }

    /// A number above 0 and at most 1.
    @inline(__always)
    mutating func unit() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

    /// Cycles until a coin that is tossed once a cycle falls on its head, from 1 on.
    ///
    /// - Parameter logarithmOfMiss: The natural logarithm of one less the coin's probability; minus infinity for 1.
    @inline(__always)
    mutating func gap(logarithmOfMiss: Double) -> Double {
        1 + (log(unit()) / logarithmOfMiss).rounded(.down)
    }
}
