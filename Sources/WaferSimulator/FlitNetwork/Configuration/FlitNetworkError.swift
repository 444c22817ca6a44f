/// What is wrong with a flit network or with the traffic that it is given.
public enum FlitNetworkError: Error, Sendable, Hashable {
    /// A figure is outside its range: its name, what was found, what is accepted.
    case outOfRange(name: String, found: String, accepted: String)
    /// A link or a node that the mesh does not have.
    case missing(kind: String, index: Int)
    /// The faults leave no router.
    case nothingLeft
    /// The faults cut these two routers off from each other.
    case disconnected(Int, Int)
    /// A message or a permutation starts or ends at a router that is dead.
    case deadEndpoint(Int)
    /// The pattern needs another mesh.
    case unfitMesh(pattern: String, accepted: String)
    /// A message waits for one that does not exist, or messages wait for each other in a circle.
    case unmetDependence(message: Int)
    /// A message is queued behind one that another node sends.
    case queueAcrossNodes(message: Int)
    /// A port to memory is joined to a node without a free side, or to another mesh.
    case unfitPort(Int)
    /// The run reached its limit of cycles before all messages had arrived.
    case unfinished(cycles: Int, messagesLeft: Int)
}

extension FlitNetworkError: CustomStringConvertible {
    /// What was found, and what to do about it.
    public var description: String {
        switch self {
        case .outOfRange(let name, let found, let accepted): "\(name): found \(found); accepted: \(accepted)"
        case .missing(let kind, let index): "\(kind) \(index) is not on the mesh; accepted: one that is"
        case .nothingLeft: "the faults leave no router; accepted: faults that spare one"
        case .disconnected(let one, let other):
            "the faults cut node \(other) off from node \(one); accepted: faults that leave all live nodes connected"
        case .deadEndpoint(let node): "node \(node) is dead but sends or receives; accepted: traffic between live nodes"
        case .unfitMesh(let pattern, let accepted):
            "\(pattern): found a mesh that it is not defined on; accepted: \(accepted)"
        case .unmetDependence(let message):
            "message \(message) waits for one that never ends; accepted: dependences without circles on listed messages"
        case .queueAcrossNodes(let message):
            "message \(message) is queued behind one of another node; accepted: messages of one node in a queue"
        case .unfitPort(let port):
            "port \(port) lies inside the mesh or on another; accepted: ports at the edge, one for each free side"
        case .unfinished(let cycles, let left):
            "\(left) messages have not arrived after \(cycles) cycles; accepted: a limit that lets them"
        }
    }
}
