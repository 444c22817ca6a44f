import Synchronization

/// What a pure function of a few listed parameters has answered, so that moves around one point ask it once.
///
/// A table of a fixed size without locks: each place holds one whole key with its answer, the latest one; what is lost
/// is computed again. Answers never depend on what is remembered.
final class AnswerCache: @unchecked Sendable {
    /// The most places in the table.
    private static let sizeLimit = 1 << 15

    private let places: UnsafeMutablePointer<Atomic<UInt64>>
    private let mask: UInt64
    /// By parameter: what its code counts in a key.
    private let factors: [UInt64]

    /// Makes an empty cache; `nil` where a parameter has no table or a key does not fit into 62 bits.
    init?(over parameters: [CompiledParameter]) {
        var factors: [UInt64] = []
        var product: UInt64 = 1
        for parameter in parameters {
            guard parameter.form == .listed else { return nil }
            factors.append(product)
            let (next, hasOverflow) = product.multipliedReportingOverflow(by: UInt64(parameter.count))
            guard !hasOverflow, next < 1 << 62 else { return nil }
            product = next
        }
        self.factors = factors
        var size: UInt64 = 16
        while size < product, size < UInt64(Self.sizeLimit) { size *= 2 }
        mask = size - 1
        places = .allocate(capacity: Int(size))
        for place in 0..<Int(size) { (places + place).initialize(to: Atomic(0)) }
    }

    deinit {
        places.deinitialize(count: Int(mask) + 1)
        places.deallocate()
    }

    /// The key of an assignment, from 0, by the code of each parameter.
    @inline(__always)
    func key(_ code: (Int) -> Int32) -> UInt64 {
        var key: UInt64 = 0
        for (place, factor) in factors.enumerated() { key &+= factor &* UInt64(truncatingIfNeeded: code(place)) }
        return key
    }

    /// The answer to a key, where it is remembered.
    @inline(__always)
    func answer(to key: UInt64) -> Bool? {
        let entry = places[place(of: key)].load(ordering: .relaxed)
        return entry >> 1 == key &+ 1 ? entry & 1 == 1 : nil
    }

    /// Remembers an answer.
    @inline(__always)
    func store(_ answer: Bool, to key: UInt64) {
        places[place(of: key)].store((key &+ 1) << 1 | (answer ? 1 : 0), ordering: .relaxed)
    }

    @inline(__always)
    private func place(of key: UInt64) -> Int {
        let mixed = key &* 0x9E37_79B9_7F4A_7C15
        return Int((mixed ^ (mixed >> 32)) & mask)
    }
}
