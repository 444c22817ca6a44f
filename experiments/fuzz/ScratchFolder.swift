import Foundation

/// A folder of this process's own, in memory where the machine has such a place.
struct ScratchFolder {
    /// Its path.
    let path: String

    /// Makes one.
    ///
    /// - Parameter parent: The folder that it goes with; `nil` for one on its own.
    init(in parent: String? = nil) throws {
        let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = (parent ?? memory) + "/ingot-fuzz-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Removes it with all that is in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
