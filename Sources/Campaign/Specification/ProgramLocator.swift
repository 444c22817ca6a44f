import Foundation

/// Finds the program that a command names.
enum ProgramLocator {
    /// The absolute path of an executable file; `nil` where there is none.
    ///
    /// A name with a slash is a path, relative to the folder; any other is looked for on `PATH`.
    static func locate(_ name: String, folder: String) -> String? {
        let candidates: [String]
        if name.contains("/") {
            candidates = [name.hasPrefix("/") ? name : folder + "/" + name]
        } else {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
            candidates = path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
        }
        return candidates.first { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && FileManager.default.isExecutableFile(atPath: path)
        }
    }
}
