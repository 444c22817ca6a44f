import ConfigurationFile

extension SlurmSettings {
    /// The most evaluations side by side that are accepted.
    static let capacityLimit = 4096

    /// Reads what stands beside `kind: slurm`.
    ///
    /// - Parameters:
    ///   - mapping: The keys of `executor`; all of them are taken.
    ///   - folder: The campaign file's folder, from which relative paths count.
    init(reading mapping: inout ConfigurationMapping, folder: String) throws(ConfigurationError) {
        let node = mapping.node
        if let workers = mapping.optional("workers") {
            throw workers.error(
                found: "'workers' beside 'kind: slurm'",
                accepted: "tasks and pack, whose product is the number of evaluations side by side")
        }
        directory = try Self.path(try mapping.required("directory"), folder: folder)
        tasks = try mapping.required("tasks").integer(in: 1...1000)
        if let value = mapping.optional("pack") { pack = try value.integer(in: 1...1024) }
        guard tasks * pack <= Self.capacityLimit else {
            throw node.error(
                found: "\(tasks) tasks of \(pack) evaluations",
                accepted: "at most \(Self.capacityLimit) evaluations side by side")
        }
        if let value = mapping.optional("cpus") { processors = try value.integer(in: 1...4096) }
        if let value = mapping.optional("memory_mb") { memoryMebibytes = try value.integer(in: 1...(1 << 30)) }
        if let value = mapping.optional("time_limit") { timeLimit = try Self.timeLimit(value) }
        partition = try Self.name(mapping.optional("partition"))
        account = try Self.name(mapping.optional("account"))
        qualityOfService = try Self.name(mapping.optional("qos"))
        constraint = try Self.name(mapping.optional("constraint"), others: "&|*![]()")
        if let value = mapping.optional("idle_s") { idleSeconds = try Self.seconds(value, in: 1...86400) }
        if let value = mapping.optional("poll_s") { pollSeconds = try Self.seconds(value, in: 0.5...3600) }
        if let value = mapping.optional("completion_log") { completionLog = try Self.path(value, folder: folder) }
        try mapping.finish()
    }

    /// The settings as the campaign file has them, every default filled in.
    var text: YAMLValue {
        var entries: [(key: String, value: YAMLValue)] = [
            ("kind", .text("slurm")), ("directory", .text(directory)), ("tasks", .integer(tasks)),
            ("pack", .integer(pack)), ("cpus", .integer(processors)),
        ]
        if let memoryMebibytes { entries.append(("memory_mb", .integer(memoryMebibytes))) }
        for (key, value) in [
            ("partition", partition), ("account", account), ("qos", qualityOfService), ("constraint", constraint),
            ("time_limit", timeLimit),
        ] {
            if let value { entries.append((key, .text(value))) }
        }
        entries += [("idle_s", .number(idleSeconds)), ("poll_s", .number(pollSeconds))]
        if let completionLog { entries.append(("completion_log", .text(completionLog))) }
        return .mapping(entries)
    }

    private static func path(_ node: ConfigurationNode, folder: String) throws(ConfigurationError) -> String {
        let text = try node.string()
        // Slurm reads a % in a path as a pattern, and ends a line of a script at a line end.
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "%" && $0 != "\\" }
        guard isPlain, !text.isEmpty, text.utf8.count <= 1024 else {
            throw node.error(accepted: "a path of 1 to 1024 bytes without control characters, % and \\")
        }
        return CampaignFiles.path(text, in: folder)
    }

    /// A time in one of the forms of Slurm: minutes, MM:SS, HH:MM:SS, D-HH, D-HH:MM, D-HH:MM:SS.
    private static func timeLimit(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        let days = text.split(separator: "-", omittingEmptySubsequences: false)
        let parts = days.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        let numbers = days.dropLast() + parts
        let isTime =
            days.count <= 2 && (1...3).contains(parts.count)
            && numbers.allSatisfy { (1...6).contains($0.count) && $0.allSatisfy { ("0"..."9").contains($0) } }
        guard isTime, numbers.contains(where: { Int($0) != 0 }) else {
            throw node.error(accepted: "a time above zero as minutes, MM:SS, HH:MM:SS, D-HH, D-HH:MM or D-HH:MM:SS")
        }
        return text
    }

    private static func seconds(
        _ node: ConfigurationNode, in range: ClosedRange<Double>
    ) throws(ConfigurationError) -> Double {
        let value = try node.double()
        guard range.contains(value) else {
            throw node.error(accepted: "a number of seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A name that is an argument of `sbatch`: never an option of its own.
    private static func name(
        _ node: ConfigurationNode?, others: String = ""
    ) throws(ConfigurationError) -> String? {
        guard let node else { return nil }
        let text = try node.string()
        let isName = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", ":", ",", "@", "-": true
            default: others.unicodeScalars.contains(scalar)
            }
        }
        guard isName, !text.isEmpty, !text.hasPrefix("-"), text.count <= 200 else {
            throw node.error(accepted: "a name of letters, digits and _ . : , @ -\(others.isEmpty ? "" : " \(others)")")
        }
        return text
    }
}
