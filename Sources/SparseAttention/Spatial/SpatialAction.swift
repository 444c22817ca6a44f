/// One step of an attention that is spread over cores.
public enum SpatialAction: Sendable, Hashable {
    /// Keys and values are copied from one core to another.
    case sendKeys(Range<Int>, from: Int, to: Int)
    /// Predicted keys are copied.
    case sendPredictedKeys(Range<Int>, from: Int, to: Int)
    /// Of a core's keys and values those are copied that the queries of another choose.
    case pullKeys(Range<Int>, from: Int, to: Int)
    /// Queries are copied.
    case sendQueries(Range<Int>, from: Int, to: Int)
    /// Queries move on with their maxima, sums and outputs.
    case moveQueries(Range<Int>, from: Int, to: Int)
    /// Finished outputs go to the core that the queries came from.
    case sendOutputs(Range<Int>, from: Int, to: Int)
    /// Maxima, sums and outputs are sent, to be merged with those of another core.
    case sendPartials(Range<Int>, from: Int, to: Int)
    /// A core adds keys to the state of queries.
    case attend(core: Int, queries: Range<Int>, keys: Range<Int>)

    /// The cores between which something is sent; nil for work.
    public var ends: (source: Int, destination: Int)? {
        switch self {
        case .sendKeys(_, let from, let to), .sendPredictedKeys(_, let from, let to), .pullKeys(_, let from, let to),
            .sendQueries(_, let from, let to), .moveQueries(_, let from, let to), .sendOutputs(_, let from, let to),
            .sendPartials(_, let from, let to):
            (from, to)
        case .attend: nil
        }
    }
}
