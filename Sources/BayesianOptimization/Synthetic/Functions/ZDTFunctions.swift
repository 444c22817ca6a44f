import Glibc

/// Two problems of the ZDT family, both objectives minimised on the unit cube.
///
/// E. Zitzler, K. Deb and L. Thiele, "Comparison of multiobjective evolutionary algorithms: empirical results", Evol.
/// Comput. 8 (2000).
enum ZDTFunctions {
    /// ZDT with f2 = g (1 - (x1 / g)^power): 1/2 gives ZDT1, whose front is convex, 2 gives ZDT2, whose front is not.
    static func values(_ x: [Double], power: Double) -> [Double] {
        let g = 1 + 9 * x.dropFirst().reduce(0, +) / Double(x.count - 1)
        return [x[0], g * (1 - pow(x[0] / g, power))]
    }

    static func families() -> [SyntheticFamily] {
        [family("zdt1", power: 0.5), family("zdt2", power: 2)]
    }

    private static func family(_ name: String, power: Double) -> SyntheticFamily {
        SyntheticFamily(name, dimension: 8, from: 2, objectives: 2) { dimension in
            SyntheticDefinition(
                reference: [11, 11], parameters: SyntheticDefinition.unit(dimension),
                source: "Zitzler, Deb and Thiele 2000",
                // The front is f2 = 1 - f1^power on [0, 1].
                best: .init(121 - power / (power + 1), "the analytic front"),
                function: { x, _ in .init(objectives: values(x, power: power)) })
        }
    }
}
