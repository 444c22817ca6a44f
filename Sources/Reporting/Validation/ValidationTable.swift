public import AnalyticalModel
import Foundation

/// The published cases beside what the models say, as tables for people.
public enum ValidationTable {
    /// One table a group, then the groups in short, then what leaving a publication out does.
    public static func text(_ validation: ModelValidation) -> String {
        var parts = validation.groups.map { group in
            "\(group.name) (\(group.source))\n"
                + TextTable.text(
                    header: ["case", "unit", "measured", "modelled", "error"],
                    rows: group.cases.map { [$0.name, $0.unit, figure($0.measured), figure($0.modelled), error($0)] })
        }
        parts.append(TextTable.text(header: groupHeader, rows: groupRows(validation)))
        if !validation.leftOut.isEmpty {
            parts.append(
                "mean error of a publication, with the constants as they are and fitted without it\n"
                    + TextTable.text(header: leftOutHeader, rows: leftOutRows(validation)))
        }
        if !validation.notModelled.isEmpty {
            parts.append(
                "rows beyond the models\n" + validation.notModelled.map { "  \($0)" }.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    static let groupHeader = ["group", "cases", "mean", "allowed", "worst", "allowed", "kept"]

    /// A line for each group: how many cases, their errors and the bounds.
    static func groupRows(_ validation: ModelValidation) -> [[String]] {
        validation.groups.map { group in
            let points = group.cases.first?.isDifference ?? false
            func size(_ value: Double?) -> String { value.map { share($0, points: points) } ?? "-" }
            let refused = group.refusedCount > 0 ? ", \(group.refusedCount) do not fit" : ""
            return [
                group.name, "\(group.cases.count)\(refused)", size(group.mean), size(group.meanBound),
                size(group.worst), size(group.worstBound),
                group.isBound ? (group.isKept ? "yes" : "NO") : "reported",
            ]
        }
    }

    static let leftOutHeader = ["publication", "as they are", "fitted without it"]

    /// A line for each publication that constants are fitted to.
    static func leftOutRows(_ validation: ModelValidation) -> [[String]] {
        validation.leftOut.map {
            [$0.source, share($0.shipped, points: false), share($0.fittedWithout, points: false)]
        }
    }

    private static func figure(_ value: Double) -> String {
        value.isFinite ? Quantity.significant(value) : "does not fit"
    }

    private static func error(_ entry: ValidationCase) -> String {
        guard entry.error.isFinite else { return "-" }
        let digits = entry.isDifference ? 2 : 1
        let text = Quantity.fixed(entry.isDifference ? entry.error : 100 * entry.error, digits: digits)
        let isShown = entry.error > 0 && text.contains { ("1"..."9").contains($0) }
        return (isShown ? "+" : "") + text + (entry.isDifference ? " points" : " %")
    }

    private static func share(_ value: Double, points: Bool) -> String {
        points ? Quantity.fixed(value, digits: 2) + " points" : Quantity.fixed(100 * value, digits: 2) + " %"
    }
}
