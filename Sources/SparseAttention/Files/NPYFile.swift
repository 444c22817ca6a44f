/// A tensor in NumPy's format: versions 1 to 3, float16, float32 or float64 of either byte order, C or Fortran order.
///
/// The format: six bytes of magic, two of version, the length of the header in 2 bytes (version 1) or 4, the header as
/// a Python dictionary with `descr`, `fortran_order` and `shape`, then the elements (NumPy enhancement proposal 1).
public enum NPYFile {
    /// Reads a file.
    ///
    /// - Throws: `SparseAttentionError.file` for a file that cannot be read or is not of the format; nothing is
    ///   allocated for a tensor that the file is too short for.
    public static func read(_ path: String) throws(SparseAttentionError) -> TensorData {
        try decode(try FileBytes.read(path), path: path)
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: `SparseAttentionError.file` as ``read(_:)`` does.
    public static func decode(_ bytes: [UInt8], path: String) throws(SparseAttentionError) -> TensorData {
        let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
        guard bytes.count >= 10, bytes.prefix(6).elementsEqual(magic) else {
            throw .file(path: path, found: "no NumPy file", accepted: "a file that numpy.save wrote")
        }
        guard (1...3).contains(bytes[6]) else {
            throw .file(path: path, found: "version \(bytes[6]).\(bytes[7])", accepted: "versions 1 to 3")
        }
        let lengthBytes = bytes[6] == 1 ? 2 : 4
        let start = 8 + lengthBytes
        guard bytes.count >= start else { throw truncated(path) }
        let length = Int(FileBytes.number(bytes, at: 8, count: lengthBytes))
        guard length <= bytes.count - start else { throw truncated(path) }
        let header: NPYHeader
        do {
            header = try NPYHeader(bytes[start..<(start + length)])
        } catch {
            throw .file(path: path, found: error.found, accepted: error.accepted)
        }
        guard let count = TensorData.count(header.shape) else {
            throw .file(
                path: path, found: "shape \(header.shape)",
                accepted: "at most \(TensorData.elementLimit) elements")
        }
        let rest = bytes.count - start - length
        guard rest == count * header.type.bytes else {
            throw .file(
                path: path, found: "\(rest) bytes of elements",
                accepted: "\(count * header.type.bytes) for shape \(header.shape)")
        }
        let elements = header.type.read(
            bytes, start: start + length, count: count, isBigEndian: header.isBigEndian)
        return TensorData(
            shape: header.shape,
            elements: header.isFortranOrder ? reordered(elements, shape: header.shape) : elements)
    }

    private static func truncated(_ path: String) -> SparseAttentionError {
        .file(path: path, found: "the end of the file inside the header", accepted: "a whole file")
    }

    /// Elements whose first dimension is fastest, with the last one fastest.
    private static func reordered(_ elements: [Float], shape: [Int]) -> [Float] {
        guard shape.count > 1, !elements.isEmpty else { return elements }
        var result = [Float](repeating: 0, count: elements.count)
        var index = [Int](repeating: 0, count: shape.count)
        var strides = [Int](repeating: 1, count: shape.count)
        for dimension in stride(from: shape.count - 2, through: 0, by: -1) {
            strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
        }
        var place = 0
        for element in elements {
            result[place] = element
            for dimension in shape.indices {
                index[dimension] += 1
                place += strides[dimension]
                if index[dimension] < shape[dimension] { break }
                place -= strides[dimension] * shape[dimension]
                index[dimension] = 0
            }
        }
        return result
    }
}
