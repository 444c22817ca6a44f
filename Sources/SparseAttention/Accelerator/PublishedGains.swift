/// What SOFA reports that each of its parts gains over dense attention on a processor, as factors that multiply.
///
/// Source: SOFA (arXiv 2407.10416), ablation. Its totals are 9.5 over the A100 and 11.1 over the TPU; STAR
/// (arXiv 2512.20198) reports 9.2 over the A100, and 71.2 in energy. None of these is the result of a model here.
public struct PublishedGains: Sendable, Hashable {
    /// The processor.
    public let baseline: String
    /// What is added, and by what it multiplies the rate.
    public let steps: [Step]

    /// One part of the design.
    public struct Step: Sendable, Hashable {
        /// What is added.
        public let name: String
        /// The factor.
        public let factor: Double
    }

    /// All factors together.
    public var product: Double { steps.reduce(1) { $0 * $1.factor } }

    /// The rate over that of an A100.
    public static let a100 = PublishedGains(baseline: "A100", factors: [3.16, 1.65, 1.28, 1.26, 1.14])
    /// The rate over that of a TPU.
    public static let tpu = PublishedGains(baseline: "TPU", factors: [2.8, 1.82, 1.52, 1.1, 1.3])
    /// STAR's rate over that of an A100.
    public static let starSpeed = 9.2
    /// STAR's operations a joule over those of an A100.
    public static let starEnergy = 71.2
    /// Spatial-STAR's throughput over that of its baseline.
    public static let spatialThroughput = 20.1

    private init(baseline: String, factors: [Double]) {
        let names = [
            "sparse in software", "prediction engine", "sorting engine", "sorted updates", "reuse-aware loads",
        ]
        self.baseline = baseline
        steps = zip(names, factors).map(Step.init)
    }
}
