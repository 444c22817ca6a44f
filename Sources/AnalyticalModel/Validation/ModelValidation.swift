/// Measured cases beside what the models say.
public struct ModelValidation: Sendable {
    /// What remains of a publication's error when the constants are fitted without it.
    public struct LeftOut: Sendable, Hashable {
        /// The publication.
        public var source: String
        /// The mean error with the constants that the program ships.
        public var shipped: Double
        /// The mean error with constants fitted to the other publications only.
        public var fittedWithout: Double
    }

    /// The groups that have cases.
    public let groups: [ValidationGroup]
    /// For each publication of a fitted group, its error when it is left out.
    public let leftOut: [LeftOut]
    /// Rows that the models do not cover, in a few words each, with how many there are of a kind.
    public let notModelled: [String]

    /// Runs every case that the program ships.
    ///
    /// - Parameter refits: Whether the constants are fitted again without each publication, a few seconds.
    /// - Throws: never for the measurements as they are.
    public init(refits: Bool = true) throws(MeasurementError) {
        try self.init(of: Measurements.shipped(), refits: refits)
    }

    /// Runs the cases of given measurements.
    ///
    /// - Parameters:
    ///   - measurements: Rows of any of the known files.
    ///   - refits: Whether the constants are fitted again without each publication.
    /// - Throws: for a row that cannot be: a count that does not divide, an unknown operator or pattern.
    public init(of measurements: Measurements, refits: Bool = false) throws(MeasurementError) {
        let (training, operators) = (try TrainingCases(measurements), try OperatorCases(measurements))
        let (memory, network) = (try MemoryCases(measurements), try NetworkCases(measurements))
        let inference = InferenceCases(measurements)
        groups = [
            training.korthikantiTable5, training.narayananTable1, training.narayananTable2, training.turingNLG,
            memory.figure1, memory.figure7, operators.large, operators.small, operators.layerSums,
            inference.firstTokens, inference.fixedBatches, inference.fullMachines, inference.splitwise,
            inference.sglang, inference.vectorProducts, inference.waferLLM, inference.waferRequests,
            inference.cerebras, network.largeAllReduces, network.otherAllReduces, network.longBatches,
            network.shortBatches,
        ].filter { !$0.cases.isEmpty }
        notModelled = training.notModelled + inference.notModelled + network.notModelled
        guard refits else {
            leftOut = []
            return
        }
        leftOut = ConstantFit.Paper.allCases.map { paper in
            let fit = ConstantFit(
                papers: ConstantFit.Paper.allCases.filter { $0 != paper }, training: training, operators: operators,
                inference: inference)
            return LeftOut(
                source: paper.rawValue, shipped: fit.error(paper, .shipped),
                fittedWithout: fit.error(paper, fit.constants()))
        }
    }

    /// Whether every bound is kept.
    public var isKept: Bool { groups.allSatisfy(\.isKept) }
}
