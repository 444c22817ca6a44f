public import AnalyticalModel

/// A validation as the JSON object that `ingot validate-models --json` prints.
public struct ValidationDocument: Encodable, Sendable {
    private struct Case: Encodable, Sendable {
        var name: String
        var unit: String
        var measured: Double
        var modelled: Double?
        var error: Double?
    }

    private struct Group: Encodable, Sendable {
        var name: String
        var source: String
        var meanError: Double?
        var meanAllowed: Double?
        var worstError: Double?
        var worstAllowed: Double?
        var errorUnit: String
        var kept: Bool
        var cases: [Case]

        enum CodingKeys: String, CodingKey {
            case name, source, kept, cases
            case meanError = "mean_error"
            case meanAllowed = "mean_allowed"
            case worstError = "worst_error"
            case worstAllowed = "worst_allowed"
            case errorUnit = "error_unit"
        }
    }

    private struct Publication: Encodable, Sendable {
        var source: String
        var meanError: Double?
        var meanErrorFittedWithout: Double?

        enum CodingKeys: String, CodingKey {
            case source
            case meanError = "mean_error"
            case meanErrorFittedWithout = "mean_error_fitted_without"
        }
    }

    private let kept: Bool
    private let groups: [Group]
    private let leftOut: [Publication]
    private let notModelled: [String]

    private enum CodingKeys: String, CodingKey {
        case kept, groups
        case leftOut = "left_out"
        case notModelled = "not_modelled"
    }

    /// Makes the object of a validation; a figure that is no number is left out.
    public init(_ validation: ModelValidation) {
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        kept = validation.isKept
        notModelled = validation.notModelled
        groups = validation.groups.map { group in
            Group(
                name: group.name, source: group.source, meanError: finite(group.mean), meanAllowed: group.meanBound,
                worstError: finite(group.worst), worstAllowed: group.worstBound,
                errorUnit: group.cases.first?.isDifference ?? false ? "points" : "1", kept: group.isKept,
                cases: group.cases.map { entry in
                    Case(
                        name: entry.name, unit: entry.unit, measured: entry.measured, modelled: finite(entry.modelled),
                        error: finite(entry.error))
                })
        }
        leftOut = validation.leftOut.map { entry in
            Publication(
                source: entry.source, meanError: finite(entry.shipped),
                meanErrorFittedWithout: finite(entry.fittedWithout))
        }
    }
}
