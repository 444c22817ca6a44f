/// The set of points that an optimiser may propose: parameters, when each is active, and constraints known beforehand.
///
/// Parameters and constraints that are tied together form components; the allowed assignments of a component are
/// tabulated when the space is made, as far as 65 536 rows reach, so that drawing from it needs no luck. Where they do
/// not, wide closures and permissive constraints are left out of the tables and checked after the draw.
///
/// ```swift
/// let space = try SearchSpace(
///     parameters: [
///         Parameter(name: "stages", domain: .integer(lower: 1, upper: 16, scale: .linear)),
///         Parameter(name: "width", domain: .ordinal([.integer(64), .integer(128), .integer(256)])),
///     ],
///     constraints: [KnownConstraint("stages * width <= 1024")])
/// space.count     // 28
/// ```
public struct SearchSpace: Sendable {
    /// The parameters, in the order of a candidate's values.
    public let parameters: [Parameter]
    /// The constraints that every candidate satisfies.
    public let constraints: [KnownConstraint]

    let compiled: CompiledSpace

    /// Makes and checks a space.
    ///
    /// - Parameters:
    ///   - parameters: At least one; a parameter stands after those that its conditions name.
    ///   - constraints: The rules that candidates must satisfy.
    /// - Throws: `SearchSpaceError` for the first thing that is wrong.
    public init(parameters: [Parameter], constraints: [KnownConstraint] = []) throws(SearchSpaceError) {
        self.parameters = parameters
        self.constraints = constraints
        let checked = try Self.check(parameters)
        var rules: [CompiledConstraint] = []
        for constraint in constraints {
            rules.append(
                try Self.compile(
                    constraint, parameters: parameters, compiled: checked.parameters, choiceCodes: checked.choiceCodes))
        }
        compiled = try CompiledSpace(parameters: checked.parameters, constraints: rules, storage: checked.storage)
    }

    /// The number of coordinates of the unit cube: one for each parameter.
    public var dimension: Int { parameters.count }

    /// The number of candidates; `nil` where a parameter is continuous or there are too many to count.
    public var count: Int? {
        var product = 1
        for component in compiled.components {
            guard let size = component.count else { return nil }
            let (next, hasOverflow) = product.multipliedReportingOverflow(by: size)
            guard !hasOverflow else { return nil }
            product = next
        }
        return product
    }

    /// The index of a parameter by its name.
    public func index(of name: String) -> Int? {
        parameters.firstIndex { $0.name == name }
    }
}
