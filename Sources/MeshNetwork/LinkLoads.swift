/// The bytes that every link of a mesh carries, added up over messages.
public struct LinkLoads: Sendable, Hashable {
    /// The mesh that the links belong to.
    public let mesh: Mesh
    /// Bytes by link index.
    public private(set) var bytes: [Double]

    /// Starts with idle links.
    public init(mesh: Mesh) {
        self.mesh = mesh
        bytes = [Double](repeating: 0, count: mesh.linkCount)
    }

    /// Adds one message to every link of its XY route.
    public mutating func add(_ message: Message) {
        bytes.withUnsafeMutableBufferPointer { loads in
            mesh.forEachLink(from: message.source, to: message.destination) { loads[$0] += message.bytes }
        }
    }

    /// Adds messages to every link of their XY routes.
    public mutating func add(_ messages: [Message]) {
        bytes.withUnsafeMutableBufferPointer { loads in
            for message in messages {
                mesh.forEachLink(from: message.source, to: message.destination) { loads[$0] += message.bytes }
            }
        }
    }

    /// The largest load of any link; 0 when nothing was added.
    public var maximum: Double { bytes.reduce(0) { max($0, $1) } }

    /// The sum over all links: bytes times links crossed, to which the energy of links is proportional.
    public var total: Double { bytes.reduce(0, +) }
}
