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

    /// Whether some error has a bound; otherwise all are only reported.
    public var isBound: Bool { meanBound != nil || worstBound != nil }

    /// The cases that the model says run.
    private var answered: [ValidationCase] { cases.filter { $0.error.isFinite } }

    /// Cases that the model says cannot run.
    public var refusedCount: Int { cases.count - answered.count }

    /// The mean of the absolute errors, over the cases that the model says run.
    public var mean: Double {
        let answered = answered
        return answered.isEmpty ? 0 : answered.reduce(0) { $0 + abs($1.error) } / Double(answered.count)
    }

    /// The largest absolute error, over the cases that the model says run.
    public var worst: Double { answered.reduce(0) { max($0, abs($1.error)) } }

    /// Whether every bound is kept; where there is one, every case must run.
    public var isKept: Bool {
        guard isBound else { return true }
        return refusedCount == 0 && meanBound.map { mean <= $0 } ?? true && worstBound.map { worst <= $0 } ?? true
    }
}
