import MeshNetwork
public import SparseAttention

/// What `ingot attention spatial` is told, as a task and a machine.
public enum SpatialArguments {
    /// A task of heads of 128 elements.
    public static func task(tokens: Int, keep: Double, heads: Int, keyHeads: Int) -> SpatialTask {
        SpatialTask(tokens: tokens, queryHeads: heads, keyHeads: keyHeads, keep: keep)
    }

    /// Reads a machine.
    ///
    /// - Parameters:
    ///   - mesh: The cores as `WxH`.
    ///   - linkBytesPerSecond: A link, each way.
    ///   - memoryBytesPerSecondPerCore: The memory outside over the cores.
    ///   - coreMemoryBytes: What a core can hold of keys and values.
    ///   - switching: The name of a way to cross several links.
    /// - Throws: `SparseAttentionError.option` for text that cannot be read. Numbers are checked where they are used.
    public static func machine(
        mesh: String, linkBytesPerSecond: Double, memoryBytesPerSecondPerCore: Double, coreMemoryBytes: Double,
        switching: String
    ) throws(SparseAttentionError) -> SpatialMachine {
        let sides = mesh.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], (1...64).contains(width),
            (1...64).contains(height)
        else {
            throw .option(name: "--mesh", found: "'\(mesh)'", accepted: "WxH with 1 to 64 cores a side, such as 8x8")
        }
        guard let kind = SpatialMachine.Switching(rawValue: switching) else {
            throw .option(
                name: "--switching", found: "'\(switching)'",
                accepted: SpatialMachine.Switching.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return SpatialMachine(
            mesh: Mesh(width: width, height: height), coreMemoryBytes: coreMemoryBytes,
            linkBytesPerSecond: linkBytesPerSecond, switching: kind,
            memoryBytesPerSecond: memoryBytesPerSecondPerCore * Double(width * height))
    }
}
