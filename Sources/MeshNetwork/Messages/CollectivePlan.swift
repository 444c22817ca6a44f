/// A collective operation as messages with dependences, and what part of the data each message carries.
///
/// The data are cut into equal parts. A message carries a range of them as its source holds them once all that the
/// message waits for has arrived there: sums in the making, which the destination adds to its own, or finished parts,
/// which it keeps. Unlike a ``Collective``, no step waits for all nodes: a message waits for its own data only.
public struct CollectivePlan: Sendable, Hashable {
    /// What a message carries.
    public struct Payload: Sendable, Hashable {
        /// The parts of the data.
        public var parts: Range<Int32>
        /// Whether the destination adds them to its own; else it keeps them as they are.
        public var isSum: Bool
    }

    /// What travels, and what each message waits for.
    public private(set) var messages = MessageList()
    /// What each message carries.
    public private(set) var payloads: [Payload] = []
    /// By part, the node that has it after a reduce-scatter, before an all-gather, an all-to-all or a broadcast.
    public let owners: [Int]
    /// Bytes of one part.
    public let bytesPerPart: Double

    /// Starts without messages.
    ///
    /// - Parameters:
    ///   - owners: The node of each part.
    ///   - bytes: All parts together.
    init(owners: [Int], bytes: Double) {
        self.owners = owners
        bytesPerPart = owners.isEmpty ? 0 : bytes / Double(owners.count)
    }

    /// Adds a message.
    ///
    /// - Returns: Its index.
    @discardableResult
    mutating func send(
        _ parts: Range<Int>, isSum: Bool, from source: Int, to destination: Int, after: some Sequence<Int>,
        queuedBehind queue: Int? = nil
    ) -> Int {
        payloads.append(Payload(parts: Int32(parts.lowerBound)..<Int32(parts.upperBound), isSum: isSum))
        return messages.append(
            from: source, to: destination, bytes: Double(parts.count) * bytesPerPart, after: after,
            queuedBehind: queue)
    }

    /// Makes room for messages.
    mutating func reserve(messages count: Int, dependences: Int) {
        messages.reserve(messages: count, dependences: dependences)
        payloads.reserveCapacity(payloads.count + count)
    }
}
