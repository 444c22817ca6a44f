/// Why messages cannot be played on a network as flows.
public enum FlowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A resource that is used carries no bytes a second, or has a latency that is no number.
    case unusableResource(Int, bytesPerSecond: Double, latencySeconds: Double)
    /// A message names a node that the network does not have.
    case unknownNode(Int, message: Int, nodes: Int)
    /// A route names a resource that the network does not have, or uses it with a weight that is not positive.
    case unusableRoute(Int)
    /// There is not one entry a message in an array that comes with the messages.
    case unequalLengths(messages: Int, entries: Int)
    /// A message has a negative or endless number of bytes, or one that is no number.
    case unusableBytes(Double, message: Int)
    /// A delay is negative or no number.
    case unusableDelay(Double, message: Int)
    /// Some messages never start or end: they wait in a circle.
    case stalled(messages: Int)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .unusableResource(let resource, let bandwidth, let latency):
            "resource \(resource) has \(bandwidth) bytes/s and \(latency) s: give it a bandwidth above 0 and a latency"
                + " of at least 0, or route around it"
        case .unknownNode(let node, let message, let nodes):
            "message \(message) names node \(node): the network has \(nodes) nodes, counted from 0"
        case .unusableRoute(let route):
            "route \(route) names an unknown resource or has a weight that is not positive"
        case .unequalLengths(let messages, let entries):
            "\(entries) entries for \(messages) messages: give one for each"
        case .unusableBytes(let bytes, let message):
            "message \(message) has \(bytes) bytes: give a finite number of at least 0"
        case .unusableDelay(let delay, let message):
            "message \(message) is delayed by \(delay) s: give a finite time of at least 0"
        case .stalled(let messages):
            "\(messages) messages never end: they wait for each other in a circle"
        }
    }
}
