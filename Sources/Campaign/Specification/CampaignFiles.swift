import Foundation

/// Paths of a campaign's files.
enum CampaignFiles {
    /// The absolute path of the folder that a file stands in.
    static func absoluteFolder(of path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
    }

    /// A path that may be relative to a folder.
    static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }

    /// Whether there is something at a path that is neither a file nor a folder, and may never end or never begin.
    static func isPipeOrDevice(_ path: String) -> Bool {
        var information = stat()
        guard stat(path, &information) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT)
    }
}
