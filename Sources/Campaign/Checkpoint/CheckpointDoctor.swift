import Foundation
import GRDB

/// Examines a checkpoint, and repairs what can be repaired.
///
/// ```swift
/// let report = try CheckpointDoctor.examine("campaign.ingot", repairing: true)
/// print(report.isHealthy)
/// ```
public enum CheckpointDoctor {
    /// What an examination found and did.
    public struct Report: Sendable, Hashable {
        /// What is wrong and was left as it is: one line each.
        public var problems: [String] = []
        /// What was wrong and was repaired: one line each.
        public var repairs: [String] = []
        /// What is worth knowing and harmless.
        public var notes: [String] = []
        /// Where the file was copied before it was changed; `nil` where nothing was changed.
        public var copy: String?
        /// The format that the file had.
        public var format = 0
        /// How many trials it has.
        public var trials = 0

        /// Whether nothing is wrong any more.
        public var isHealthy: Bool { problems.isEmpty }
    }

    /// Examines a checkpoint.
    ///
    /// - Parameters:
    ///   - path: The checkpoint.
    ///   - repairing: Whether to repair what can be repaired, after copying the file to the first free name of
    ///     `<path>.copy-1`, `<path>.copy-2` and so on.
    /// - Throws: `CheckpointError` when the file cannot be read at all, or not be copied or written where it must.
    public static func examine(_ path: String, repairing: Bool) throws(CheckpointError) -> Report {
        var report = Report()
        let isInUse = CheckpointLock.isHeld(checkpoint: path)
        if isInUse { report.notes.append("a campaign is running in another process; nothing is changed") }
        let findings = try read(path, isInUse: isInUse, into: &report)
        guard repairing, !isInUse, findings.contains(where: { $0.repair != nil }) else {
            report.problems = findings.filter { $0.repair == nil }.map(\.text)
            report.problems += findings.filter { $0.repair != nil }.map(\.text)
            return report
        }
        return try repair(path)
    }

    /// Repairs a checkpoint that no other process has from here on.
    private static func repair(_ path: String) throws(CheckpointError) -> Report {
        try CheckpointStore.checkNames(path)
        let lock = try CheckpointLock(checkpoint: path)
        defer { lock.release() }
        // The copy comes before SQLite opens the file to write it: that alone may undo what a killed process left.
        let copy = try copy(path)
        let queue = try CheckpointStore.openForRepair(path)
        defer { try? queue.close() }
        // A campaign may have gone on between the first look and the lock: only what is there now is repaired.
        var report = Report()
        let findings = try read(path, isInUse: false, into: &report)
        report.problems = findings.filter { $0.repair == nil }.map(\.text)
        let mendable = findings.filter { $0.repair != nil }
        guard !mendable.isEmpty else {
            for file in [copy, copy + "-wal", copy + "-journal"] { unlink(file) }
            return report
        }
        report.copy = copy
        try CheckpointStore.repair(mendable.compactMap(\.repair), in: queue, path: path)
        // What was repaired is believed only when it is seen.
        var after = Report()
        let left = try read(path, isInUse: false, into: &after).map(\.text)
        report.repairs = mendable.map(\.text).filter { !left.contains($0) }
        report.problems += left.filter { !report.problems.contains($0) }.map { "after the repair: " + $0 }
        return report
    }

    private static func read(
        _ path: String, isInUse: Bool, into report: inout Report
    ) throws(CheckpointError) -> [CheckpointFinding] {
        let store = try CheckpointStore.read(path: path)
        defer { try? store.close() }
        report.format = try store.format()
        if report.format < CheckpointSchema.version {
            report.notes.append("format \(report.format); 'ingot resume' brings it to \(CheckpointSchema.version)")
        }
        var findings = try store.fileFindings()
        // What lies in damaged pages says nothing about trials.
        guard findings.allSatisfy({ $0.repair != nil }) else { return findings }
        let states = try store.trialStates()
        report.trials = states.count
        findings += try store.trialFindings(states)
        let specification = store.specification()
        let holder = isInUse ? .process : AttemptHolder(specification)
        findings += try store.attemptFindings(states, holder: holder)
        if case .folder(let directory) = holder {
            let count = try store.openCount(states)
            if count > 0 {
                report.notes.append(
                    "\(count) \(count == 1 ? "attempt is" : "attempts are") open in the shared folder "
                        + "\(CheckpointError.oneLine(directory)); 'ingot resume' takes \(count == 1 ? "it" : "them") up"
                )
            }
        }
        findings += try store.metricsFindings()
        findings += store.contentFindings(specification)
        return findings
    }

    /// Copies a checkpoint with what stands in its log, and says where.
    private static func copy(_ path: String) throws(CheckpointError) -> String {
        // A link would be copied as a link.
        let source = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        for number in 1...1000 {
            let target = "\(path).copy-\(number)"
            guard !FileManager.default.fileExists(atPath: target) else { continue }
            do {
                try FileManager.default.copyItem(atPath: source, toPath: target)
                for suffix in ["-wal", "-journal"] where FileManager.default.fileExists(atPath: source + suffix) {
                    try FileManager.default.copyItem(atPath: source + suffix, toPath: target + suffix)
                }
            } catch {
                throw .unwritable(path: target, detail: error.localizedDescription)
            }
            return target
        }
        throw .unwritable(path: "\(path).copy-1000", detail: "there are a thousand copies already")
    }
}
