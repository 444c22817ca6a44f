import Foundation

/// One line of the table: a figure of ours beside the peer's, and what it was to be.
struct Row: Sendable {
    /// Which figures meet the target.
    enum Target: Sendable {
        case atMost(Double)
        case atLeast(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atMost(let limit): value <= limit
            case .atLeast(let limit): value >= limit
            }
        }

        var text: String {
            switch self {
            case .atMost(let limit): "<= \(Row.text(limit))"
            case .atLeast(let limit): ">= \(Row.text(limit))"
            }
        }
    }

    /// What is measured, with its unit.
    var figure: String
    /// Our figure; NaN where there is none, which meets no target.
    var ours: Double
    /// What stands in place of our figure.
    var oursText: String?
    /// The peer's figure in the same unit.
    var peer: Double?
    /// What stands in place of the peer's figure.
    var peerText: String?
    /// What the figure was to be; `nil` for a figure that only informs.
    var target: Target?
    /// How our figure was measured, and whose the peer's is.
    var method: String
    /// Whether a ratio of the two figures means anything.
    var hasRatio = true

    /// The cells, in the order of `Report.columns`.
    var cells: [String] {
        let ratio = peer.flatMap { $0 != 0 && hasRatio && ours.isFinite ? Self.text(ours / $0) : nil }
        return [
            figure, oursText ?? Self.text(ours), peerText ?? peer.map(Self.text) ?? "-", ratio ?? "-",
            target?.text ?? "-", target.map { $0.isMet(by: ours) ? "yes" : "NO" } ?? "-", method,
        ]
    }

    /// A number with four digits.
    static func text(_ value: Double) -> String {
        value.isNaN ? "none" : String(format: "%.4g", value)
    }
}
