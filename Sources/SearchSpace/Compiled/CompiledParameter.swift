import Foundation

/// A parameter with everything looked up in advance: tables of its values, of their shares of the unit interval, and
/// of their places in the encoding; the tables lie in the storage of the space.
struct CompiledParameter: @unchecked Sendable {
    /// How the values are held.
    enum Form: Sendable {
        /// As a table.
        case listed
        /// As whole numbers between the bounds; more than a table should hold.
        case wide
        /// As real numbers between the bounds.
        case continuous
    }

    /// The longest range of whole numbers that is held as a table.
    static let tableLimit = 4096

    let form: Form
    /// How many values there are; 0 for continuous ranges.
    let count: Int
    /// Whether neighbours in the table are neighbours in the space.
    let isOrdered: Bool
    /// Whether the table is a range of whole numbers.
    let isRange: Bool
    /// The table's values.
    let values: UnsafeBufferPointer<ParameterValue>
    /// The numbers that stand for them in expressions: a choice's code, 0 or 1 for switches.
    let numbers: UnsafeBufferPointer<Double>
    /// Where the share of each value begins on the unit interval, and 1; empty where all shares are equal.
    let shares: UnsafeBufferPointer<Double>
    /// The places of the table's values on [0, 1] in the encoding; empty for categories.
    let places: UnsafeBufferPointer<Double>
    /// Codes by the hash of a choice, -1 where a slot is free; empty for short lists.
    let slots: UnsafeBufferPointer<Int32>
    let interval: NumberInterval
    /// What decides on activity.
    let conditions: UnsafeBufferPointer<CompiledCondition>

    var lower: Double { interval.lower }
    var upper: Double { interval.upper }
    var isConditional: Bool { !conditions.isEmpty }
    var isConstant: Bool { form == .listed ? count == 1 : lower == upper }

    init(
        _ parameter: Parameter, choiceCodes: [String: Double], conditions: [CompiledCondition], storage: TableStorage
    ) {
        self.conditions = storage.store(conditions)
        var values: [ParameterValue] = []
        var numbers: [Double] = []
        var (shares, places): ([Double], [Double]) = ([], [])
        var slots: [Int32] = []
        var isRange = false
        switch parameter.domain {
        case .continuous(let lower, let upper, let scale):
            form = .continuous
            count = 0
            isOrdered = true
            interval = NumberInterval(lower: lower, upper: upper, isLogarithmic: scale == .log)
        case .integer(let lower, let upper, let scale):
            let isListed = upper - lower < Self.tableLimit
            form = isListed ? .listed : .wide
            count = upper - lower + 1
            isOrdered = true
            interval = NumberInterval(lower: Double(lower), upper: Double(upper), isLogarithmic: scale == .log)
            isRange = isListed
            values = isListed ? (lower...upper).map { .integer($0) } : []
            numbers = isListed ? (lower...upper).map(Double.init) : []
            places = numbers.map(interval.place)
            if isListed && scale == .log {
                let start = log(Double(lower) - 0.5)
                let width = log(Double(upper) + 0.5) - start
                shares = numbers.map { (log($0 - 0.5) - start) / width } + [1]
            }
        case .ordinal(let list):
            form = .listed
            count = list.count
            isOrdered = true
            values = list
            numbers = list.map { $0.number ?? 0 }
            let (lower, upper) = (numbers.first ?? 0, numbers.last ?? 0)
            let isLogarithmic = lower > 0 && upper / 4 >= lower
            interval = NumberInterval(lower: lower, upper: upper, isLogarithmic: isLogarithmic)
            places =
                isLogarithmic
                ? numbers.map(interval.place)
                : numbers.indices.map { list.count == 1 ? 0.5 : Double($0) / Double(list.count - 1) }
        case .categorical(let list):
            form = .listed
            count = list.count
            isOrdered = false
            values = list
            numbers = list.map { value in
                if case .string(let text) = value { choiceCodes[text] ?? 0 } else { value.number ?? 0 }
            }
            interval = NumberInterval(lower: 0, upper: Double(list.count - 1), isLogarithmic: false)
            slots = Self.slots(of: list)
        }
        self.isRange = isRange
        self.values = storage.store(values)
        self.numbers = storage.store(numbers)
        self.shares = storage.store(shares)
        self.places = storage.store(places)
        self.slots = storage.store(slots)
    }

    /// The number at a place on [0, 1] between the bounds.
    @inline(__always)
    func number(at place: Double) -> Double { interval.number(at: place) }

    /// The whole number at a place on the unit interval, for ranges without a table.
    func wideNumber(at place: Double) -> Double {
        if interval.isLogarithmic {
            let start = log(lower - 0.5)
            return min(upper, max(lower, exp(start + place * (log(upper + 0.5) - start)).rounded()))
        }
        return min(upper, lower + (place * (upper - lower + 1)).rounded(.down))
    }

    /// The table's index at a place on the unit interval.
    @inline(__always)
    func index(at place: Double) -> Int {
        if shares.isEmpty { return min(count - 1, Int(place * Double(count))) }
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if shares[middle] <= place { low = middle } else { high = middle }
        }
        return low
    }

    /// The share of the unit interval that belongs to an index.
    func share(of index: Int) -> Double {
        shares.isEmpty ? 1 / Double(count) : shares[index + 1] - shares[index]
    }

    /// The middle of the share of the unit interval that belongs to a value.
    func middle(code: Int, number: Double) -> Double {
        switch form {
        case .listed:
            return shares.isEmpty ? (Double(code) + 0.5) / Double(count) : (shares[code] + shares[code + 1]) / 2
        case .wide:
            if interval.isLogarithmic {
                let start = log(lower - 0.5)
                return (log(number) - start) / (log(upper + 0.5) - start)
            }
            return (number - lower + 0.5) / (upper - lower + 1)
        case .continuous:
            return interval.place(number)
        }
    }

    /// The place of a value in the encoding.
    @inline(__always)
    func place(code: Int, number: Double) -> Double {
        form == .listed ? places[code] : interval.place(number)
    }

    /// The value as candidates hold it.
    @inline(__always)
    func value(code: Int, number: Double) -> ParameterValue {
        switch form {
        case .listed: values[code]
        case .wide: .integer(Int(number))
        case .continuous: .real(number)
        }
    }
}
