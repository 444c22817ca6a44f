public import ConfigurationFile
import Foundation
public import MeshNetwork
public import WaferSimulator

/// Reads what names a network and its traffic on a command line.
public enum NetworkArguments {
    /// Reads `WIDTHxHEIGHT`.
    ///
    /// - Throws: `ConfigurationError` for another text or a side outside 1 to 4096.
    public static func mesh(_ text: String) throws(ConfigurationError) -> Mesh {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], (1...4096).contains(width),
            (1...4096).contains(height), width * height <= 1_000_000
        else {
            throw ConfigurationError(
                file: "--mesh", found: ConfigurationError.quoted(text),
                accepted: "WIDTHxHEIGHT such as 8x8, each from 1 to 4096 and a million nodes at most")
        }
        return Mesh(width: width, height: height)
    }

    private static let names = ["uniform", "transpose", "neighbor", "tornado", "hotspot", "bitcomp"]

    /// Reads the name of a pattern, or the file of a permutation.
    ///
    /// - Throws: `ConfigurationError` for a name that is neither, and for a file that is wrong.
    public static func traffic(
        _ text: String, on mesh: Mesh, hotspotWeight: Double
    ) throws(ConfigurationError) -> TrafficPattern {
        switch text {
        case "uniform": return .uniform
        case "transpose": return .transpose
        case "neighbor": return .neighbor
        case "tornado": return .tornado
        case "hotspot": return .hotspot(weight: hotspotWeight)
        case "bitcomp": return .bitComplement
        default:
            guard FileManager.default.fileExists(atPath: text) else {
                throw ConfigurationError(
                    file: "--traffic", found: ConfigurationError.quoted(text),
                    accepted: ConfigurationError.oneOf(names, near: text) + ", or a file of 'source destination' lines")
            }
            return .permutation(try permutation(path: text, on: mesh))
        }
    }

    /// Reads lines of `source destination`; nodes without a line send nothing, `#` starts a comment.
    ///
    /// - Throws: `ConfigurationError` that names the line.
    public static func permutation(path: String, on mesh: Mesh) throws(ConfigurationError) -> [Int?] {
        var destinations = [Int?](repeating: nil, count: mesh.nodeCount)
        let lines = try ConfigurationFile.text(path: path).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let fields = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard !fields.isEmpty else { continue }
            func refuse(_ accepted: String) -> ConfigurationError {
                ConfigurationError(
                    file: path, line: index + 1, found: ConfigurationError.quoted(String(line)), accepted: accepted)
            }
            guard fields.count == 2, let source = Int(fields[0]), let destination = Int(fields[1]),
                (0..<mesh.nodeCount).contains(source), (0..<mesh.nodeCount).contains(destination)
            else { throw refuse("'source destination', two nodes from 0 to \(mesh.nodeCount - 1)") }
            guard destinations[source] == nil else { throw refuse("one line for each source; node \(source) has two") }
            destinations[source] = destination
        }
        guard destinations.contains(where: { $0 != nil }) else {
            throw ConfigurationError(file: path, found: "no 'source destination' line", accepted: "one at least")
        }
        return destinations
    }

    /// Reads the order of dimensions.
    ///
    /// - Throws: `ConfigurationError` for a name that is none.
    public static func routing(_ text: String) throws(ConfigurationError) -> DimensionOrder {
        guard let order = DimensionOrder(rawValue: text) else {
            throw ConfigurationError(
                file: "--routing", found: ConfigurationError.quoted(text),
                accepted: ConfigurationError.oneOf(DimensionOrder.allCases.map(\.rawValue), near: text))
        }
        return order
    }

    /// Reads the name of a closed batch.
    ///
    /// - Throws: `ConfigurationError` for a name that is none.
    public static func batch(_ text: String) throws(ConfigurationError) -> BatchPattern {
        guard let pattern = BatchPattern(rawValue: text) else {
            throw ConfigurationError(
                file: "--pattern", found: ConfigurationError.quoted(text),
                accepted: ConfigurationError.oneOf(BatchPattern.allCases.map(\.rawValue), near: text))
        }
        return pattern
    }
}
