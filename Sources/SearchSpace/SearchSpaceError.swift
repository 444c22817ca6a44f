/// What can be wrong with a search space, with a constraint written as text, or with a point handed to a space.
public enum SearchSpaceError: Error, Sendable, Hashable {
    /// The space has no parameter.
    case noParameters
    /// A parameter has an empty name; the index counts from 0.
    case emptyName(index: Int)
    /// Two parameters have one name.
    case duplicateParameter(name: String)
    /// A range whose lower bound is above its upper one.
    case lowerAboveUpper(parameter: String, lower: String, upper: String)
    /// A bound or a listed value that is not a finite number.
    case notFinite(parameter: String, value: String)
    /// A logarithmic range needs a positive lower bound.
    case logarithmOfNonPositive(parameter: String, lower: String)
    /// A whole number beyond 2^53, which arithmetic could not carry exactly.
    case integerTooLarge(parameter: String, value: Int)
    /// An ordinal or categorical parameter without values.
    case noValues(parameter: String)
    /// A value listed twice.
    case duplicateValue(parameter: String, value: String)
    /// The values of an ordinal parameter must rise.
    case valuesNotRising(parameter: String, first: String, second: String)
    /// The values of an ordinal parameter must be numbers.
    case valueNotNumeric(parameter: String, value: String)
    /// A condition on a parameter that does not exist.
    case conditionOnUnknown(parameter: String, decider: String)
    /// A condition on the parameter itself or on one that stands after it.
    case conditionOnLater(parameter: String, decider: String)
    /// A condition on a continuous parameter, whose single values are never hit.
    case conditionOnContinuous(parameter: String, decider: String)
    /// A condition without values: the parameter could never be active.
    case conditionWithoutValues(parameter: String, decider: String)
    /// A condition on a value that the deciding parameter cannot take.
    case conditionValueNotInDomain(parameter: String, decider: String, value: String, accepted: String)
    /// A constraint's text that cannot be read: the 1-based column, what stands there, and what could.
    case expression(text: String, column: Int, found: String, accepted: String)
    /// A constraint that names a parameter which does not exist.
    case unknownParameter(constraint: String, name: String)
    /// A constraint given as a closure that names no parameter.
    case constraintWithoutParameters(constraint: String)
    /// No point satisfies the constraints, or none was found within the step limit.
    case noFeasiblePoint(constraints: [String], isProven: Bool)
    /// A point of the unit cube with the wrong number of coordinates.
    case wrongDimension(expected: Int, found: Int)
    /// A buffer for an encoding of the wrong length.
    case wrongFeatureCount(expected: Int, found: Int)
    /// A half-length of a trust region that is negative or not a number, or a probability outside [0, 1].
    case badRegion(halfLength: Double? = nil, probability: Double? = nil)
    /// A coordinate outside [0, 1].
    case outsideUnitCube(parameter: String, value: Double)
    /// A value given for a parameter that does not exist.
    case unknownName(name: String)
    /// Given values that no candidate was found to have together; the constraints in the way.
    case noCompletion(constraints: [String])
    /// A candidate that is not in the space.
    case invalidCandidate(violations: [SearchSpace.Violation])
    /// A design with more dimensions than it has direction numbers for, or fewer than one.
    case unsupportedDimension(found: Int, largest: Int)
    /// A design with fewer than one point.
    case nonPositiveCount(found: Int)
}

extension SearchSpaceError: CustomStringConvertible {
    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .noParameters:
            "the space has no parameters; give at least one"
        case .emptyName(let index):
            "parameter number \(index + 1) has an empty name; give it one"
        case .duplicateParameter(let name):
            "parameter '\(name)' is declared twice; rename one of them"
        case .lowerAboveUpper(let parameter, let lower, let upper):
            "parameter '\(parameter)': lower bound \(lower) is above upper bound \(upper); swap them"
        case .notFinite(let parameter, let value):
            "parameter '\(parameter)': \(value) is not a finite number; give a finite one"
        case .logarithmOfNonPositive(let parameter, let lower):
            "parameter '\(parameter)': a log scale needs a positive lower bound, found \(lower); "
                + "raise it or use the linear scale"
        case .integerTooLarge(let parameter, let value):
            "parameter '\(parameter)': \(value) is beyond 2^53; use a smaller whole number"
        case .noValues(let parameter):
            "parameter '\(parameter)' has no values; list at least one"
        case .duplicateValue(let parameter, let value):
            "parameter '\(parameter)': value \(value) is listed twice; remove one"
        case .valuesNotRising(let parameter, let first, let second):
            "parameter '\(parameter)': ordinal values must rise, found \(second) after \(first); sort them"
        case .valueNotNumeric(let parameter, let value):
            "parameter '\(parameter)': ordinal values must be numbers, found '\(value)'; use a categorical parameter"
        case .conditionOnUnknown(let parameter, let decider):
            "parameter '\(parameter)' depends on '\(decider)', which does not exist; name a declared parameter"
        case .conditionOnLater(let parameter, let decider):
            "parameter '\(parameter)' depends on '\(decider)', which does not stand before it; declare '\(decider)' first"
        case .conditionOnContinuous(let parameter, let decider):
            "parameter '\(parameter)' depends on single values of '\(decider)', which is continuous; "
                + "depend on a parameter with listed or whole values"
        case .conditionWithoutValues(let parameter, let decider):
            "parameter '\(parameter)' depends on '\(decider)' without saying on which values; list at least one"
        case .conditionValueNotInDomain(let parameter, let decider, let value, let accepted):
            "parameter '\(parameter)' depends on '\(decider)' being \(value), which it never is; accepted: \(accepted)"
        case .expression(let text, let column, let found, let accepted):
            "constraint '\(text)', column \(column): found \(found); accepted: \(accepted)"
        case .unknownParameter(let constraint, let name):
            "constraint '\(constraint)' names '\(name)', which is not a parameter; name a declared one"
        case .constraintWithoutParameters(let constraint):
            "constraint '\(constraint)' names no parameter; name those that it needs"
        case .noFeasiblePoint(let constraints, let isProven):
            (isProven ? "no point satisfies " : "no point was found that satisfies ")
                + constraints.map { "'\($0)'" }.joined(separator: ", ")
                + "; loosen a constraint or widen the parameters in it"
        case .wrongDimension(let expected, let found):
            "the space has \(expected) parameters, the point has \(found) coordinates; give one for each parameter"
        case .wrongFeatureCount(let expected, let found):
            "an encoding has \(expected) numbers, the buffer holds \(found); give one of `featureCount` numbers"
        case .badRegion(let halfLength, let probability):
            halfLength.map { "a trust region has the half-length \($0); give numbers of at least 0" }
                ?? "a trust region keeps choices with probability \(probability ?? .nan); give a number from 0 to 1"
        case .outsideUnitCube(let parameter, let value):
            "coordinate \(value) of parameter '\(parameter)' is outside [0, 1]; give one inside"
        case .unknownName(let name):
            "there is no parameter '\(name)'; name a declared one"
        case .noCompletion(let constraints):
            "no design was found that has the given values and satisfies "
                + constraints.map { "'\($0)'" }.joined(separator: ", ") + "; change one of the values that these name"
        case .invalidCandidate(let violations):
            "the design is not in the space: " + violations.map(\.description).joined(separator: "; ")
        case .unsupportedDimension(let found, let largest):
            "a Sobol sequence has 1 to \(largest) dimensions, asked for \(found); use a Latin hypercube"
        case .nonPositiveCount(let found):
            "a design needs at least one point, asked for \(found)"
        }
    }
}
