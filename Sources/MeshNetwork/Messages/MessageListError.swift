/// Why arrays do not make a list of messages that can be played.
public enum MessageListError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The arrays do not have one entry a message, or the dependence offsets do not rise from 0 to their count.
    case unequalLengths
    /// A message waits for one that is not in the list.
    case unknownMessage(Int, of: Int)
    /// A message has a negative or endless number of bytes.
    case unusableBytes(Double, message: Int)
    /// A message starts or ends at a negative node.
    case unusableNode(Int, message: Int)
    /// A message is queued behind one that leaves from another node.
    case queueAcrossNodes(message: Int)
    /// Messages wait for each other in a circle.
    case circularWait(message: Int)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .unequalLengths:
            "the arrays of a message list differ in length: give one entry for each message in each"
        case .unknownMessage(let message, let count):
            "message \(message) is waited for, but the list has \(count): count messages from 0"
        case .unusableBytes(let bytes, let message):
            "message \(message) has \(bytes) bytes: give a finite number, at least 0"
        case .unusableNode(let node, let message):
            "message \(message) names node \(node): count nodes from 0"
        case .queueAcrossNodes(let message):
            "message \(message) is queued behind one of another node: a queue belongs to one node"
        case .circularWait(let message):
            "message \(message) waits for itself through others: remove one of the dependences"
        }
    }
}
