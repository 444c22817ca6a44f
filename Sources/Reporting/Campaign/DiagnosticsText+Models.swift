import BayesianOptimization
import Campaign
import Foundation
import GaussianProcess

extension DiagnosticsText {
    /// How many parameters are named of each objective.
    private static let namedParameters = 5

    /// What is left to gain, then two lines for each objective: how far predictions can be trusted, and which
    /// parameters matter.
    static func models(_ diagnostics: ModelDiagnostics, target: String) -> [String] {
        var lines: [String] = []
        if let remaining = diagnostics.remaining {
            lines.append(
                "left to gain: hypervolume \(Quantity.significant(remaining.expected)) expected, below "
                    + "\(Quantity.significant(remaining.limit)) with a probability of 95 percent, by a model of "
                    + "\(remaining.rows) results at \(target)")
        }
        let place = diagnostics.inference == nil ? "at \(target)" : "at all settings"
        for objective in diagnostics.objectives {
            if let summary = objective.leaveOneOut {
                lines.append(
                    "model of \(objective.name): \(Quantity.fixed(100 * summary.coverage, digits: 0)) percent of "
                        + "\(summary.count) results \(place), each left out, inside their 95 percent interval; error "
                        + (summary.relativeError.map { Quantity.fixed($0, digits: 2) } ?? "-")
                        + " of the standard deviation")
            }
            let leading = objective.importance.enumerated()
                .sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }
                .prefix(namedParameters)
                .filter { $0.element.share >= 0.005 }
                .map { "\($0.element.parameter) \(Quantity.fixed($0.element.share, digits: 2))" }
            if !leading.isEmpty {
                lines.append("importance for \(objective.name): " + leading.joined(separator: ", "))
            }
        }
        return lines
    }

    /// The sampler's object as one line of names and values for itself and one for each model.
    static func sampler(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        guard case .object(let entries)? = JSONValue(json: text.utf8) else { return ["sampler: \(text)"] }
        var lines: [String] = []
        let plain = entries.filter { $0.key != "models" }.sorted { $0.key < $1.key }.compactMap(pair)
        if !plain.isEmpty { lines.append("sampler: " + plain.joined(separator: ", ")) }
        guard case .object(let models)? = entries["models"] else { return lines }
        for (name, model) in models.sorted(by: { $0.key < $1.key }) {
            guard case .object(let values) = model else { continue }
            let shown = values.sorted { $0.key < $1.key }.compactMap(pair)
            lines.append("sampler's model of \(name): " + shown.joined(separator: ", "))
        }
        return lines
    }

    private static func pair(_ entry: (key: String, value: JSONValue)) -> String? {
        let value: String
        switch entry.value {
        case .null, .list, .object: return nil
        case .boolean(let flag): value = flag ? "yes" : "no"
        case .number(let number):
            value = Int(exactly: number).map(String.init) ?? Quantity.significant(number)
        case .string(let text): value = text
        }
        return "\(entry.key.replacing("_", with: " ")) \(value)"
    }
}
