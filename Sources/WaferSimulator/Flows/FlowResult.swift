/// When every message of a list was sent and arrived, and what the resources carried.
public struct FlowResult: Sendable, Hashable {
    /// By message, when it began to be sent.
    public let startSeconds: [Double]
    /// By message, when all of it had arrived.
    public let endSeconds: [Double]
    /// By resource, all bytes that it carried.
    public let bytes: [Double]
    /// By resource, the bytes that it could have carried in a second.
    public let capacities: [Double]
    /// How often rates were found anew.
    public let updates: Int

    /// When the last message had arrived; 0 without messages.
    public var makespanSeconds: Double { endSeconds.reduce(0) { max($0, $1) } }

    /// By resource, the share of the makespan in which it was at work; 0 where nothing took time.
    public var utilisation: [Double] {
        let makespan = makespanSeconds
        guard makespan > 0 else { return [Double](repeating: 0, count: bytes.count) }
        return zip(bytes, capacities).map { $0 > 0 ? $0 / ($1 * makespan) : 0 }
    }
}
