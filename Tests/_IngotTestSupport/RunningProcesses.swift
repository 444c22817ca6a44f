import Foundation

/// The processes that work in a folder.
package enum RunningProcesses {
    /// Their identifiers, without those that have ended and wait for their parents; the folder may have been removed.
    package static func identifiers(in folder: String) -> [Int32] {
        let real = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { process in
            let working = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
            return working == real || working == real + " (deleted)"
        }
    }

    /// Whether all of them end within half a minute.
    package static func areGone(from folder: String) async throws -> Bool {
        for _ in 0..<1500 {
            if identifiers(in: folder).isEmpty { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
