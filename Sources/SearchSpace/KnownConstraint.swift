/// A rule over parameters that is known before anything is evaluated, so that no point that breaks it is ever proposed.
///
/// A rule that names an inactive parameter counts as satisfied.
///
/// ```swift
/// let tiles = KnownConstraint("tensor * pipeline * data == dies_x * dies_y")
/// let even = KnownConstraint(name: "even", parameters: ["width"]) { values in
///     values[0].number.map { $0.truncatingRemainder(dividingBy: 2) == 0 } ?? false
/// }
/// ```
public struct KnownConstraint: Sendable {
    /// How the rule is given.
    enum Rule: Sendable {
        /// As text, read when the space is made.
        case text(String)
        /// As a closure over the values of the named parameters, in that order.
        case closure(parameters: [String], isSatisfied: @Sendable ([ParameterValue]) -> Bool)
    }

    /// What messages call the rule; for a rule in text the text itself.
    public let name: String
    let rule: Rule

    /// Makes a rule from a boolean expression over parameters.
    ///
    /// Numbers: `+ - * / % ^`, parentheses, `min`, `max`, `abs`, `floor`, `ceil`, `log2`. Comparisons: `== != < <= >
    /// >=`. Logic: `and`, `or`, `not`, `true`, `false`; a boolean parameter may stand alone. A choice is compared by
    /// `==` or `!=` and may be quoted: `dataflow == ws`, `schedule != "1f1b"`. A name with other characters than
    /// letters, digits, `_` and `.` stands in backticks. Arithmetic is in double precision, `/` is not rounded, `%` has
    /// the sign of the divisor. A division by zero, a logarithm of a number that is not positive, or a result that is
    /// not finite makes the rule violated; `and` and `or` skip the right side when the left decides.
    ///
    /// - Parameter expression: The text, up to 4096 bytes.
    public init(_ expression: String) {
        name = expression
        rule = .text(expression)
    }

    /// Makes a rule from a closure.
    ///
    /// - Parameters:
    ///   - name: What messages call it.
    ///   - parameters: The parameters that it needs.
    ///   - isSatisfied: Called with their values in that order, only when all of them are active; a pure function.
    public init(
        name: String, parameters: [String], isSatisfied: @escaping @Sendable ([ParameterValue]) -> Bool
    ) {
        self.name = name
        rule = .closure(parameters: parameters, isSatisfied: isSatisfied)
    }
}
