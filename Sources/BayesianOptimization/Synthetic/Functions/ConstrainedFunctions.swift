import Glibc

/// Small constrained problems from the literature on evolutionary optimisers, both objectives minimised.
enum ConstrainedFunctions {
    /// OSY, six variables and six constraints.
    ///
    /// A. Osyczka and S. Kundu, "A new method to solve generalized multicriteria optimization problems using the simple
    /// genetic algorithm", Struct. Optim. 10 (1995).
    static func osy(_ x: [Double]) -> SyntheticProblem.Figures {
        func square(_ value: Double) -> Double { value * value }
        let first = 25 * square(x[0] - 2) + square(x[1] - 2) + square(x[2] - 1) + square(x[3] - 4) + square(x[4] - 1)
        return .init(
            objectives: [-first, x.reduce(0) { $0 + $1 * $1 }],
            constraints: [
                x[0] + x[1] - 2, 6 - x[0] - x[1], 2 - x[1] + x[0], 2 - x[0] + 3 * x[1],
                4 - square(x[2] - 3) - x[3], square(x[4] - 3) + x[5] - 4,
            ])
    }

    /// BNH, two variables and two constraints.
    ///
    /// T. T. Binh and U. Korn, "MOBES: a multiobjective evolution strategy for constrained optimization problems",
    /// Proc. Mendel 1997.
    static func bnh(_ x: [Double]) -> SyntheticProblem.Figures {
        let (a, b) = (x[0], x[1])
        return .init(
            objectives: [4 * (a * a + b * b), (a - 5) * (a - 5) + (b - 5) * (b - 5)],
            constraints: [
                25 - (a - 5) * (a - 5) - b * b, (a - 8) * (a - 8) + (b + 3) * (b + 3) - 7.7,
            ])
    }

    /// CONSTR, two variables and two constraints.
    ///
    /// K. Deb, "Multi-objective optimization using evolutionary algorithms", Wiley 2001.
    static func constr(_ x: [Double]) -> SyntheticProblem.Figures {
        .init(objectives: [x[0], (1 + x[1]) / x[0]], constraints: [9 * x[0] + x[1] - 6, 9 * x[0] - x[1] - 1])
    }

    /// SRN, two variables and two constraints.
    ///
    /// N. Srinivas and K. Deb, "Multiobjective optimization using nondominated sorting in genetic algorithms", Evol.
    /// Comput. 2 (1994); the first slack has fourth powers as in BoTorch's code, where the paper has squares.
    static func srn(_ x: [Double]) -> SyntheticProblem.Figures {
        let (a, b) = (x[0], x[1])
        return .init(
            objectives: [2 + (a - 2) * (a - 2) + (b - 2) * (b - 2), 9 * a - (b - 1) * (b - 1)],
            constraints: [225 - a * a * a * a - b * b * b * b, 3 * b - a - 10])
    }

    /// MW7, whose front is in pieces.
    ///
    /// Z. Ma and Y. Wang, "Evolutionary constrained multiobjective optimization: test suite construction and
    /// performance comparisons", IEEE Trans. Evol. Comput. 23 (2019).
    static func mw7(_ x: [Double]) -> SyntheticProblem.Figures {
        var g = 1.0
        for index in 1..<x.count {
            let before = x[index - 1] - 0.5
            let gap = x[index] + before * before - 1
            g += 2 * gap * gap
        }
        let first = g * x[0]
        let second = g * max(0, 1 - x[0] * x[0]).squareRoot()
        let angle = atan2(second, first)
        let wave = sin(4 * angle)
        let outer = 1.2 + 0.4 * pow(wave, 16)
        let inner = 1.15 - 0.2 * pow(wave, 8)
        let radius = first * first + second * second
        return .init(objectives: [first, second], constraints: [outer * outer - radius, radius - inner * inner])
    }

    static func families() -> [SyntheticFamily] {
        [
            SyntheticFamily("osy") {
                SyntheticDefinition(
                    reference: [-75, 75],
                    parameters: SyntheticDefinition.box([0, 0, 1, 0, 1, 0], [10, 10, 5, 6, 5, 10]), constraintCount: 6,
                    source: "Osyczka and Kundu 1995",
                    best: .init(10108.4085, "the Pareto set that Deb 2001 gives, at 2,000,005 points"),
                    function: { x, _ in osy(x) })
            },
            SyntheticFamily("bnh") {
                SyntheticDefinition(
                    reference: [140, 50], parameters: SyntheticDefinition.box([0, 0], [5, 3]), constraintCount: 2,
                    source: "Binh and Korn 1997",
                    // The front is the diagonal up to (3, 3), then x2 = 3 up to (5, 3).
                    best: .init(2232 + 8608.0 / 3 + 184, "the analytic front"), function: { x, _ in bnh(x) })
            },
            SyntheticFamily("constr") {
                SyntheticDefinition(
                    reference: [10, 10], parameters: SyntheticDefinition.box([0.1, 0], [10, 5]), constraintCount: 2,
                    source: "Deb 2001",
                    // The front is x2 = 6 - 9 x1 on [7/18, 2/3], then x2 = 0 up to x1 = 10.
                    best: .init(865.0 / 9 - 7 * log(12.0 / 7) + 2.5 - log(15), "the analytic front"),
                    function: { x, _ in constr(x) })
            },
            SyntheticFamily("srn") {
                SyntheticDefinition(
                    reference: [50, 10], parameters: SyntheticDefinition.box([-20, -20], [20, 20]), constraintCount: 2,
                    source: "Srinivas and Deb 1994, as in BoTorch",
                    best: .init(1644.1, "a grid of 6,001 x 6,001 points, rounded up"), function: { x, _ in srn(x) })
            },
            SyntheticFamily("mw7", dimension: 4, from: 2, objectives: 2) { dimension in
                SyntheticDefinition(
                    reference: [1.2, 1.2], parameters: SyntheticDefinition.unit(dimension), constraintCount: 2,
                    source: "Ma and Wang 2019",
                    best: .init(0.50441, "the front in polar coordinates, 2,000,001 angles"),
                    function: { x, _ in mw7(x) })
            },
        ]
    }
}
