import BayesianOptimization
import CProcesses
import Foundation
import GRDB
import Glibc
import SearchSpace
import Synchronization

/// One campaign in one SQLite file: the only state that a campaign has.
///
/// A store that was made or opened for writing holds the checkpoint's lock until it is closed; readers need none and
/// see the last commit. Every write is on the disk when its method returns.
public final class CheckpointStore: Sendable {
    /// The file's path as the user named it.
    public let path: String
    let queue: DatabaseQueue
    private let lock: CheckpointLock?
    /// Which file was opened.
    private let identity: FileIdentity?
    /// What stands in the file while this store may write it; another one takes the right away.
    private let writer: String?
    /// A folder that goes with the store; `nil` without one.
    private let temporaryFolder: String?
    /// How long writes took; see `writeSeconds`.
    let measuredWrites = Mutex(Duration.zero)

    private init(
        path: String, queue: DatabaseQueue, lock: CheckpointLock?, writer: String? = nil, temporaryFolder: String? = nil
    ) {
        self.path = path
        self.queue = queue
        self.lock = lock
        self.writer = writer
        self.temporaryFolder = temporaryFolder
        identity = FileIdentity(path: path)
    }

    /// Refuses to go on with a file that no longer stands under its name: what is written to it would be lost.
    func checkPlace() throws(CheckpointError) {
        guard FileIdentity(path: path) == identity else {
            throw .unwritable(path: path, detail: "the file was there and is gone, or another one is there now")
        }
    }

    /// Refuses to write after another process has claimed the file.
    func checkWriter(_ database: Database) throws {
        let present = try String.fetchOne(
            database, sql: "SELECT value FROM facts WHERE key = ?", arguments: [CheckpointSchema.Fact.writer.rawValue])
        guard present == writer else { throw CheckpointError.locked(path: path) }
    }

    /// Writes into the file who may write it from now on, and returns it.
    ///
    /// The lock keeps others away as long as all see the same lock. It is no use between names of one file (hard links)
    /// and to who removes it; this is, since every write looks first, in its own transaction.
    private static func claim(_ queue: DatabaseQueue, path: String) throws(CheckpointError) -> String {
        let writer = UUID().uuidString
        do {
            try queue.write { try insert(.writer, writer, into: $0) }
        } catch {
            throw failure(error, path: path)
        }
        return writer
    }

    /// How long the writes of this store took, in seconds.
    var writeSeconds: Double { measuredWrites.withLock { $0 / .seconds(1) } }

    deinit { removeTemporaryFolder() }

    private func removeTemporaryFolder() {
        if let temporaryFolder { try? FileManager.default.removeItem(atPath: temporaryFolder) }
    }

    /// Makes a new checkpoint; the file appears whole or not at all, whatever stops the process.
    ///
    /// - Throws: `CheckpointError.alreadyExists`, `.isFolder`, `.locked` or `.unwritable`.
    public static func create(
        path: String, campaign: StoredCampaign, warmStart: WarmStart? = nil
    ) throws(CheckpointError) -> CheckpointStore {
        try refuseExisting(path)
        let lock = try CheckpointLock(checkpoint: path)
        try refuseExisting(path)
        let draft = "\(path).new-\(getpid())"
        unlink(draft)
        defer { unlink(draft) }
        // The user's umask decides who may read it, also of the log that SQLite puts beside it.
        let empty = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard empty >= 0 else { throw .unwritable(path: path, detail: String(cString: strerror(errno))) }
        Glibc.close(empty)
        do {
            let queue = try DatabaseQueue(path: draft, configuration: configuration(isReadOnly: false, isWAL: false))
            try queue.write { database in
                try database.execute(sql: "PRAGMA application_id = \(CheckpointSchema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(CheckpointSchema.version)")
                try database.execute(sql: CheckpointSchema.sql)
                try database.execute(sql: CheckpointSchema.facts)
                try database.execute(sql: CheckpointSchema.attempts)
                try insert(campaign, into: database)
                if let warmStart { try insert(.warmStart, json(warmStart), into: database) }
            }
            try queue.close()
        } catch {
            throw .unwritable(path: path, detail: detail(error))
        }
        // A rename leaves one name whatever stops the process.
        let failure = ingot_rename_new(draft, path)
        guard failure == 0 else {
            if failure == EEXIST { throw .alreadyExists(path: path) }
            throw .unwritable(path: path, detail: String(cString: strerror(failure)))
        }
        let queue = try connect(path, isReadOnly: false)
        return CheckpointStore(path: path, queue: queue, lock: lock, writer: try claim(queue, path: path))
    }

