/// One point of a search space: a value for every active parameter, in the order of the space's parameters.
public struct Candidate: Hashable, Sendable, Codable {
    /// The values by parameter index; `nil` where the parameter is inactive.
    public var values: [ParameterValue?]

    /// Makes a candidate from values in the order of the space's parameters.
    public init(values: [ParameterValue?]) {
        self.values = values
    }
}
