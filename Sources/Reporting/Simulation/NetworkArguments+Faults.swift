public import ConfigurationFile
public import MeshNetwork
public import WaferSimulator

extension NetworkArguments {
    /// Reads what does not work: lines of `router NODE`, `link NODE NODE` with neighbours, and `die X Y WIDTH HEIGHT`
    /// with all routers of a rectangle; `#` starts a comment.
    ///
    /// - Throws: `ConfigurationError` that names the line.
    public static func faults(path: String, on mesh: Mesh) throws(ConfigurationError) -> FlitNetworkFaults {
        var faults = FlitNetworkFaults()
        let lines = try ConfigurationFile.text(path: path).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let fields = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let kind = fields.first else { continue }
            let numbers = fields.dropFirst().compactMap { Int($0) }
            guard numbers.count == fields.count - 1, add(String(kind), numbers, to: &faults, on: mesh) else {
                throw ConfigurationError(
                    file: path, line: index + 1, found: ConfigurationError.quoted(String(line)),
                    accepted: "'router NODE', 'link NODE NODE' with neighbours, or 'die X Y WIDTH HEIGHT', with nodes "
                        + "from 0 to \(mesh.nodeCount - 1) on a mesh of \(mesh.width)x\(mesh.height)")
            }
        }
        return faults
    }

    /// Adds what one line names; false when the mesh has no such thing.
    private static func add(
        _ kind: String, _ numbers: [Int], to faults: inout FlitNetworkFaults, on mesh: Mesh
    ) -> Bool {
        let nodes = 0..<mesh.nodeCount
        switch (kind, numbers.count) {
        case ("router", 1):
            guard nodes.contains(numbers[0]) else { return false }
            faults.routers.insert(numbers[0])
        case ("link", 2):
            guard nodes.contains(numbers[0]),
                let direction = Mesh.Direction.allCases.first(where: {
                    mesh.neighbour(of: numbers[0], $0) == numbers[1]
                })
            else { return false }
            faults.links.insert(mesh.link(from: numbers[0], direction))
        case ("die", 4):
            guard (0..<mesh.width).contains(numbers[0]), (0..<mesh.height).contains(numbers[1]),
                (1...mesh.width - numbers[0]).contains(numbers[2]),
                (1...mesh.height - numbers[1]).contains(numbers[3])
            else { return false }
            faults.formUnion(
                routersOf: Rectangle(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]), on: mesh)
        default: return false
        }
        return true
    }
}