    /// Opens a checkpoint to go on with it.
    ///
    /// - Throws: `CheckpointError`.
    public static func open(path: String) throws(CheckpointError) -> CheckpointStore {
        try checkFile(path)
        try checkNames(path)
        let lock = try CheckpointLock(checkpoint: path)
        let queue = try connect(path, isReadOnly: false)
        try checkContent(queue, path: path)
        try migrate(queue, path: path)
        return CheckpointStore(path: path, queue: queue, lock: lock, writer: try claim(queue, path: path))
    }

    /// Opens a checkpoint to look at it, also while a campaign writes it.
    ///
    /// - Throws: `CheckpointError`.
    public static func read(path: String) throws(CheckpointError) -> CheckpointStore {
        try checkFile(path)
        if needsCopy(path) { return try readCopy(path) }
        let queue = try connect(path, isReadOnly: true)
        try checkContent(queue, path: path)
        return CheckpointStore(path: path, queue: queue, lock: nil)
    }

    /// Whether the log of a killed campaign lies beside the file in a folder that cannot be written: SQLite reads a log
    /// only where it may write an index of it.
    private static func needsCopy(_ path: String) -> Bool {
        // What a process that was killed between two kinds of log left half done, only a writer can undo.
        if hasJournal(path) { return true }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(folder, W_OK) != 0, access(path + "-shm", W_OK) != 0 else { return false }
        if FileManager.default.fileExists(atPath: path + "-wal") { return true }
        // The nineteenth byte is 2 where the file is to be read together with a log.
        let handle = FileHandle(forReadingAtPath: path)
        defer { try? handle?.close() }
        return (try? handle?.read(upToCount: 19))?.last == 2
    }

