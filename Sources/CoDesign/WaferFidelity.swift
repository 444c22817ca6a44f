import AnalyticalModel
public import TrainingStrategy
import WaferArchitecture
public import WaferSimulator

/// One way to evaluate a wafer design: its name, its nominal cost, the version of its evaluator.
public struct WaferFidelity: Sendable {
    /// The name in files and on the command line.
    public let name: String
    /// The nominal cost where a campaign file does not give one.
    public let defaultCost: Double
    /// Whether a campaign that names no fidelities has it.
    public let isDefault: Bool
    /// The version of the evaluator: figures of two versions never meet in one campaign.
    public let version: String
    /// Whether it evaluates clusters of graphics processors beside wafers.
    public let evaluatesClusters: Bool
    /// Whether inference has an evaluator at this fidelity.
    public var evaluatesInference: Bool { evaluatesClusters }
    private let model: any TrainingCostModel

    private init<Model: TrainingCostModel>(
        _ model: Model, defaultCost: Double, isDefault: Bool = true, evaluatesClusters: Bool = false
    ) {
        name = Model.fidelity
        self.isDefault = isDefault
        version = Model.version
        self.defaultCost = defaultCost
        self.evaluatesClusters = evaluatesClusters
        self.model = model
    }

    /// All fidelities, from cheap to dear; the last is the one to trust.
    public static let all: [WaferFidelity] = [
        WaferFidelity(AnalyticalModel(), defaultCost: 0.001, evaluatesClusters: true),
        WaferFidelity(RoutedModel(), defaultCost: 0.02, isDefault: false),
        WaferFidelity(DetailedModel(), defaultCost: 1),
    ]

    /// The fidelity of a name.
    ///
    /// - Throws: `CoDesignError.unknownFidelity` with the names there are.
    public static func named(_ name: String) throws(CoDesignError) -> WaferFidelity {
        guard let fidelity = all.first(where: { $0.name == name }) else { throw .unknownFidelity(name) }
        return fidelity
    }

    /// Whether it is meant for the machine of a design: only some evaluate clusters.
    public func evaluates(_ design: TrainingDesign) -> Bool {
        evaluatesClusters || design.hardware.cluster == nil
    }

    /// Whether it is meant for the machine of a task.
    public func evaluates(_ task: PlanningTask) -> Bool {
        evaluatesClusters || task.hardware.cluster == nil
    }

    /// The figures of one training iteration of a design.
    public func evaluate(_ design: TrainingDesign) -> TrainingEvaluation {
        model.evaluate(design)
    }

    /// The figures of inference; nil where it has no evaluator at this fidelity.
    public func evaluate(_ design: InferenceDesign) -> InferenceEvaluation? {
        evaluatesInference ? InferenceModel().evaluate(design) : nil
    }

    /// The version of its evaluator of some work.
    public func version(for work: WaferProblem.Work) -> String {
        work == .training ? version : InferenceModel.version
    }

    /// Whether it plays an iteration as events, and so can tell what it saw.
    public var playsIterations: Bool { model is any IterationModel }

    /// The figures of one training iteration of a design, and what was seen in it.
    ///
    /// - Parameters:
    ///   - design: A design.
    ///   - spans: Whether everything that was under way is listed.
    /// - Returns: Nil for a fidelity that plays no iterations; no record for a design whose shape is illegal.
    public func record(
        of design: TrainingDesign, spans: Bool
    ) -> (evaluation: TrainingEvaluation, record: IterationRecord?)? {
        (model as? any IterationModel)?.record(of: design, spans: spans)
    }
}
