/// Messages with what each of them waits for: what a collective is to any simulator of a network.
///
/// A message starts when every message that it depends on has arrived, and the one that it is queued behind has left
/// the node that both start from. So dependences carry data from one node to the next, and queues keep the order in
/// which one sender puts messages on the same channel; a queue costs no latency, a dependence costs that of the route.
/// A message from a node to itself crosses no link: it can stand for work that others wait for.
///
/// All arrays have one entry a message, but for the dependences, which stand in compressed rows: those of message `m`
/// are `dependences[dependenceStarts[m]..<dependenceStarts[m + 1]]`.
///
/// ```swift
/// var list = MessageList()
/// let first = list.append(from: 0, to: 1, bytes: 64)
/// list.append(from: 1, to: 2, bytes: 64, after: CollectionOfOne(first))
/// // 2 messages, the second of which starts when the first is at node 1
/// ```
public struct MessageList: Sendable, Hashable {
    /// Nodes that send.
    public private(set) var sources: [Int32] = []
    /// Nodes that receive.
    public private(set) var destinations: [Int32] = []
    /// What is sent; a caller may count flits instead.
    public private(set) var bytes: [Double] = []
    /// Where the dependences of each message begin, and the count of all at the end.
    public private(set) var dependenceStarts: [Int32] = [0]
    /// Messages that must have arrived.
    public private(set) var dependences: [Int32] = []
    /// The message of the same node that must have been sent, or -1.
    public private(set) var queuedBehind: [Int32] = []

    /// Makes an empty list.
    public init() {}

    /// Makes a list of messages that all start at once.
    public init(_ messages: [Message]) {
        self.init()
        reserve(messages: messages.count, dependences: 0)
        for message in messages {
            append(from: message.source, to: message.destination, bytes: message.bytes)
        }
    }

    /// Makes a list of its arrays, in any order of messages.
    ///
    /// - Parameters:
    ///   - sources: Nodes that send.
    ///   - destinations: Nodes that receive.
    ///   - bytes: What is sent.
    ///   - dependenceStarts: Where the dependences of each message begin, and their count at the end.
    ///   - dependences: Messages that must have arrived.
    ///   - queuedBehind: The message that must have been sent, or -1; none where the array is left out.
    /// - Throws: ``MessageListError`` where the arrays do not fit together or messages wait in a circle.
    /// - Complexity: O(messages + dependences).
    public init(
        sources: [Int32], destinations: [Int32], bytes: [Double], dependenceStarts: [Int32], dependences: [Int32],
        queuedBehind: [Int32]? = nil
    ) throws(MessageListError) {
        self.sources = sources
        self.destinations = destinations
        self.bytes = bytes
        self.dependenceStarts = dependenceStarts
        self.dependences = dependences
        self.queuedBehind = queuedBehind ?? [Int32](repeating: -1, count: sources.count)
        try check()
    }

    /// How many messages there are.
    public var count: Int { sources.count }

    /// All bytes that all nodes send.
    public var bytesSent: Double { bytes.reduce(0, +) }

    /// The message at an index, without what it waits for.
    public subscript(index: Int) -> Message {
        Message(source: Int(sources[index]), destination: Int(destinations[index]), bytes: bytes[index])
    }

    /// The messages that one waits for.
    public func dependences(of index: Int) -> ArraySlice<Int32> {
        dependences[Int(dependenceStarts[index])..<Int(dependenceStarts[index + 1])]
    }

    /// Makes room, so that appending does not move what is there.
    public mutating func reserve(messages: Int, dependences: Int) {
        sources.reserveCapacity(count + messages)
        destinations.reserveCapacity(count + messages)
        bytes.reserveCapacity(count + messages)
        queuedBehind.reserveCapacity(count + messages)
        dependenceStarts.reserveCapacity(count + messages + 1)
        self.dependences.reserveCapacity(self.dependences.count + dependences)
    }

    /// Adds a message that waits for earlier ones only, which keeps the list free of circles.
    ///
    /// - Parameters:
    ///   - source: The node that sends.
    ///   - destination: The node that receives.
    ///   - bytes: How many bytes.
    ///   - after: Messages that must have arrived.
    ///   - queue: The message of the same node that must have been sent.
    /// - Returns: The index of the message.
    @discardableResult
    public mutating func append(
        from source: Int, to destination: Int, bytes: Double, after: some Sequence<Int> = EmptyCollection(),
        queuedBehind queue: Int? = nil
    ) -> Int {
        let index = count
        for message in after {
            precondition(message < index && message >= 0, "a message waits for earlier ones")
            dependences.append(Int32(message))
        }
        precondition(queue.map { $0 < index && sources[$0] == source } ?? true, "a queue belongs to one node")
        sources.append(Int32(source))
        destinations.append(Int32(destination))
        self.bytes.append(bytes)
        queuedBehind.append(Int32(queue ?? -1))
        dependenceStarts.append(Int32(dependences.count))
        return index
    }

    /// Adds another list.
    ///
    /// - Parameters:
    ///   - other: The list.
    ///   - after: Messages of this list that must have arrived before any of the other starts.
    /// - Returns: The indices that the messages of the other list have here.
    @discardableResult
    public mutating func append(_ other: MessageList, after: [Int] = []) -> Range<Int> {
        let base = count
        precondition(after.allSatisfy { (0..<base).contains($0) }, "a message waits for earlier ones")
        reserve(messages: other.count, dependences: other.dependences.count)
        for index in 0..<other.count {
            let own = other.dependences(of: index)
            let queue = other.queuedBehind[index]
            // What waits for another message of the list waits for this list too.
            let isFirst = own.isEmpty && queue < 0
            for message in own { dependences.append(message + Int32(base)) }
            if isFirst { for message in after { dependences.append(Int32(message)) } }
            sources.append(other.sources[index])
            destinations.append(other.destinations[index])
            bytes.append(other.bytes[index])
            queuedBehind.append(queue < 0 ? -1 : queue + Int32(base))
            dependenceStarts.append(Int32(dependences.count))
        }
        return base..<count
    }

    /// The messages of a range that no other message depends on: when they have arrived, so has the whole range.
    public func lastMessages(of range: Range<Int>) -> [Int] {
        var isWaitedFor = [Bool](repeating: false, count: count)
        for message in dependences { isWaitedFor[Int(message)] = true }
        return range.filter { !isWaitedFor[$0] }
    }
}
