import Glibc

/// Which file a path leads to.
struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let node: UInt64

    /// Looks at a path; `nil` where nothing is there.
    init?(path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        device = UInt64(information.st_dev)
        node = UInt64(information.st_ino)
    }
}
