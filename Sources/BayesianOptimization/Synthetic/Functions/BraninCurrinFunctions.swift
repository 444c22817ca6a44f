import Glibc

/// Branin's function and Currin's, together, constrained, and over a continuous fidelity; both are minimised.
enum BraninCurrinFunctions {
    /// Branin on [-5, 10] x [0, 15]; b and t may be shifted for a lower fidelity.
    ///
    /// F. H. Branin, "Widely convergent method for finding multiple solutions of simultaneous nonlinear equations", IBM
    /// J. Res. Dev. 16 (1972); the usual constants.
    static func branin(_ a: Double, _ b: Double, less: (square: Double, slope: Double, share: Double) = (0, 0, 0))
        -> Double
    {
        let square = 5.1 / (4 * Double.pi * Double.pi) - less.square
        let slope = 5 / Double.pi - less.slope
        let share = 1 / (8 * Double.pi) + less.share
        let root = b - square * a * a + slope * a - 6
        return root * root + 10 * (1 - share) * cos(a) + 10
    }

    /// Branin with the unit square stretched over its box.
    static func unitBranin(_ x: Double, _ y: Double) -> Double { branin(15 * x - 5, 15 * y) }

    /// The rational part of Currin's function.
    private static func currinRatio(_ x: Double) -> Double {
        let above = ((2300 * x + 1900) * x + 2092) * x + 60
        return above / (((100 * x + 500) * x + 4) * x + 20)
    }

    /// Currin's exponential function on the unit square; at y = 0 its limit.
    ///
    /// C. Currin, T. Mitchell, M. Morris and D. Ylvisaker, "Bayesian prediction of deterministic functions", J. Am.
    /// Stat. Assoc. 86 (1991).
    static func currin(_ x: Double, _ y: Double) -> Double {
        (y > 0 ? 1 - exp(-1 / (2 * y)) : 1) * currinRatio(x)
    }

    /// The two-objective multi-fidelity form: at s = 1 shifted and scaled so that what beats (0, 0) is worth having.
    ///
    /// F. Irshad, S. Karsch and A. Döpp, "Leveraging trust for joint multi-objective and multi-fidelity optimization",
    /// Mach. Learn.: Sci. Technol. 5 (2024), as in BoTorch's code, from which its documentation differs in signs.
    static func multiFidelity(_ x: Double, _ y: Double, setting s: Double) -> [Double] {
        let value = branin(15 * x - 5, 15 * y, less: (0.01 * (1 - s), 0.1 * (1 - s), 0.05 * (1 - s)))
        let shrink = 1 - 0.1 * (1 - s) * (y > 0 ? exp(-1 / (2 * y)) : 0)
        return [-(21 - value) / 22, -(14 - shrink * currinRatio(x)) / 15]
    }

    static let bestSource = "NSGA-II, 200,000 evaluations; a lower bound"
    static let best = SyntheticProblem.BestKnown(59.389327773877156, bestSource)

    static func families() -> [SyntheticFamily] {
        [
            SyntheticFamily("branin-currin") {
                SyntheticDefinition(
                    reference: [18, 6], parameters: SyntheticDefinition.unit(2),
                    source: "Belakaria, Deshwal and Doppa 2019", best: best,
                    function: { x, _ in .init(objectives: [unitBranin(x[0], x[1]), currin(x[0], x[1])]) })
            },
            SyntheticFamily("constrained-branin-currin") {
                SyntheticDefinition(
                    reference: [80, 12], parameters: SyntheticDefinition.unit(2), constraintCount: 1,
                    source: "Gelbart, Snoek and Adams 2014, as in BoTorch",
                    best: .init(608.6521811921741, bestSource),
                    function: { x, _ in
                        let (a, b) = (15 * x[0] - 5, 15 * x[1])
                        return .init(
                            objectives: [branin(a, b), currin(x[0], x[1])],
                            constraints: [50 - (a - 2.5) * (a - 2.5) - (b - 7.5) * (b - 7.5)])
                    })
            },
            SyntheticFamily("mf-branin-currin") {
                SyntheticDefinition(
                    reference: [0, 0], parameters: SyntheticDefinition.unit(2),
                    continuousFidelity: ContinuousFidelity(name: "s", lower: 0, upper: 1, cost: .exponential(4.8)),
                    source: "Irshad, Karsch and Döpp 2024", best: .init(0.5039958946744836, bestSource),
                    function: { x, s in .init(objectives: multiFidelity(x[0], x[1], setting: s)) })
            },
        ]
    }
}
