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
        let (isInUse, findings) = try read(path, into: &report)
        guard !findings.isEmpty else { return report }
        let mendable = findings.filter { $0.repair != nil }
        report.problems = findings.filter { $0.repair == nil }.map(\.text)
        guard repairing, !mendable.isEmpty, !isInUse else {
            report.problems += mendable.map(\.text)
            return report
        }
        report.copy = try copy(path)
        let store = try CheckpointStore.open(path: path)
        do throws(CheckpointError) {
            try store.repair(mendable.compactMap(\.repair))
            try store.close()
        } catch {
            try? store.close()
            throw error
        }
        report.repairs = mendable.map(\.text)
        // What was repaired is believed only when it is seen.
        var after = Report()
        let left = try read(path, into: &after).findings.map(\.text).filter { !report.problems.contains($0) }
        report.problems += left.map { "after the repair: " + $0 }
        return report
    }

    private static func read(
        _ path: String, into report: inout Report
    ) throws(CheckpointError) -> (isInUse: Bool, findings: [CheckpointFinding]) {
        let isInUse = CheckpointLock.isHeld(checkpoint: path)
        if isInUse { report.notes.append("a campaign is running in another process; nothing is changed") }
        let store = try CheckpointStore.read(path: path)
        defer { try? store.close() }
        report.format = try store.format()
        if report.format < CheckpointSchema.version {
            report.notes.append("format \(report.format); 'ingot resume' brings it to \(CheckpointSchema.version)")
        }
        var findings = try store.fileFindings()
        // What lies in damaged pages says nothing about trials.
        guard findings.allSatisfy({ $0.repair != nil }) else { return (isInUse, findings) }
        let states = try store.trialStates()
        report.trials = states.count
        findings += try store.trialFindings(states)
        // A running campaign has running trials; that another process has them is no fault.
        findings += try store.attemptFindings(states, isInUse: isInUse)
        findings += try store.metricsFindings()
        findings += store.contentFindings()
        return (isInUse, findings)
    }

    /// Copies a checkpoint with what stands in its log, and says where.
    private static func copy(_ path: String) throws(CheckpointError) -> String {
        for number in 1...1000 {
            let target = "\(path).copy-\(number)"
            guard !FileManager.default.fileExists(atPath: target) else { continue }
            do {
                try FileManager.default.copyItem(atPath: path, toPath: target)
                for suffix in ["-wal", "-journal"] where FileManager.default.fileExists(atPath: path + suffix) {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: target + suffix)
                }
            } catch {
                throw .unwritable(path: target, detail: error.localizedDescription)
            }
            return target
        }
        throw .unwritable(path: "\(path).copy-1000", detail: "there are a thousand copies already")
    }
}
