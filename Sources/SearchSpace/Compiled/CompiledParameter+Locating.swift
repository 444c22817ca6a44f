extension CompiledParameter {
    /// The longest list of choices that is looked through one by one.
    private static let scanLimit = 8

    /// The code and number of a value of a candidate; `nil` where the parameter cannot take it.
    @inline(__always)
    func locate(_ value: ParameterValue) -> (code: Int, number: Double)? {
        if form == .listed && !isOrdered { return locateChoice(value) }
        let number: Double
        switch value {
        case .real(let real): number = real
        case .integer(let whole): number = Double(whole)
        case .boolean, .string: return nil
        }
        guard number >= lower, number <= upper else { return nil }
        switch form {
        case .continuous: return (0, number)
        case .wide: return number == number.rounded() ? (0, number) : nil
        case .listed:
            if isRange {
                let code = Int(number - lower)
                return numbers[code] == number ? (code, number) : nil
            }
            return search(number).map { ($0, number) }
        }
    }

    private func locateChoice(_ value: ParameterValue) -> (code: Int, number: Double)? {
        if !slots.isEmpty {
            var slot = Self.hash(value) & (slots.count - 1)
            while slots[slot] >= 0 {
                let code = Int(slots[slot])
                if Self.isSame(values[code], value) { return (code, numbers[code]) }
                slot = (slot + 1) & (slots.count - 1)
            }
        }
        // Also what is equal without having the same bytes: text in another normal form.
        for code in 0..<count where Self.isSame(values[code], value) { return (code, numbers[code]) }
        return nil
    }

    private func search(_ number: Double) -> Int? {
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return numbers[low] == number ? low : nil
    }

    /// The slots of a hash table over choices, at most half full; none for a short list.
    static func slots(of list: [ParameterValue]) -> [Int32] {
        guard list.count > scanLimit else { return [] }
        var size = 16
        while size < 2 * list.count { size *= 2 }
        var slots = Array(repeating: Int32(-1), count: size)
        for (code, value) in list.enumerated() {
            var slot = hash(value) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(code)
        }
        return slots
    }

    /// A number from a value's bytes, the same in every process (Fowler, Noll and Vo's 1a for text).
    private static func hash(_ value: ParameterValue) -> Int {
        var mixer = SplitMix64(state: 0xCBF2_9CE4_8422_2325)
        switch value {
        case .string(let text):
            for byte in text.utf8 { mixer.state = (mixer.state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        case .boolean(let flag): mixer.state ^= flag ? 1 : 2
        case .integer(let whole): mixer.state ^= (Double(whole) + 0).bitPattern
        case .real(let real): mixer.state ^= (real + 0).bitPattern
        }
        return Int(truncatingIfNeeded: mixer.next() >> 1)
    }

    /// Whether two values are the same, a whole number and an equal real one included.
    static func isSame(_ first: ParameterValue, _ second: ParameterValue) -> Bool {
        switch (first, second) {
        case (.integer(let whole), .real(let real)), (.real(let real), .integer(let whole)): Double(whole) == real
        default: first == second
        }
    }
}
