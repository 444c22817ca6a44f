import MeshNetwork

/// What travels together in an iteration: the messages of one step of a collective, or of one hand-over.
///
/// The messages keep pace with each other, as the steps of a ring do because each waits for the one before, and as a
/// hand-over does because it has arrived when its last message has. So they are one flow over all links that they use.
struct IterationRoute {
    /// Whose flow it is.
    enum Owner: Equatable {
        /// A lane of the collectives of a node's tensor group, and which of the lane's phases.
        case tensor(node: Int, lane: Int, phase: Int)
        /// A node's all-to-all.
        case expert(node: Int)
        /// A node's ring of keys and values.
        case context(node: Int)
        /// A node's part of a ring of replicas beside a pass.
        case replicas(node: Int)
        /// A node's DRAM traffic.
        case memory(node: Int)
        /// What a node keeps in the memory of other dies.
        case loan(node: Int)
        /// Weights on their way to a node from off the wafer, and gradients on theirs back.
        case stream(node: Int)
        /// What a node hands over in one way.
        case transfer(node: Int, HandOver)
        /// The rings of all replicas of a stage after the last backward pass.
        case ring(stage: Int)
        /// The gradient of a tied head.
        case tiedHead
    }

    /// Whose flow it is.
    let owner: Owner
    /// The messages on the long mesh; those from a node to itself cross nothing.
    let messages: [Message]
    /// A limit besides the links: bytes a second of the largest message.
    let ownBytesPerSecond: Double?

    /// Links that a message crosses beside those of its longest leg, at most.
    private(set) var linksOfOtherLegs = 0

    /// Puts messages together.
    init(_ owner: Owner, _ messages: [Message], ownBytesPerSecond: Double? = nil) {
        self.owner = owner
        self.messages = messages
        self.ownBytesPerSecond = ownBytesPerSecond
    }

    /// The same with messages in legs round what does not work; legs keep pace with each other as messages do.
    func along(_ detours: Detours) -> IterationRoute {
        var legs: [Message] = []
        var others = 0
        for message in messages {
            let way = detours.legs(from: message.source, to: message.destination) ?? []
            let links = way.map { detours.mesh.distance(from: $0.from, to: $0.to) }
            others = max(others, links.reduce(0, +) - (links.max() ?? 0))
            legs += way.map { Message(source: $0.from, destination: $0.to, bytes: message.bytes) }
        }
        var route = IterationRoute(owner, legs, ownBytesPerSecond: ownBytesPerSecond)
        route.linksOfOtherLegs = others
        return route
    }

    /// Bytes of the largest message, in which flows are counted.
    var unit: Double { messages.reduce(0) { max($0, $1.bytes) } }
}
