import Glibc

/// The bytes of a file.
enum FileBytes {
    /// The largest file that is read, 8 GiB and room for a header.
    static let limit = (8 << 30) + (1 << 20)

    /// Reads a regular file whole.
    ///
    /// - Throws: `SparseAttentionError.file` for one that is missing, unreadable, not a regular file, or too large.
    static func read(_ path: String) throws(SparseAttentionError) -> [UInt8] {
        // Without O_NONBLOCK a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .file(path: path, found: String(cString: strerror(errno)), accepted: "a file that can be read")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .file(path: path, found: "no regular file", accepted: "a regular file")
        }
        let size = Int(status.st_size)
        guard size <= limit else {
            throw .file(path: path, found: "\(size) bytes", accepted: "at most \(limit) bytes")
        }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                guard read > 0 else { return }
                count += read
            }
        }
        guard failure == 0, bytes.count == size else {
            throw .file(
                path: path, found: failure == 0 ? "a file that shrinks" : String(cString: strerror(failure)),
                accepted: "a file that can be read whole")
        }
        return bytes
    }

    /// Whether there is anything at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether there is a folder at a path.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Text from a file as a message quotes it: the first 40 characters, on one line.
    static func quoted(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(40).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
        return "'" + start.joined() + (text.unicodeScalars.count > 40 ? "..." : "") + "'"
    }

    /// A little-endian number.
    ///
    /// - Precondition: The bytes hold it.
    static func number(_ bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
}
