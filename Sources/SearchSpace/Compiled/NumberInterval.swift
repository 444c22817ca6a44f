import Foundation

/// A range of numbers, spread evenly over [0, 1] in the number or in its logarithm.
struct NumberInterval: Sendable {
    let lower: Double
    let upper: Double
    let isLogarithmic: Bool
    /// The logarithm of upper over lower; 0 where the range is linear or has one number.
    private let logarithm: Double
    /// Whether upper minus lower, or upper over lower, can be written as a number; beyond, halves or two logarithms do.
    private let isDirect: Bool

    init(lower: Double, upper: Double, isLogarithmic: Bool) {
        self.lower = lower
        self.upper = upper
        self.isLogarithmic = isLogarithmic
        isDirect = isLogarithmic ? (upper / lower).isFinite : (upper - lower).isFinite
        logarithm = !isLogarithmic ? 0 : isDirect ? log(upper / lower) : log(upper) - log(lower)
    }

    /// The place of a number on [0, 1].
    @inline(__always)
    func place(_ number: Double) -> Double {
        guard lower < upper else { return 0.5 }
        let place: Double
        if isLogarithmic {
            place = (isDirect ? log(number / lower) : log(number) - log(lower)) / logarithm
        } else if isDirect {
            place = (number - lower) / (upper - lower)
        } else {
            place = (number / 2 - lower / 2) / (upper / 2 - lower / 2)
        }
        return min(1, max(0, place))
    }

    /// The number at a place on [0, 1].
    @inline(__always)
    func number(at place: Double) -> Double {
        let number: Double
        if place >= 1 { return upper }
        if isLogarithmic {
            number = isDirect ? lower * exp(place * logarithm) : exp(log(lower) + place * logarithm)
        } else {
            number = (1 - place) * lower + place * upper
        }
        return min(upper, max(lower, number))
    }
}
