public import LanguageModel

/// How every operator of a layer is spread over a group of dies: the plan's, and Megatron-LM's where it has none.
///
/// Eight entries speak for all operators:
/// - ``stream`` for norms, residual sums, router and the order of experts' copies. Its parts may be fewer than dies,
///   which then do the same; without sequence parallelism all do.
/// - ``core`` for scores, softmax and values; heads are its outputs.
/// - ``up`` and ``down``, ``expertUp`` and ``expertDown`` for their products. Activation functions work on what the up
///   product leaves on a die, sums scattered; shared experts go as routed ones.
///
/// A part need not divide its dimension: shares are rounded up and the fullest die counts. On equal dies that is what
/// the unequal ratios of AccPar come to, where a group of 7 is halved into 4 and 3 with ratios of 4/7 and 3/7.
public struct OperatorSpread: Sendable, Hashable {
    /// Of the residual stream, listed as ``LanguageModel/LayerOperator/Kind/attentionNorm``.
    public var stream: OperatorPlan
    /// Of the query, key and value projection.
    public var queryKeyValue: OperatorPlan
    /// Of the attention core, listed as ``LanguageModel/LayerOperator/Kind/scores``.
    public var core: OperatorPlan
    /// Of the output projection.
    public var projection: OperatorPlan
    /// Of the up projection.
    public var up: OperatorPlan
    /// Of the down projection.
    public var down: OperatorPlan
    /// Of the experts' up projection.
    public var expertUp: OperatorPlan
    /// Of the experts' down projection.
    public var expertDown: OperatorPlan
    /// The group.
    public let shape: TensorShape

    /// The operators that an entry of a plan may name.
    public static let kinds: [LayerOperator.Kind] = [
        .attentionNorm, .queryKeyValue, .scores, .projection, .up, .down, .expertUp, .expertDown,
    ]

    /// The spread of Megatron-LM: heads and columns, then rows; norms by positions with sequence parallelism.
    public init(shape: TensorShape, sequenceParallel: Bool) {
        let dies = shape.count
        stream = OperatorPlan(.attentionNorm, sequence: sequenceParallel ? dies : 1)
        queryKeyValue = OperatorPlan(.queryKeyValue, output: dies)
        core = OperatorPlan(.scores, output: dies)
        projection = OperatorPlan(.projection, input: dies)
        up = OperatorPlan(.up, output: dies)
        down = OperatorPlan(.down, input: dies)
        expertUp = OperatorPlan(.expertUp, output: dies)
        expertDown = OperatorPlan(.expertDown, input: dies)
        self.shape = shape
    }

    /// The spread of a strategy on a group.
    public init(_ strategy: Strategy, shape: TensorShape) {
        self.init(shape: shape, sequenceParallel: strategy.sequenceParallel)
        for plan in strategy.plan?.operators ?? [] { self[plan.kind] = plan }
    }

    /// The spread of a strategy whose plan says something of operators; else nil.
    init?(planned strategy: Strategy, shape: TensorShape) {
        guard let plan = strategy.plan, !plan.operators.isEmpty else { return nil }
        self.init(strategy, shape: shape)
    }

    /// Dies of the group.
    public var dies: Int { shape.count }

    /// The entry that an operator is listed under; setting one of another operator changes nothing.
    public subscript(_ kind: LayerOperator.Kind) -> OperatorPlan {
        get { self[keyPath: Self.entry(kind) ?? \.stream] }
        set { if let entry = Self.entry(kind) { self[keyPath: entry] = newValue } }
    }

    /// All entries, in the order of ``kinds``.
    public var plans: [OperatorPlan] { Self.kinds.map { self[$0] } }

    private static func entry(_ kind: LayerOperator.Kind) -> WritableKeyPath<OperatorSpread, OperatorPlan>? {
        switch kind {
        case .attentionNorm: \.stream
        case .queryKeyValue: \.queryKeyValue
        case .scores: \.core
        case .projection: \.projection
        case .up: \.up
        case .down: \.down
        case .expertUp: \.expertUp
        case .expertDown: \.expertDown
        default: nil
        }
    }
}
