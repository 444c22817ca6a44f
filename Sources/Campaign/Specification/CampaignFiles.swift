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
}
