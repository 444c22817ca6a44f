/// A collective operation as lists of messages: what is sent in each step, with equal steps counted, not repeated.
///
/// Within a step all messages travel together; a step begins when the one before has arrived everywhere.
public struct Collective: Sendable, Hashable {
    /// Equal steps that follow each other.
    public struct Phase: Sendable, Hashable {
        /// What is sent in each of them.
        public var messages: [Message]
        /// How many there are.
        public var steps: Int

        /// Makes a phase.
        public init(messages: [Message], steps: Int) {
            self.messages = messages
            self.steps = steps
        }
    }

    /// What a collective leaves behind.
    public enum Operation: Sendable, Hashable, CaseIterable {
        /// Every node has the sum.
        case allReduce
        /// Every node has its part of the sum.
        case reduceScatter
        /// Every node has what all nodes had.
        case allGather
    }

    /// The phases in order.
    public var phases: [Phase]

    /// Makes a collective of its phases.
    public init(phases: [Phase]) {
        self.phases = phases
    }

    /// The number of steps over all phases.
    public var stepCount: Int { phases.reduce(0) { $0 + $1.steps } }

    /// All bytes that all nodes send.
    public var bytesSent: Double {
        phases.reduce(0) { $0 + Double($1.steps) * $1.messages.reduce(0) { $0 + $1.bytes } }
    }

    /// The messages of every step, written out.
    public var steps: [[Message]] {
        phases.flatMap { [[Message]](repeating: $0.messages, count: $0.steps) }
    }

    /// The bytes that each link of a mesh carries in the whole operation.
    public func loads(on mesh: Mesh) -> LinkLoads {
        var loads = LinkLoads(mesh: mesh)
        for phase in phases {
            loads.add(
                phase.messages.map {
                    Message(source: $0.source, destination: $0.destination, bytes: $0.bytes * Double(phase.steps))
                })
        }
        return loads
    }

    /// One message.
    public static func pointToPoint(from source: Int, to destination: Int, bytes: Double) -> Collective {
        Collective(phases: [
            Phase(messages: [Message(source: source, destination: destination, bytes: bytes)], steps: 1)
        ])
    }

    /// A collective over a ring: n - 1 steps in which each node sends 1/n of the data to the next, twice for
    /// all-reduce.
    ///
    /// P. Patarasuk and X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", JPDC 69
    /// (2009).
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - order: The nodes in ring order.
    ///   - bytes: The whole vector: what each node contributes to a sum, or has after gathering.
    ///   - bothWays: Whether one half of the data goes round the other way at the same time.
    public static func ring(
        _ operation: Operation, order: [Int], bytes: Double, bothWays: Bool
    ) -> Collective {
        let count = order.count
        guard count > 1 else { return Collective(phases: []) }
        let share = bytes / Double(count) / (bothWays ? 2 : 1)
        var messages: [Message] = []
        messages.reserveCapacity(bothWays ? 2 * count : count)
        for index in 0..<count {
            let next = order[index + 1 == count ? 0 : index + 1]
            messages.append(Message(source: order[index], destination: next, bytes: share))
            if bothWays { messages.append(Message(source: next, destination: order[index], bytes: share)) }
        }
        let steps = operation == .allReduce ? 2 * (count - 1) : count - 1
        return Collective(phases: [Phase(messages: messages, steps: steps)])
    }

    /// A collective over rows and columns of a rectangle: one half of the data goes rows first, the other columns
    /// first.
    ///
    /// An all-reduce is a reduce-scatter along the first dimension, an all-reduce of the parts along the second and an
    /// all-gather along the first, with 2(a - 1) + 2(b - 1) steps where a ring through all nodes takes 2(ab - 1). The
    /// two halves use different links at any time. Rows and columns are folded lines.
    ///
    /// E. Chan et al., "Collective communication: theory, practice, and experience", Concurrency and Computation 19
    /// (2007).
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - rectangle: The nodes.
    ///   - mesh: The mesh that they belong to.
    ///   - bytes: The whole vector.
    public static func rowColumn(
        _ operation: Operation, rectangle: Rectangle, mesh: Mesh, bytes: Double
    ) -> Collective {
        let halves = [true, false].map {
            half(operation, rowsFirst: $0, rectangle: rectangle, mesh: mesh, bytes: bytes)
        }
        return Collective(phases: zip(halves[0], halves[1]).flatMap(merge))
    }

    /// The two halves of a collective over rows and columns, each by itself: neither waits for the other.
    ///
    /// The messages are those of ``rowColumn(_:rectangle:mesh:bytes:)``, which lets both halves keep step.
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - rectangle: The nodes.
    ///   - mesh: The mesh that they belong to.
    ///   - bytes: The whole vector.
    /// - Returns: The half that goes rows first, and the one that goes columns first.
    public static func rowColumnHalves(
        _ operation: Operation, rectangle: Rectangle, mesh: Mesh, bytes: Double
    ) -> [Collective] {
        [true, false].map { rowsFirst in
            let phases = half(operation, rowsFirst: rowsFirst, rectangle: rectangle, mesh: mesh, bytes: bytes)
            return Collective(phases: phases.filter { $0.steps > 0 })
        }
    }

    /// The phases of one half of the data: the first dimension with all of it, the second with the part that is left.
    private static func half(
        _ operation: Operation, rowsFirst: Bool, rectangle: Rectangle, mesh: Mesh, bytes: Double
    ) -> [Phase] {
        let first = lines(rectangle, mesh: mesh, alongRows: rowsFirst)
        let second = lines(rectangle, mesh: mesh, alongRows: !rowsFirst)
        let length = rowsFirst ? rectangle.width : rectangle.height
        let outer = Phase(messages: step(first, bytes: bytes / 2 / Double(length)), steps: length - 1)
        let inner = Phase(
            messages: step(second, bytes: bytes / 2 / Double(rectangle.count)), steps: rectangle.count / length - 1)
        return switch operation {
        case .reduceScatter: [outer, inner]
        case .allGather: [inner, outer]
        case .allReduce: [outer, inner, inner, outer]
        }
    }

    /// The folded lines of a rectangle.
    private static func lines(_ rectangle: Rectangle, mesh: Mesh, alongRows: Bool) -> [[Int]] {
        let order = Rectangle.foldedLine(count: alongRows ? rectangle.width : rectangle.height)
        return (0..<(alongRows ? rectangle.height : rectangle.width)).map { line in
            order.map { rectangle.node(column: alongRows ? $0 : line, row: alongRows ? line : $0, in: mesh) }
        }
    }

    /// The messages of one ring step on every line.
    private static func step(_ lines: [[Int]], bytes: Double) -> [Message] {
        lines.flatMap { line in
            line.count < 2
                ? []
                : line.indices.map {
                    Message(source: line[$0], destination: line[$0 + 1 == line.count ? 0 : $0 + 1], bytes: bytes)
                }
        }
    }

    /// Two sequences of equal steps side by side; the longer one goes on alone.
    private static func merge(_ first: Phase, _ second: Phase) -> [Phase] {
        let common = min(first.steps, second.steps)
        let longer = first.steps > second.steps ? first : second
        return [
            Phase(messages: first.messages + second.messages, steps: common),
            Phase(messages: longer.messages, steps: longer.steps - common),
        ].filter { $0.steps > 0 }
    }
}
