import Glibc

/// Problems with one objective, minimised; the reference is above every value in the box, so that any trial counts.
enum ClassicFunctions {
    /// Ackley's function with a = 20, b = 0.2, c = 2 pi.
    ///
    /// D. H. Ackley, "A connectionist machine for genetic hillclimbing", Kluwer 1987.
    static func ackley(_ x: [Double]) -> Double {
        let count = Double(x.count)
        let square = x.reduce(0) { $0 + $1 * $1 } / count
        let wave = x.reduce(0) { $0 + cos(2 * Double.pi * $1) } / count
        return -20 * exp(-0.2 * square.squareRoot()) - exp(wave) + 20 + exp(1)
    }

    /// Levy's function.
    ///
    /// A. V. Levy and A. Montalvo, "The tunneling algorithm for the global minimization of functions", SIAM J. Sci.
    /// Stat. Comput. 6 (1985).
    static func levy(_ x: [Double]) -> Double {
        let w = x.map { 1 + ($0 - 1) / 4 }
        let last = w[w.count - 1]
        var sum = pow(sin(Double.pi * w[0]), 2)
        for value in w.dropLast() {
            sum += (value - 1) * (value - 1) * (1 + 10 * pow(sin(Double.pi * value + 1), 2))
        }
        return sum + (last - 1) * (last - 1) * (1 + pow(sin(2 * Double.pi * last), 2))
    }

    /// Rosenbrock's valley.
    ///
    /// H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", Comput. J. 3
    /// (1960).
    static func rosenbrock(_ x: [Double]) -> Double {
        zip(x, x.dropFirst()).reduce(0) { sum, pair in
            let gap = pair.1 - pair.0 * pair.0
            return sum + 100 * gap * gap + (pair.0 - 1) * (pair.0 - 1)
        }
    }

    private static let hartmannWeights = [1.0, 1.2, 3.0, 3.2]
    private static let hartmannRates: [[Double]] = [
        [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
    ]
    private static let hartmannCentres: [[Double]] = [
        [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
    ]

    /// Hartmann's function of six variables; at a lower fidelity its first term is weaker.
    ///
    /// L. C. W. Dixon and G. P. Szegő, "The global optimization problem: an introduction", in Towards Global
    /// Optimization 2, 1978; the fidelity after K. Kandasamy et al., "Multi-fidelity Bayesian optimisation with
    /// continuous approximations", ICML 2017, as in BoTorch's code.
    static func hartmann6(_ x: [Double], setting: Double = 1) -> Double {
        var sum = 0.0
        for term in 0..<4 {
            var exponent = 0.0
            for index in 0..<6 {
                let gap = x[index] - 0.0001 * hartmannCentres[term][index]
                exponent += hartmannRates[term][index] * gap * gap
            }
            let weight = term == 0 ? hartmannWeights[0] - 0.1 * (1 - setting) : hartmannWeights[term]
            sum -= weight * exp(-exponent)
        }
        return sum
    }

    static func families() -> [SyntheticFamily] {
        let optimum = "the known minimum"
        let whole = ContinuousFidelity(name: "s", lower: 0, upper: 1, cost: .exponential(4.8))
        return [
            SyntheticFamily("branin") {
                SyntheticDefinition(
                    reference: [310], parameters: SyntheticDefinition.box([-5, 0], [10, 15]), source: "Branin 1972",
                    best: .init(310 - 0.39788735772973816, optimum),
                    function: { x, _ in .init(objectives: [BraninCurrinFunctions.branin(x[0], x[1])]) })
            },
            SyntheticFamily("hartmann6") {
                SyntheticDefinition(
                    reference: [0], parameters: SyntheticDefinition.unit(6), source: "Dixon and Szegő 1978",
                    best: .init(3.32237, optimum), function: { x, _ in .init(objectives: [hartmann6(x)]) })
            },
            SyntheticFamily("ackley", dimension: 6, from: 1) { dimension in
                box(dimension, -32.768, 32.768, reference: 23, "Ackley 1987", ackley)
            },
            SyntheticFamily("levy", dimension: 6, from: 1) { dimension in
                box(dimension, -10, 10, reference: 90 * Double(dimension), "Levy and Montalvo 1985", levy)
            },
            SyntheticFamily("rosenbrock", dimension: 6, from: 2) { dimension in
                box(dimension, -5, 10, reference: 1.2e6 * Double(dimension), "Rosenbrock 1960", rosenbrock)
            },
            SyntheticFamily("augmented-branin") {
                SyntheticDefinition(
                    reference: [1000], parameters: SyntheticDefinition.box([-5, 0], [10, 15]),
                    continuousFidelity: whole, source: "Kandasamy et al. 2017, as in BoTorch",
                    best: .init(1000 - 0.39788735772973816, optimum),
                    function: { x, s in
                        .init(objectives: [BraninCurrinFunctions.branin(x[0], x[1], less: (0.1 * (1 - s), 0, 0))])
                    })
            },
            SyntheticFamily("augmented-hartmann6") {
                SyntheticDefinition(
                    reference: [0], parameters: SyntheticDefinition.unit(6), continuousFidelity: whole,
                    source: "Kandasamy et al. 2017, as in BoTorch", best: .init(3.32237, optimum),
                    function: { x, s in .init(objectives: [hartmann6(x, setting: s)]) })
            },
        ]
    }

    /// A function of any dimension whose minimum is 0.
    private static func box(
        _ dimension: Int, _ lower: Double, _ upper: Double, reference: Double, _ source: String,
        _ function: @escaping @Sendable ([Double]) -> Double
    ) -> SyntheticDefinition {
        SyntheticDefinition(
            reference: [reference],
            parameters: SyntheticDefinition.box(
                Array(repeating: lower, count: dimension), Array(repeating: upper, count: dimension)),
            source: source, best: .init(reference, "the known minimum"),
            function: { x, _ in .init(objectives: [function(x)]) })
    }
}
