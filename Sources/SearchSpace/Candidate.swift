/// One point of a search space: a value for every active parameter, in the order of the space's parameters.
public struct Candidate: Hashable, Sendable, Codable {
    /// The values by parameter index; `nil` where the parameter is inactive.
    public var values: [ParameterValue?]

    /// Makes a candidate from values in the order of the space's parameters.
    public init(values: [ParameterValue?]) {
        self.values = values
    }

    /// Feeds the values to a hasher: all numbers mixed to one word first, texts one by one.
    public func hash(into hasher: inout Hasher) {
        var mixed = UInt64(truncatingIfNeeded: values.count)
        for value in values {
            let word: UInt64
            switch value {
            case .none: word = 1
            // Adding 0 makes the two zeros, which are equal, one.
            case .real(let real)?: word = (real + 0).bitPattern
            case .integer(let whole)?: word = UInt64(bitPattern: Int64(whole)) &+ 0x51
            case .boolean(let flag)?: word = flag ? 0x7F3 : 0x3F7
            case .string(let text)?:
                hasher.combine(text)
                word = 0xA7
            }
            mixed = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= mixed >> 29
        }
        hasher.combine(mixed)
    }
}
