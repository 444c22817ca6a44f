public import WaferSimulator

/// Where the time of each stage went, as a table for people.
public enum StallTable {
    /// The lines of the table: shares of the iteration by cause, stages with the same shares in one line.
    ///
    /// Causes that no stage has are left out.
    public static func text(_ record: IterationRecord) -> String {
        let seconds = record.iterationSeconds
        let shares = record.stalls.map { stalls in
            stalls.parts.map { Quantity.fixed(seconds > 0 ? 100 * $0.seconds / seconds : 0, digits: 1) }
        }
        let names = IterationRecord.Stalls(stage: 0, replica: 0).parts.map(\.name)
        let columns = names.indices.filter { column in shares.contains { !["0.0", "-0.0"].contains($0[column]) } }
        let hasReplicas = record.stalls.contains { $0.replica > 0 }
        // Of each replica the stages with the same shares, in the order in which shares are first met.
        var order: [[String]] = []
        var members: [[String]: [Int: [Int]]] = [:]
        for (stalls, share) in zip(record.stalls, shares) {
            if members[share] == nil { order.append(share) }
            members[share, default: [:]][stalls.replica, default: []].append(stalls.stage)
        }
        let replicas = Set(record.stalls.map(\.replica)).count
        var rows: [[String]] = []
        for share in order {
            let stagesOfReplicas = members[share] ?? [:]
            var told: [[Int]] = []
            for (_, stages) in stagesOfReplicas.sorted(by: { $0.key < $1.key }) where !told.contains(stages) {
                told.append(stages)
                let same = stagesOfReplicas.filter { $0.value == stages }.keys.sorted()
                var row = [ranges(stages)]
                if hasReplicas { row.append(same.count == replicas ? "all" : ranges(same)) }
                rows.append(row + columns.map { share[$0] })
            }
        }
        let header = (hasReplicas ? ["stages", "replicas"] : ["stages"]) + columns.map { names[$0] }
        let table = TextTable.text(header: header, rows: rows)
        let lines = table.split(separator: "\n").map { "  " + $0 }
        return (["where each stage's time goes, % of the iteration:"] + lines).joined(separator: "\n")
    }

    /// Numbers in ascending order as ranges: `0-2, 5`.
    private static func ranges(_ numbers: [Int]) -> String {
        var parts: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = parts.last, number == last.upperBound + 1 {
                parts[parts.count - 1] = last.lowerBound...number
            } else {
                parts.append(number...number)
            }
        }
        return parts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
