public import MeshNetwork

/// Where the cores stand and how they work together.
public struct SpatialSpread: Sendable, Hashable {
    /// The cores.
    public var mesh: Mesh
    /// Who sends what.
    public var dataflow: SpatialDataflow
    /// The order of rings: row by row is the naive one, folded the interleaved one.
    public var ring: Rectangle.RingOrder
    /// Whether one half of what goes round a ring goes the other way.
    public var bothWays: Bool
    /// Parts of a shard that go round one after the other, so that a part's transfer overlaps the work on others.
    public var parts: Int

    /// Takes over choices.
    public init(
        mesh: Mesh, dataflow: SpatialDataflow = .queryRing, ring: Rectangle.RingOrder = .hamiltonian,
        bothWays: Bool = false, parts: Int = 1
    ) {
        self.mesh = mesh
        self.dataflow = dataflow
        self.ring = ring
        self.bothWays = bothWays
        self.parts = parts
    }

    /// The cores.
    public var cores: Int { mesh.nodeCount }

    /// The cores in the order of the ring.
    public var ringOrder: [Int] {
        Rectangle(x: 0, y: 0, width: mesh.width, height: mesh.height).ringOrder(ring, in: mesh)
    }

    /// The tokens of a core: shares that differ by one at most.
    public func shard(_ core: Int, of tokens: Int) -> Range<Int> {
        core * tokens / cores..<(core + 1) * tokens / cores
    }

    /// The pieces of a shard that go round on their own, those of odd number the other way where that is asked for.
    var pieceCount: Int { parts * (bothWays ? 2 : 1) }

    /// A core's tokens in pieces: equal parts of all tokens, so that they are segments where there are as many.
    func pieces(_ core: Int, of tokens: Int) -> [Range<Int>] {
        let count = pieceCount
        return (core * count..<(core + 1) * count).map {
            $0 * tokens / (cores * count)..<($0 + 1) * tokens / (cores * count)
        }
    }

    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    func validate() throws(SparseAttentionError) {
        guard (1...64).contains(parts) else {
            throw .option(name: "parts", found: "\(parts)", accepted: "1 to 64")
        }
        guard cores <= 4096 else {
            throw .option(name: "mesh", found: "\(cores) cores", accepted: "at most 4096 cores")
        }
    }
}
