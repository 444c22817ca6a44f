/// Bytes that one node sends to another.
public struct Message: Sendable, Hashable {
    /// The node that sends.
    public var source: Int
    /// The node that receives.
    public var destination: Int
    /// How many bytes.
    public var bytes: Double

    /// Makes a message.
    public init(source: Int, destination: Int, bytes: Double) {
        self.source = source
        self.destination = destination
        self.bytes = bytes
    }
}
