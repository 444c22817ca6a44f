import Foundation

/// A folder of this process's own, in memory where the machine has such a place.
struct ScratchFolder {
    /// Its path.
    let path: String

    init() throws {
        let place = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = place + "/ingot-fuzz-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Removes it with all that is in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
