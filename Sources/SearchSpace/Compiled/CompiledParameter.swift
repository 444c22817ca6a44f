import Foundation

/// A parameter with everything looked up in advance: tables of its values, of their shares of the unit interval, and
/// of their places in the encoding.
struct CompiledParameter: Sendable {
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

    let name: String
    let form: Form
    /// How many values there are; 0 for continuous ranges.
    let count: Int
    /// Whether neighbours in the table are neighbours in the space.
    let isOrdered: Bool
    /// The table's values.
    let values: [ParameterValue]
    /// The numbers that stand for them in expressions: a choice's code, 0 or 1 for switches.
    let numbers: [Double]
    /// Where the share of each value begins on the unit interval, and 1; empty where all shares are equal.
    let shares: [Double]
    /// The places of the table's values on [0, 1] in the encoding; empty for categories.
    let places: [Double]
    let lower: Double
    let upper: Double
    let isLogarithmic: Bool
    /// The parameters that decide on activity, with the numbers under which this one is active.
    let conditions: [(decider: Int, numbers: [Double])]

    var isConditional: Bool { !conditions.isEmpty }
    var isConstant: Bool { form == .listed ? count == 1 : lower == upper }

    init(_ parameter: Parameter, choiceCodes: [String: Double], conditions: [(decider: Int, numbers: [Double])]) {
        name = parameter.name
        self.conditions = conditions
        switch parameter.domain {
        case .continuous(let lower, let upper, let scale):
            form = .continuous
            count = 0
            isOrdered = true
            (values, numbers, shares, places) = ([], [], [], [])
            self.lower = lower
            self.upper = upper
            isLogarithmic = scale == .log
        case .integer(let lower, let upper, let scale):
            let isListed = upper - lower < Self.tableLimit
            form = isListed ? .listed : .wide
            count = upper - lower + 1
            isOrdered = true
            self.lower = Double(lower)
            self.upper = Double(upper)
            isLogarithmic = scale == .log
            values = isListed ? (lower...upper).map { .integer($0) } : []
            numbers = isListed ? (lower...upper).map(Double.init) : []
            places = numbers.map {
                Self.place($0, lower: Double(lower), upper: Double(upper), isLogarithmic: scale == .log)
            }
            if isListed && scale == .log {
                let start = log(Double(lower) - 0.5)
                let width = log(Double(upper) + 0.5) - start
                shares = numbers.map { (log($0 - 0.5) - start) / width } + [1]
            } else {
                shares = []
            }
        case .ordinal(let list):
            let listed = list.map { $0.number ?? 0 }
            form = .listed
            count = list.count
            isOrdered = true
            values = list
            numbers = listed
            shares = []
            lower = listed.first ?? 0
            upper = listed.last ?? 0
            isLogarithmic = lower > 0 && upper >= 4 * lower
            if isLogarithmic {
                places = listed.map { [lower, upper] in
                    Self.place($0, lower: lower, upper: upper, isLogarithmic: true)
                }
            } else {
                places = listed.indices.map { list.count == 1 ? 0.5 : Double($0) / Double(list.count - 1) }
            }
        case .categorical(let list):
            form = .listed
            count = list.count
            isOrdered = false
            values = list
            numbers = list.map { value in
                if case .string(let text) = value { choiceCodes[text] ?? 0 } else { value.number ?? 0 }
            }
            (shares, places) = ([], [])
            (lower, upper) = (0, Double(list.count - 1))
            isLogarithmic = false
        }
    }

    /// The place of a number on [0, 1] between two bounds.
    static func place(_ number: Double, lower: Double, upper: Double, isLogarithmic: Bool) -> Double {
        guard lower < upper else { return 0.5 }
        let place =
            isLogarithmic
            ? log(number / lower) / log(upper / lower)
            : (number / 2 - lower / 2) / (upper / 2 - lower / 2)
        return min(1, max(0, place))
    }

    /// The number at a place on [0, 1] between the bounds.
    func number(at place: Double) -> Double {
        let number =
            isLogarithmic
            ? exp((1 - place) * log(lower) + place * log(upper))
            : (1 - place) * lower + place * upper
        return min(upper, max(lower, number))
    }

    /// The whole number at a place on the unit interval, for ranges without a table.
    func wideNumber(at place: Double) -> Double {
        if isLogarithmic {
            let start = log(lower - 0.5)
            return min(upper, max(lower, exp(start + place * (log(upper + 0.5) - start)).rounded()))
        }
        return min(upper, lower + (place * (upper - lower + 1)).rounded(.down))
    }

    /// The table's index at a place on the unit interval.
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
            if isLogarithmic {
                let start = log(lower - 0.5)
                return (log(number) - start) / (log(upper + 0.5) - start)
            }
            return (number - lower + 0.5) / (upper - lower + 1)
        case .continuous:
            return Self.place(number, lower: lower, upper: upper, isLogarithmic: isLogarithmic)
        }
    }

    /// The place of a value in the encoding.
    func place(code: Int, number: Double) -> Double {
        form == .listed
            ? places[code] : Self.place(number, lower: lower, upper: upper, isLogarithmic: isLogarithmic)
    }

    /// The value as candidates hold it.
    func value(code: Int, number: Double) -> ParameterValue {
        switch form {
        case .listed: values[code]
        case .wide: .integer(Int(number))
        case .continuous: .real(number)
        }
    }

    /// The code and number of a value of a candidate; `nil` where the parameter cannot take it.
    func locate(_ value: ParameterValue) -> (code: Int, number: Double)? {
        switch form {
        case .continuous, .wide:
            if case .boolean = value { return nil }
            guard let number = value.number, number >= lower, number <= upper else { return nil }
            if form == .wide && number != number.rounded() { return nil }
            return (0, number)
        case .listed:
            if !shares.isEmpty || (isOrdered && count > 16) {
                if case .boolean = value { return nil }
                guard let number = value.number, let code = search(number) else { return nil }
                return (code, number)
            }
            for code in 0..<count where Self.isSame(values[code], value) { return (code, numbers[code]) }
            return nil
        }
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

    /// Whether two values are the same, a whole number and an equal real one included.
    static func isSame(_ first: ParameterValue, _ second: ParameterValue) -> Bool {
        switch (first, second) {
        case (.integer(let whole), .real(let real)), (.real(let real), .integer(let whole)): Double(whole) == real
        default: first == second
        }
    }
}
