import Foundation

/// The processes that work in a folder.
enum RunningProcesses {
    /// Their identifiers, without those that have ended and wait for their parents.
    static func identifiers(in folder: String) -> [Int32] {
        let real = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { process in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")) == real
        }
    }

    /// Whether all of them end within half a minute.
    static func areGone(from folder: String) async throws -> Bool {
        for _ in 0..<1500 {
            if identifiers(in: folder).isEmpty { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
