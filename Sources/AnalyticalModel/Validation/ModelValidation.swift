/// Every published case that the models are checked against.
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

    /// The groups, with their cases.
    public let groups: [ValidationGroup]
    /// For each publication of a fitted group, its error when it is left out.
    public let leftOut: [LeftOut]

    /// Runs every case.
    ///
    /// - Parameter refits: Whether the constants are fitted again without each publication, a second or two.
    public init(refits: Bool = true) {
        let shipped = ClusterConstants.shipped
        let (training, operators) = (TrainingCases(constants: shipped), OperatorCases(constants: shipped))
        groups = [
            training.korthikantiTable5, training.narayananTable1, training.narayananTable2, MemoryCases.figure1,
            MemoryCases.figure7, operators.large, operators.small, InferenceCases.firstTokens, InferenceCases.splitwise,
            InferenceCases.sglang, InferenceCases.waferLLM,
        ]
        leftOut =
            !refits
            ? []
            : ConstantFit.Paper.allCases.map { paper in
                let others = ConstantFit.Paper.allCases.filter { $0 != paper }
                return LeftOut(
                    source: paper.rawValue, shipped: paper.error(shipped),
                    fittedWithout: paper.error(ConstantFit(papers: others).constants()))
            }
    }

    /// Whether every bound is kept.
    public var isKept: Bool { groups.allSatisfy(\.isKept) }
}
