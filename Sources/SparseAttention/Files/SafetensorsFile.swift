/// Tensors in the safetensors format: the length of a header in 8 bytes, the header as JSON, then the elements.
///
/// The header is an object of tensors, each with `dtype`, `shape` and `data_offsets`, and of an optional
/// `__metadata__`. F64, F32, F16 and BF16 are read.
public struct SafetensorsFile: Sendable {
    private let path: String
    private let bytes: [UInt8]
    private let start: Int
    private let entries: [String: SafetensorsHeader.Entry]

    /// The longest header that the format allows.
    static let headerLimit = 100_000_000

    /// Reads a file and the header in it.
    ///
    /// - Throws: `SparseAttentionError.file` for a file that cannot be read or is not of the format.
    public init(path: String) throws(SparseAttentionError) {
        try self.init(try FileBytes.read(path), path: path)
    }

    /// Takes over the bytes of a file and reads the header in them.
    ///
    /// - Throws: `SparseAttentionError.file` as ``init(path:)`` does.
    public init(_ bytes: [UInt8], path: String) throws(SparseAttentionError) {
        let header = bytes.count >= 8 ? FileBytes.number(bytes, at: 0, count: 8) : 0
        guard bytes.count > 8, header <= UInt64(Self.headerLimit), Int(header) <= bytes.count - 8 else {
            throw .file(path: path, found: "no header of safetensors", accepted: "a safetensors file")
        }
        start = 8 + Int(header)
        do {
            entries = try SafetensorsHeader(bytes[8..<start]).entries
        } catch {
            throw .file(path: path, found: error.found, accepted: error.accepted)
        }
        self.bytes = bytes
        self.path = path
    }

    /// The names of the tensors in alphabetical order.
    public var names: [String] { entries.keys.sorted() }

    /// One tensor, or `nil` when there is none of the name.
    ///
    /// - Throws: `SparseAttentionError.file` for a type that is not read, and for offsets that do not fit the shape or
    ///   the file; nothing is allocated then.
    public func tensor(_ name: String) throws(SparseAttentionError) -> TensorData? {
        guard let entry = entries[name] else { return nil }
        let type: ElementType
        switch entry.type {
        case "F64": type = .float64
        case "F32": type = .float32
        case "F16": type = .float16
        case "BF16": type = .bfloat16
        default:
            throw .file(
                path: path, found: "tensor \(FileBytes.quoted(name)) of type \(FileBytes.quoted(entry.type))",
                accepted: "F64, F32, F16 or BF16")
        }
        guard let count = TensorData.count(entry.shape) else {
            throw .file(
                path: path, found: "tensor \(FileBytes.quoted(name)) of shape \(entry.shape)",
                accepted: "at most \(TensorData.elementLimit) elements")
        }
        let (first, last) = (entry.offsets.0, entry.offsets.1)
        guard first <= last, last <= bytes.count - start, last - first == count * type.bytes else {
            throw .file(
                path: path, found: "tensor \(FileBytes.quoted(name)) at bytes \(first) to \(last)",
                accepted: "\(count * type.bytes) bytes within \(bytes.count - start)")
        }
        return TensorData(
            shape: entry.shape,
            elements: type.read(bytes, start: start + first, count: count, isBigEndian: false))
    }
}