    private static func hasJournal(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "-journal") && !CheckpointLock.isHeld(checkpoint: path)
    }

    /// Reads a copy of the file and its log, which is removed with the store.
    private static func readCopy(_ path: String) throws(CheckpointError) -> CheckpointStore {
        let folder = NSTemporaryDirectory() + "/ingot-\(UUID().uuidString)"
        let copy = folder + "/checkpoint"
        do {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                for suffix in ["-wal", "-journal"] where FileManager.default.fileExists(atPath: path + suffix) {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                }
                for file in [copy, copy + "-wal", copy + "-journal"] { chmod(file, 0o600) }
            } catch {
                throw CheckpointError.unreadable(
                    path: path, detail: "its folder cannot be written, and no copy be made: \(error)")
            }
            let queue = try connect(copy, isReadOnly: !FileManager.default.fileExists(atPath: copy + "-journal"))
            try checkContent(queue, path: path)
            return CheckpointStore(path: path, queue: queue, lock: nil, temporaryFolder: folder)
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw failure(error, path: path)
        }
    }

    /// Moves everything into the one file and closes it.
    public func close() throws(CheckpointError) {
        defer {
            lock?.release()
            removeTemporaryFolder()
        }
        do {
            if let writer {
                try queue.write { database in
                    try database.execute(
                        sql: "DELETE FROM facts WHERE key = ? AND value = ?",
                        arguments: [CheckpointSchema.Fact.writer.rawValue, writer])
                }
                try queue.writeWithoutTransaction { database in
                    try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                    // Leaves no second file behind; while a reader has the file open the log stays, empty.
                    _ = try? String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
                }
            }
            try queue.close()
        } catch {
            throw .unwritable(path: path, detail: Self.detail(error))
        }
    }

    private static func refuseExisting(_ path: String) throws(CheckpointError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder.boolValue { throw .isFolder(path: path) }
            throw .alreadyExists(path: path)
        }
    }

    private static func configuration(isReadOnly: Bool, isWAL: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(10)
        if !isReadOnly {
            configuration.prepareDatabase { database in
                if isWAL { _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") }
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
        }
        return configuration
    }

    private static func connect(_ path: String, isReadOnly: Bool) throws(CheckpointError) -> DatabaseQueue {
        do {
            return try DatabaseQueue(
                path: path, configuration: configuration(isReadOnly: isReadOnly, isWAL: !isReadOnly))
        } catch {
            throw failure(error, path: path)
        }
    }
}

extension CheckpointStore {
    /// Looks at the file before SQLite does: its first bytes, and whether it has all the pages it says it has.
    private static func checkFile(_ path: String) throws(CheckpointError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .noSuchFile(path: path)
        }
        guard !isFolder.boolValue else { throw .isFolder(path: path) }
        // A pipe would wait for its writer.
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw .notACheckpoint(path: path)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw .unreadable(path: path, detail: "it cannot be opened")
        }
        defer { try? handle.close() }
        let header: [UInt8]
        let size: UInt64
        do {
            header = [UInt8](try handle.read(upToCount: 100) ?? Data())
            size = try handle.seekToEnd()
        } catch {
            throw .unreadable(path: path, detail: "its first bytes cannot be read")
        }
        guard !header.isEmpty else { throw .corrupt(path: path, detail: "the file is empty") }
        let magic = Array("SQLite format 3\0".utf8)
        guard header.prefix(16).elementsEqual(magic.prefix(header.count)) else { throw .notACheckpoint(path: path) }
        guard header.count == 100 else { throw .corrupt(path: path, detail: "the file ends inside its header") }
        let pageSize = Int(header[16]) << 8 | Int(header[17])
        let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        let expected = pages * (pageSize == 1 ? 65536 : pageSize)
        if Int(size) < expected, !FileManager.default.fileExists(atPath: path + "-wal") {
            throw .corrupt(path: path, detail: "the file has \(size) of \(expected) bytes")
        }
    }

    /// Refuses a file with several names: what a killed campaign left in its log goes by one of them, and would be lost
    /// under the others.
    static func checkNames(_ path: String) throws(CheckpointError) {
        var information = stat()
        guard stat(path, &information) == 0, information.st_nlink > 1 else { return }
        throw .unwritable(
            path: path, detail: "it is one file under \(information.st_nlink) names (hard links); make a copy of it")
    }

    private static func checkContent(_ queue: DatabaseQueue, path: String) throws(CheckpointError) {
        let found: (id: Int, version: Int, fault: String?, check: String)
        do {
            found = try queue.read { database in
                let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard id == CheckpointSchema.applicationID, version <= CheckpointSchema.version else {
                    return (id, version, nil, "")
                }
                let fault = try schemaFault(database, version: version)
                // A check of what is not ours may never end.
                let check = fault == nil ? try String.fetchOne(database, sql: "PRAGMA quick_check(1)") : ""
                return (id, version, fault, check ?? "no answer")
            }
        } catch {
            throw failure(error, path: path)
        }
        guard found.id == CheckpointSchema.applicationID else { throw .notACheckpoint(path: path) }
        guard found.version <= CheckpointSchema.version else {
            throw .newerSchema(path: path, found: found.version, supported: CheckpointSchema.version)
        }
        if let fault = found.fault { throw .corrupt(path: path, detail: fault) }
        guard found.check == "ok" else { throw .corrupt(path: path, detail: found.check) }
    }

    /// Makes a change of state; one that the life cycle does not allow is a checkpoint that makes no sense.
    func legally(_ change: () throws(LifeCycleError) -> Void) throws(CheckpointError) {
        do { try change() } catch { throw .corrupt(path: path, detail: error.description) }
    }

    static func detail(_ error: any Error) -> String {
        (error as? DatabaseError)?.message ?? "\(error)"
    }

    /// What an error of SQLite says about the file.
    static func failure(_ error: any Error, path: String) -> CheckpointError {
        if let error = error as? CheckpointError { return error }
        guard let error = error as? DatabaseError else { return .corrupt(path: path, detail: "\(error)") }
        let detail = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: return .notACheckpoint(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .locked(path: path)
        case .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_PERM: return .unwritable(path: path, detail: detail)
        case .SQLITE_CANTOPEN, .SQLITE_IOERR: return .unreadable(path: path, detail: detail)
        default: return .corrupt(path: path, detail: detail)
        }
    }
}
