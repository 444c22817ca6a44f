import Glibc

extension OutputTransform {
    /// The member of a family that suits targets.
    ///
    /// - `standardized`: mean and standard deviation (n - 1) of the targets. Where the deviation is zero, or lost in
    ///   rounding, the scale is the largest absolute target, and 1 when all are zero.
    /// - `logarithm`: for targets of one sign, mirrored for negative ones, without a shift; when some, not all, are
    ///   zero, shifted by half the smallest absolute target that is not. Targets of both signs, or all zero, have none.
    /// - `power`: targets standardised first, the exponent of greatest likelihood under a normal distribution
    ///   (Yeo and Johnson 2000, section 5) within `exponents`, to 1e-6; 1, the identity, where they do not differ.
    /// - `bilogarithm`: around zero, in units of the median absolute target that is not zero, or 1.
    ///
    /// - Parameters:
    ///   - kind: The family.
    ///   - targets: Finite targets; an empty list gives the identity of each family, and no logarithm.
    /// - Returns: `nil` when the family has no member for such targets, or a target is not finite.
    public static func fitted(_ kind: Kind, to targets: [Double]) -> OutputTransform? {
        guard targets.allSatisfy(\.isFinite) else { return nil }
        switch kind {
        case .identity:
            return .identity
        case .standardized:
            let (location, scale, _) = moments(targets)
            return .standardized(location: location, scale: scale)
        case .logarithm:
            return fittedLogarithm(targets)
        case .power:
            let (location, scale, differ) = moments(targets)
            guard differ else { return .power(exponent: 1, location: location, scale: scale) }
            let standardized = targets.map { ($0 - location) / scale }
            return .power(exponent: likeliestExponent(standardized), location: location, scale: scale)
        case .bilogarithm:
            let sizes = targets.lazy.map(abs).filter { $0 > 0 }.sorted()
            return .bilogarithm(location: 0, scale: sizes.isEmpty ? 1 : sizes[sizes.count / 2])
        }
    }

    /// The exponents among which the likeliest is searched.
    ///
    /// Outside [0, 2] the map's range is bounded and a normal distribution could not be mapped back. Towards 0 and 2
    /// the inverse becomes exponential on one side, and the mean in the targets' unit of an uncertain prediction
    /// explodes; inside these bounds it grows like the fourth power at most.
    public static let exponents = 0.25...1.75

    private static func fittedLogarithm(_ targets: [Double]) -> OutputTransform? {
        let positive = targets.contains { $0 > 0 }
        let negative = targets.contains { $0 < 0 }
        guard positive != negative else { return nil }
        let smallest = targets.lazy.map(abs).filter { $0 > 0 }.min() ?? 0
        // Half the smallest number that is not zero must itself not be zero.
        let shift = targets.contains(0) ? smallest / 2 : 0
        guard !targets.contains(0) || shift > 0 else { return nil }
        return .logarithm(side: positive ? .positive : .negative, shift: shift)
    }

    private static func moments(_ targets: [Double]) -> (location: Double, scale: Double, differ: Bool) {
        let largest = targets.reduce(0) { max($0, abs($1)) }
        guard largest > 0 else { return (0, 1, false) }
        let count = Double(targets.count)
        let mean = targets.reduce(0) { $0 + $1 / largest } / count
        let squares = targets.reduce(0) { $0 + ($1 / largest - mean) * ($1 / largest - mean) }
        let deviation = targets.count > 1 ? sqrt(squares / (count - 1)) : 0
        guard deviation > 1e-12 else { return (mean * largest, largest, false) }
        return (mean * largest, deviation * largest, true)
    }

    /// The logarithm of the likelihood of a power, maximised over mean and variance, constants left out.
    ///
    /// -n / 2 ln(variance of the mapped values) + (k - 1) sum of sign(u) ln(1 + |u|).
    static func powerLogLikelihood(exponent: Double, standardized: [Double]) -> Double {
        let map = OutputTransform.power(exponent: exponent, location: 0, scale: 1)
        let count = Double(standardized.count)
        let mean = standardized.reduce(0) { $0 + map.forward($1) } / count
        var squares = 0.0
        var jacobian = 0.0
        for value in standardized {
            let gap = map.forward(value) - mean
            squares += gap * gap
            jacobian += (value >= 0 ? 1 : -1) * log1p(abs(value))
        }
        return -0.5 * count * log(squares / count) + (exponent - 1) * jacobian
    }

    /// The best of a grid over [0, 2], then golden sections between its neighbours.
    private static func likeliestExponent(_ standardized: [Double]) -> Double {
        let steps = 20
        let (least, most) = (exponents.lowerBound, exponents.upperBound)
        let width = (most - least) / Double(steps)
        func value(_ exponent: Double) -> Double {
            powerLogLikelihood(exponent: exponent, standardized: standardized)
        }
        var best = (exponent: 1.0, value: value(1))
        for step in 0...steps {
            let exponent = least + width * Double(step)
            let found = value(exponent)
            if found > best.value { best = (exponent, found) }
        }
        var (low, high) = (max(least, best.exponent - width), min(most, best.exponent + width))
        let ratio = (5.0.squareRoot() - 1) / 2
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atLeft, atRight) = (value(left), value(right))
        while high - low > 1e-6 {
            if atLeft >= atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - ratio * (high - low)
                atLeft = value(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + ratio * (high - low)
                atRight = value(right)
            }
        }
        let middle = (low + high) / 2
        return value(middle) > best.value ? middle : best.exponent
    }
}
