/// How well BoTorch 0.18.1 predicts on the sets of `Data`, by set: seeds 0 to 2.
struct PeerQuality: Sendable {
    /// Figures of one kernel: root mean square error and negative log density in units of the standard deviation of the
    /// function, and the share of test observations inside the central 95 percent.
    struct Figures: Sendable {
        var errors: [Double]
        var densities: [Double]
        var coverages: [Double]
    }

    var function: String
    /// The default: squared exponential with a dimension-scaled log-normal prior.
    var standard: Figures
    /// Matern-5/2 with Gamma priors.
    var matern: Figures
    /// Whether the Matern kernel is the better one here, by its mean log density.
    var isMaternBetter: Bool

    static let all = [
        PeerQuality(
            function: "hartmann6",
            standard: Figures(
                errors: [0.648, 0.711, 0.713], densities: [1.22, 1.87, 1.01], coverages: [0.886, 0.870, 0.902]),
            matern: Figures(
                errors: [0.670, 0.735, 0.714], densities: [1.07, 1.46, 1.01], coverages: [0.934, 0.894, 0.930]),
            isMaternBetter: true),
        PeerQuality(
            function: "levy6",
            standard: Figures(
                errors: [1.064, 0.852, 0.922], densities: [1.95, 1.32, 1.46], coverages: [0.794, 0.884, 0.868]),
            matern: Figures(
                errors: [0.882, 0.830, 0.910], densities: [1.27, 1.22, 1.37], coverages: [0.934, 0.926, 0.894]),
            isMaternBetter: true),
        PeerQuality(
            function: "friedman12",
            standard: Figures(
                errors: [0.175, 0.180, 0.220], densities: [-0.51, -0.44, -0.31], coverages: [0.960, 0.968, 0.932]),
            matern: Figures(
                errors: [0.522, 0.584, 0.571], densities: [0.79, 0.90, 0.83], coverages: [0.990, 0.980, 0.952]),
            isMaternBetter: false),
    ]
}
