import ConfigurationFile
import SearchSpace
import TrainingStrategy

/// A design while its values are put together: a machine and a strategy, and of inference the requests.
struct JointDesign: Sendable {
    /// The machine, the model and the strategy; of training also the job.
    var training: TrainingDesign
    /// What is served; `nil` for training.
    var inference: InferenceJob?

    /// The design of what is asked for.
    var any: AnyDesign {
        guard let inference else { return .training(training) }
        return .inference(
            InferenceDesign(
                hardware: training.hardware, model: training.model, job: inference, strategy: training.strategy))
    }
}

/// One parameter of a joint space: a key of the machine or of the strategy, or one of the requests.
struct JointKey: Sendable {
    /// The dotted path of its key in a design file.
    let path: String
    /// What it may be.
    let kind: DesignKey.Kind
    /// Reads it from a design.
    let get: @Sendable (JointDesign) -> ParameterValue
    /// Writes it into a design; a value of another kind is left alone.
    let set: @Sendable (inout JointDesign, ParameterValue) -> Void
    /// The key of the machine or of the strategy that it is; `nil` for one of the requests.
    let designKey: DesignKey?

    /// Whether it belongs to the machine.
    var isHardware: Bool { designKey?.isHardware ?? false }

    private init(_ key: DesignKey) {
        path = key.path
        kind = key.kind
        get = { key.get($0.training) }
        set = { key.set(&$0.training, $1) }
        designKey = key
    }

    private init(
        _ path: String, _ kind: DesignKey.Kind, get: @escaping @Sendable (InferenceJob) -> ParameterValue,
        set: @escaping @Sendable (inout InferenceJob, ParameterValue) -> Void
    ) {
        self.path = path
        self.kind = kind
        // A design of training has none of these keys.
        self.get = { $0.inference.map(get) ?? .boolean(false) }
        self.set = { design, value in
            guard var job = design.inference else { return }
            set(&job, value)
            design.inference = job
        }
        designKey = nil
    }

    /// The keys that a space of training may hold.
    static let training: [JointKey] = DesignKey.all.map { JointKey($0) }

    /// The keys that a space of inference may hold: of the strategy those that play a part in it.
    static let inference: [JointKey] =
        (DesignKey.hardware + DesignKey.strategy.filter { servedDegrees.contains($0.path) }).map { JointKey($0) } + [
            JointKey("inference.batch", .integer(1...131_072)) {
                .integer($0.batch)
            } set: { job, value in
                if case .integer(let count) = value { job.batch = count }
            },
            choice("inference.precision", \.precision), choice("inference.attention", \.attention),
            JointKey(keepRatio, .real(exponent: 0)) {
                .real($0.selection.keepRatio)
            } set: { job, value in
                if let share = value.number { job.selection = SparseSelection(keepRatio: share) }
            },
        ]

    /// The share of the keys that sparse attention keeps.
    static let keepRatio = "inference.keep_ratio"
    /// The kind of attention.
    static let attention = "inference.attention"

    private static let servedDegrees = ["strategy.tensor", "strategy.pipeline", "strategy.data", "strategy.expert"]

    private static func choice<Choice>(
        _ path: String, _ place: any (WritableKeyPath<InferenceJob, Choice> & Sendable)
    ) -> JointKey where Choice: RawRepresentable<String> & CaseIterable & SendableMetatype {
        JointKey(path, .choice(Choice.allCases.map(\.rawValue))) { job in
            .string(job[keyPath: place].rawValue)
        } set: { job, value in
            if case .string(let name) = value, let choice = Choice(rawValue: name) { job[keyPath: place] = choice }
        }
    }

    /// The value at a place of a file.
    func value(_ node: ConfigurationNode) throws(ConfigurationError) -> ParameterValue {
        let value = try kind.value(node)
        if path == Self.keepRatio, !SparseSelection(keepRatio: value.number ?? 0).isLegal {
            throw node.error(accepted: "a decimal number above 0 and at most 1")
        }
        return value
    }

    /// Reads the value at a place of a file into a design; a number exactly as its digits say.
    func read(_ node: ConfigurationNode, into design: inout JointDesign) throws(ConfigurationError) {
        if let designKey { return try designKey.read(node, into: &design.training) }
        set(&design, try value(node))
    }
}
