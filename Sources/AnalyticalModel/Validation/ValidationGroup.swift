/// Cases of one publication with the bounds that their errors must keep.
public struct ValidationGroup: Sendable, Hashable {
    /// What the cases are, in a few words.
    public var name: String
    /// The publication.
    public var source: String
    /// The cases.
    public var cases: [ValidationCase]
    /// The largest mean of absolute errors allowed; nil where they are only reported.
    public var meanBound: Double?
    /// The largest absolute error allowed; nil where it is only reported.
    public var worstBound: Double?

    /// Makes a group.
    public init(
        name: String, source: String, cases: [ValidationCase], meanBound: Double? = nil, worstBound: Double? = nil
    ) {
        self.name = name
        self.source = source
        self.cases = cases
        self.meanBound = meanBound
        self.worstBound = worstBound
    }

    /// The mean of the absolute errors.
    public var mean: Double {
        cases.isEmpty ? 0 : cases.reduce(0) { $0 + abs($1.error) } / Double(cases.count)
    }

    /// The largest absolute error.
    public var worst: Double { cases.reduce(0) { max($0, abs($1.error)) } }

    /// Whether every bound is kept; an error that is no number keeps none.
    public var isKept: Bool {
        cases.allSatisfy { $0.error.isFinite } && meanBound.map { mean <= $0 } ?? true
            && worstBound.map { worst <= $0 } ?? true
    }
}
