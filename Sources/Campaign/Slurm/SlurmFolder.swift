import Glibc

/// The shared folder of one campaign, through which requests go out and answers come back.
///
/// A file appears under its name when it is whole, by a rename from `drafts`; a request is taken by a rename, which one
/// worker alone can do. What is known by a name:
///
/// | folder | files |
/// |---|---|
/// | `queue` | requests that wait |
/// | `claimed/WORKER` | requests that a worker has |
/// | `answers` | answers that the controller has not seen |
/// | `taken` | answers that it has |
/// | `fenced` | requests whose worker was lost |
/// | `unreadable` | answers that were none |
/// | `cancel` | names of requests that are to end |
/// | `workers` | a file of each worker that has begun, and one when it has ended |
/// | `logs` | what the tasks print |
struct SlurmFolder: Sendable {
    /// The parts of the folder.
    enum Part: String, CaseIterable, Sendable {
        case queue, claimed, answers, taken, fenced, unreadable, cancel, workers, logs, drafts
    }

    /// An operation on a file that did not succeed.
    struct Failure: Error, CustomStringConvertible {
        var path: String
        var code: Int32
        var description: String { "\(path): \(String(cString: strerror(code)))" }
    }

    /// The longest file that is read, in bytes.
    static let fileLimit = 8 << 20

    /// The absolute path.
    let path: String

    /// The order of the campaign, which every worker reads.
    var campaignFile: String { path + "/campaign.json" }
    /// What array tasks run.
    var scriptFile: String { path + "/task.sh" }
    /// Where it is there, workers end as soon as they have nothing to do.
    var stopFile: String { path + "/stop" }
    /// What the controller notes.
    var logFile: String { path + "/controller.log" }

    func path(_ part: Part) -> String { path + "/" + part.rawValue }
    func path(_ part: Part, _ name: String) -> String { path + "/" + part.rawValue + "/" + name }

    /// The path of a worker's claims.
    func claims(of worker: String) -> String { path(.claimed, worker) }

    /// Makes every folder that is not there.
    func create() throws(Failure) {
        var made = ""
        for component in path.split(separator: "/") {
            made += "/" + component
            try Self.makeFolder(made)
        }
        for part in Part.allCases { try Self.makeFolder(path(part)) }
    }

    /// Makes a folder unless it is there.
    static func makeFolder(_ path: String) throws(Failure) {
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw Failure(path: path, code: errno) }
    }

    /// The names in a folder, in order; none where it is not there.
    static func names(in folder: String) throws(Failure) -> [String] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw Failure(path: folder, code: errno)
        }
        defer { closedir(handle) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw Failure(path: folder, code: errno) }
        return names.sorted()
    }

    func names(in part: Part) throws(Failure) -> [String] { try Self.names(in: path(part)) }

    /// Whether there is a file.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Moves a file; false where somebody else has moved or removed it.
    static func move(_ from: String, to: String) throws(Failure) -> Bool {
        if rename(from, to) == 0 { return true }
        let code = errno
        // Over a network a rename that was done may be reported as one of a file that is not there.
        if code == ENOENT { return exists(to) && !exists(from) }
        throw Failure(path: from, code: code)
    }

    /// Removes a file; false where it was not there.
    @discardableResult
    static func remove(_ path: String) throws(Failure) -> Bool {
        if unlink(path) == 0 { return true }
        if errno == ENOENT { return false }
        throw Failure(path: path, code: errno)
    }

    /// Writes a file that appears whole.
    ///
    /// - Parameter isLasting: Whether it has to be on the disk before it appears: true for what cost time to work out.
    func write(_ text: String, to destination: String, isLasting: Bool = false) throws(Failure) {
        var name = destination.split(separator: "/").last.map(String.init) ?? "file"
        name += "-\(Self.host)-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let draft = path(.drafts, name)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Failure(path: draft, code: errno) }
        var bytes = Array(text.utf8)[...]
        var code: Int32 = 0
        while !bytes.isEmpty, code == 0 {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno != EINTR { code = errno }
            } else {
                bytes = bytes.dropFirst(count)
            }
        }
        if isLasting, code == 0, fsync(descriptor) != 0 { code = errno }
        if close(descriptor) != 0, code == 0 { code = errno }
        if code == 0, rename(draft, destination) != 0 { code = errno }
        guard code == 0 else {
            unlink(draft)
            throw Failure(path: destination, code: code)
        }
    }

    /// The bytes of a file; `nil` where it is not there.
    static func read(_ path: String) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Failure(path: path, code: errno)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(path: path, code: errno)
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
            if bytes.count > fileLimit { throw Failure(path: path, code: EFBIG) }
        }
    }

    private static let host: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "host" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
