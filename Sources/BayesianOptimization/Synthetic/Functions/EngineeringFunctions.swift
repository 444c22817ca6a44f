import Glibc

/// Problems from mechanical design, all objectives minimised.
enum EngineeringFunctions {
    /// Mass, acceleration and intrusion of a car's front in a crash over five plate thicknesses.
    ///
    /// X. Liao, Q. Li, X. Yang, W. Zhang and W. Li, "Multiobjective optimization for crash safety design of vehicles
    /// using stepwise regression model", Struct. Multidiscip. Optim. 35 (2008).
    static func vehicleSafety(_ x: [Double]) -> [Double] {
        let (a, b, c, d, e) = (x[0], x[1], x[2], x[3], x[4])
        let mass = 1640.2823 + 2.3573285 * a + 2.3220035 * b + 4.5688768 * c + 7.7213633 * d + 4.4559504 * e
        let linear = 6.5856 + 1.15 * a - 1.0427 * b + 0.9738 * c + 0.8364 * d
        let mixed = -0.3695 * a * d + 0.0861 * a * e + 0.3628 * b * d
        let acceleration = linear + mixed - 0.1106 * a * a - 0.3437 * c * c + 0.1764 * d * d
        let plain = -0.0551 + 0.0181 * a + 0.1024 * b + 0.0421 * c
        let pairs = -0.0073 * a * b + 0.024 * b * c - 0.0118 * b * d - 0.0204 * c * d - 0.008 * c * e
        return [mass, acceleration, plain + pairs - 0.0241 * b * b + 0.0109 * d * d]
    }

    /// The mass of a disc brake and its stopping time, over inner and outer radius, force and number of surfaces.
    ///
    /// R. Tanabe and H. Ishibuchi, "An easy-to-use real-world multi-objective optimization problem suite", Appl. Soft
    /// Comput. 89 (2020), problem RE3-4-3 with its constraints apart.
    static func discBrake(_ x: [Double]) -> SyntheticProblem.Figures {
        let squares = x[1] * x[1] - x[0] * x[0]
        let cubes = x[1] * x[1] * x[1] - x[0] * x[0] * x[0]
        return .init(
            objectives: [4.9e-5 * squares * (x[3] - 1), 9.82e6 * squares / (x[2] * x[3] * cubes)],
            constraints: [
                x[1] - x[0] - 20, 0.4 - x[2] / (3.14 * squares), 1 - 2.22e-3 * x[2] * cubes / (squares * squares),
                2.66e-2 * x[2] * x[3] * cubes / squares - 900,
            ])
    }

    /// The cost of a welded beam and its deflection, over weld size and length and the beam's height and width.
    ///
    /// K. Deb, "Multi-objective optimization using evolutionary algorithms", Wiley 2001. The slacks have the signs of
    /// BoTorch's code, so that figures compare, and these are opposite to those of the mechanical problem.
    static func weldedBeam(_ x: [Double]) -> SyntheticProblem.Figures {
        let (size, length, height, width) = (x[0], x[1], x[2], x[3])
        let (load, arm) = (6000.0, 14.0)
        let lever = size + height
        let radius = (0.25 * (length * length + lever * lever)).squareRoot()
        let inertia = 2 * 0.5.squareRoot() * size * length * (length * length / 12 + 0.25 * lever * lever)
        let primary = load / (2.0.squareRoot() * size * length)
        let secondary = load * (arm + length / 2) * radius / inertia
        let shear = primary * primary + primary * secondary * length / radius + secondary * secondary
        let bending = 6 * load * arm / (width * height * height)
        let buckling = 64746.022 * (1 - 0.0282346 * height) * height * width * width * width
        return .init(
            objectives: [
                1.10471 * size * size * length + 0.04811 * height * width * (arm + length),
                2.1952 / (width * height * height * height),
            ],
            constraints: [
                (shear.squareRoot() - 13600) / 13600, (bending - 30000) / 30000, (size - width) / (5 - 0.125),
                (load - buckling) / load,
            ])
    }

    static func families() -> [SyntheticFamily] {
        let bound = "NSGA-II, 200,000 evaluations; a lower bound"
        return [
            SyntheticFamily("vehicle-safety") {
                SyntheticDefinition(
                    reference: [1864.72022, 11.81993945, 0.2903999384],
                    parameters: SyntheticDefinition.box(
                        Array(repeating: 1, count: 5), Array(repeating: 3, count: 5)),
                    source: "Liao et al. 2008",
                    best: .init(246.81607081187002, "the approximate front of Tanabe and Ishibuchi 2020"),
                    function: { x, _ in .init(objectives: vehicleSafety(x)) })
            },
            SyntheticFamily("disc-brake") {
                SyntheticDefinition(
                    reference: [5.7771, 3.9651],
                    parameters: SyntheticDefinition.box([55, 75, 1000, 11], [80, 110, 3000, 20]), constraintCount: 4,
                    source: "Tanabe and Ishibuchi 2020", best: .init(11.157063491497265, bound),
                    function: { x, _ in discBrake(x) })
            },
            SyntheticFamily("welded-beam") {
                SyntheticDefinition(
                    reference: [40, 0.015],
                    parameters: SyntheticDefinition.box([0.125, 0.1, 0.1, 0.125], [5, 10, 10, 5]), constraintCount: 4,
                    source: "Deb 2001, with the signs of BoTorch", best: .init(0.07526543925797165, bound),
                    function: { x, _ in weldedBeam(x) })
            },
        ]
    }
}
