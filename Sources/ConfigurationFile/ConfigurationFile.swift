import Foundation
import Yams

/// Reads the YAML files that users write, within limits, keeping every value's place for messages.
public enum ConfigurationFile {
    /// The largest file that is read, in bytes.
    public static let byteLimit = 1 << 20
    /// The deepest nesting that is read.
    public static let depthLimit = 32
    /// The most values that are read.
    public static let valueLimit = 100_000

    /// Reads a file.
    ///
    /// - Parameter path: Its path, which messages repeat as it is.
    /// - Throws: `ConfigurationError` when there is no such file, it is no regular file, it is too large, it is not
    ///   UTF-8 or it is not YAML.
    public static func read(path: String) throws(ConfigurationError) -> ConfigurationNode {
        try parse(text(path: path), file: path)
    }

    /// The text of a file.
    ///
    /// - Throws: As `read(path:)`, for everything but the YAML.
    public static func text(path: String) throws(ConfigurationError) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ConfigurationError(file: path, found: "no such file", accepted: "a YAML file")
        }
        guard !isFolder.boolValue else {
            throw ConfigurationError(file: path, found: "a folder", accepted: "a YAML file")
        }
        // Without O_NONBLOCK a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw ConfigurationError(
                file: path, found: "a file that cannot be opened", accepted: "a readable YAML file")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        defer { try? handle.close() }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationError(file: path, found: "something that is no regular file", accepted: "a YAML file")
        }
        let data: Data
        do {
            data = try handle.read(upToCount: byteLimit + 1) ?? Data()
        } catch {
            throw ConfigurationError(file: path, found: "a file that cannot be read", accepted: "a readable YAML file")
        }
        guard data.count <= byteLimit else {
            throw ConfigurationError(
                file: path, found: "a file of more than \(byteLimit) bytes", accepted: "a YAML file below that size")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(file: path, found: "bytes that are not UTF-8", accepted: "a YAML file in UTF-8")
        }
        return text
    }

    /// Reads YAML from a text.
    ///
    /// - Parameters:
    ///   - text: The YAML.
    ///   - file: The name that messages give it.
    /// - Throws: `ConfigurationError` when it is not YAML, holds more than one document, or goes past a limit.
    public static func parse(_ text: String, file: String) throws(ConfigurationError) -> ConfigurationNode {
        if let line = AliasCount.lineBeyondLimit(of: text) {
            throw ConfigurationError(
                file: file, line: line, found: "more than \(AliasCount.limit) YAML aliases",
                accepted: "values written out, without anchors and aliases")
        }
        let root: Node?
        let parser: Parser
        do {
            parser = try Parser(yaml: text)
            root = try parser.singleRoot()
        } catch let error as YamlError {
            throw ConfigurationError(error, file: file)
        } catch {
            throw ConfigurationError(file: file, found: "text that is not YAML", accepted: "a YAML mapping")
        }
        guard let root else {
            throw ConfigurationError(file: file, found: "an empty file", accepted: "a YAML mapping")
        }
        var values = 0
        // Nodes hold their anchors weakly; the parser owns them.
        defer { withExtendedLifetime(parser) {} }
        return try node(from: root, file: file, path: "", depth: 0, values: &values)
    }

    private static func node(
        from node: Node, file: String, path: String, depth: Int, values: inout Int
    ) throws(ConfigurationError) -> ConfigurationNode {
        let line = node.mark?.line
        func refuse(_ found: String, _ accepted: String) -> ConfigurationError {
            ConfigurationError(file: file, line: line, key: path, found: found, accepted: accepted)
        }
        values += 1
        guard values <= valueLimit else {
            throw refuse("more than \(valueLimit) values", "a file with fewer values")
        }
        guard depth <= depthLimit else {
            throw refuse("values nested more than \(depthLimit) deep", "a file with less nesting")
        }
        guard node.anchor == nil else {
            throw refuse("a YAML anchor", "values written out, without anchors and aliases")
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style != .any && scalar.style != .plain
            let text = !isQuoted && (scalar.string == "~" || scalar.string == "null") ? "" : scalar.string
            return ConfigurationNode(
                file: file, path: path, line: line, content: .scalar(text, isQuoted: isQuoted))
        case .sequence(let sequence):
            var list: [ConfigurationNode] = []
            for (index, value) in sequence.enumerated() {
                list.append(
                    try Self.node(
                        from: value, file: file, path: "\(path)[\(index)]", depth: depth + 1, values: &values))
            }
            return ConfigurationNode(file: file, path: path, line: line, content: .sequence(list))
        case .mapping(let mapping):
            var entries: [(key: String, value: ConfigurationNode)] = []
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key else {
                    throw refuse("a key that is not a text", "keys that are texts")
                }
                let name = scalar.string
                let value = try Self.node(
                    from: value, file: file, path: path.isEmpty ? name : "\(path).\(name)", depth: depth + 1,
                    values: &values)
                let place = ConfigurationNode(
                    file: value.file, path: value.path, line: key.mark?.line ?? value.line, content: value.content)
                entries.append((name, place))
            }
            return ConfigurationNode(file: file, path: path, line: line, content: .mapping(entries))
        case .alias:
            throw refuse("a YAML alias", "values written out, without anchors and aliases")
        }
    }
}

extension ConfigurationError {
    init(_ error: YamlError, file: String) {
        let accepted = "YAML"
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, found: "text that is not YAML (\(problem))", accepted: accepted)
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(
                file: file, line: context.mark.line,
                found: "the key \(Self.quoted(duplicates.first ?? "")) twice", accepted: "each key once")
        case .reader(let problem, _, _, _):
            self.init(file: file, found: "text that is not YAML (\(problem))", accepted: accepted)
        default:
            self.init(file: file, found: "text that is not YAML", accepted: accepted)
        }
    }
}
