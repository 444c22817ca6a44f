import Foundation
import LinearAlgebra

/// What a campaign records about the machine that it runs on.
enum Machine {
    /// The processor's name.
    static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
        return name ?? "unknown"
    }

    /// The time, in UTC.
    static var now: String { ISO8601DateFormatter().string(from: Date()) }

    /// Seconds since 1970, in UTC.
    static var seconds: Double { Date().timeIntervalSince1970 }

    /// What has changed since a campaign began so that its figures may differ in their last bits.
    static func changes(since campaign: StoredCampaign) -> [String] {
        var lines: [String] = []
        let pairs = [
            ("BLAS", campaign.blas, BLASLibrary.current.description), ("processor", campaign.processor, processor),
        ]
        for (what, before, now) in pairs where before != now {
            lines.append(
                "the campaign was begun with the \(what) '\(before)', this is '\(now)': from here on trials may differ "
                    + "from those of an undisturbed run")
        }
        if campaign.softwareVersion != SoftwareVersion.current {
            lines.append(
                "the campaign was begun by ingot \(campaign.softwareVersion), this is \(SoftwareVersion.current)")
        }
        return lines
    }
}
