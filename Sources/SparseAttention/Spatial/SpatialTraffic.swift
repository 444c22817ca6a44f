/// The bytes that tokens come to when they are sent between cores.
public struct SpatialTraffic: Sendable, Hashable {
    /// A key and its value, of all heads that share the ring.
    public var bytesPerKey: Double
    /// A predicted key.
    public var bytesPerPredictedKey: Double
    /// A query.
    public var bytesPerQuery: Double
    /// The maximum, the sum and the output of a query.
    public var bytesPerState: Double
    /// The output of a query.
    public var bytesPerOutput: Double
    /// The share of another core's keys that a core's queries choose.
    public var pulledShare: Double

    /// Takes over shapes: with b bytes an element, 2 d b for a key and its value, d b for a query and for an output,
    /// and 8 for maximum and sum.
    ///
    /// - Parameters:
    ///   - width: The elements of queries, keys and values.
    ///   - queryHeads: The query heads.
    ///   - keyHeads: The heads of keys and values.
    ///   - elementBytes: Bytes of an element.
    ///   - predictedBytes: Bytes of an element of a predicted key.
    ///   - pulledShare: The share of another core's keys that a core's queries choose.
    public init(
        width: Int, queryHeads: Int = 1, keyHeads: Int = 1, elementBytes: Double = 2, predictedBytes: Double = 2,
        pulledShare: Double = 1
    ) {
        let (queryElements, keyElements) = (Double(queryHeads * width), Double(keyHeads * width))
        bytesPerKey = 2 * keyElements * elementBytes
        bytesPerPredictedKey = keyElements * predictedBytes
        bytesPerQuery = queryElements * elementBytes
        bytesPerOutput = queryElements * elementBytes
        bytesPerState = bytesPerOutput + 8 * Double(queryHeads)
        self.pulledShare = pulledShare
    }

    /// The bytes of an action; 0 for work.
    func bytes(_ action: SpatialAction) -> Double {
        switch action {
        case .sendKeys(let keys, _, _): Double(keys.count) * bytesPerKey
        case .sendPredictedKeys(let keys, _, _): Double(keys.count) * bytesPerPredictedKey
        case .pullKeys(let keys, _, _): Double(keys.count) * bytesPerKey * pulledShare
        case .sendQueries(let queries, _, _): Double(queries.count) * bytesPerQuery
        case .moveQueries(let queries, _, _): Double(queries.count) * (bytesPerQuery + bytesPerState)
        case .sendOutputs(let queries, _, _): Double(queries.count) * bytesPerOutput
        case .sendPartials(let queries, _, _): Double(queries.count) * bytesPerState
        case .attend: 0
        }
    }
}
