import Glibc
import SearchSpace

/// Problems whose cheap levels differ from the target in a stated way, all objectives maximised.
///
/// They are Ingot's own. `mf-biased` has cheap levels that are off by a smooth amount that depends on the point,
/// `mf-misleading` a cheap level that says nothing about the target, and `mf-constrained` a conditional parameter, two
/// constraints, and a cheap level that ripples.
enum LeveledFunctions {
    /// DTLZ2 negated; below level 2 objective i gets (2 - level) (0.15 + 0.1 sin(4 pi x_(i+1))) more.
    static func biased(_ x: [Double], level: Double) -> [Double] {
        DTLZFunctions.dtlz2(x, objectives: 2).enumerated().map { index, value in
            -value + (2 - level) * (0.15 + 0.1 * sin(4 * Double.pi * x[index + 1]))
        }
    }

    /// Branin and Currin negated; at level 0 Branin sees the fraction of x1 + 0.3 for x1, and Currin is 13 less itself.
    static func misleading(_ x: [Double], level: Double) -> [Double] {
        let currin = BraninCurrinFunctions.currin(x[0], x[1])
        guard level < 0.5 else { return [-BraninCurrinFunctions.unitBranin(x[0], x[1]), -currin] }
        let shifted = x[0] + 0.3
        return [-BraninCurrinFunctions.unitBranin(shifted - shifted.rounded(.down), x[1]), -(13 - currin)]
    }

    /// DTLZ2 in x1 to x4 negated, with 0.2 boost x2 added to the first objective and 0.3 boost^2 taken from the second.
    ///
    /// The first slack is that of C2-DTLZ2 at x1 to x4, the second 0.8 - boost (x3 + x4) / 2. Level 0 adds
    /// 0.1 cos(3 pi x3) to both objectives and 0.05 to the first slack.
    static func constrained(_ x: [Double], boost: Double, level: Double) -> SyntheticProblem.Figures {
        let plain = DTLZFunctions.dtlz2(x, objectives: 2)
        let ripple = level < 0.5 ? 0.1 * cos(3 * Double.pi * x[2]) : 0
        return .init(
            objectives: [-plain[0] + 0.2 * boost * x[1] + ripple, -plain[1] - 0.3 * boost * boost + ripple],
            constraints: [
                DTLZFunctions.c2Slack(plain) + (level < 0.5 ? 0.05 : 0), 0.8 - boost * (x[2] + x[3]) / 2,
            ])
    }

    static func families() -> [SyntheticFamily] {
        [
            SyntheticFamily("mf-biased") {
                SyntheticDefinition(
                    goal: .maximize, reference: [-1.1, -1.1], parameters: SyntheticDefinition.unit(6),
                    fidelities: [
                        .init(name: "low", cost: 1), .init(name: "middle", cost: 5), .init(name: "high", cost: 25),
                    ],
                    source: "Ingot, over DTLZ2",
                    best: .init(1.21 - DTLZFunctions.ballVolume(2), "the analytic front"),
                    function: { x, level in .init(objectives: biased(x, level: level)) })
            },
            SyntheticFamily("mf-misleading") {
                SyntheticDefinition(
                    goal: .maximize, reference: [-18, -6], parameters: SyntheticDefinition.unit(2),
                    fidelities: [.init(name: "low", cost: 1), .init(name: "high", cost: 10)],
                    source: "Ingot, over Branin-Currin", best: BraninCurrinFunctions.best,
                    function: { x, level in .init(objectives: misleading(x, level: level)) })
            },
            SyntheticFamily("mf-constrained") {
                SyntheticDefinition(
                    goal: .maximize, reference: [-1.1, -1.1],
                    parameters: SyntheticDefinition.unit(4) + [
                        Parameter(name: "mode", domain: .categorical([.string("plain"), .string("boosted")])),
                        Parameter(
                            name: "boost", domain: .continuous(lower: 0, upper: 1, scale: .linear),
                            conditions: [.init(parameter: "mode", values: [.string("boosted")])]),
                    ],
                    constraintCount: 2,
                    fidelities: [.init(name: "low", cost: 1), .init(name: "high", cost: 20)],
                    source: "Ingot, over C2-DTLZ2",
                    best: .init(
                        0.4478, "search at 9,001 values of the first objective, rounded up in the fourth digit"),
                    function: { x, level in constrained(Array(x[..<4]), boost: x[5], level: level) })
            },
        ]
    }
}
