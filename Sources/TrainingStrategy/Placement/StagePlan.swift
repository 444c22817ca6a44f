public import LanguageModel

/// Which layers each stage of a pipeline holds, and how many micro-batches are alive in it.
///
/// Virtual stage `chunk * stages + stage` holds consecutive layers. Layers that do not divide evenly go, one each, to
/// the virtual stages just before the last one: the last also has the output head, so an extra layer there would make
/// it the slowest, and early stages keep the most micro-batches alive, so an extra layer there would cost most memory.
public struct StagePlan: Sendable, Hashable {
    /// Layers of the model.
    public let layers: Int
    /// Stages.
    public let stages: Int
    /// Chunks of each stage.
    public let chunks: Int
    /// The schedule.
    public let schedule: Schedule
    /// Micro-batches in one iteration of a replica.
    public let microBatches: Int
    /// Which layers have experts, or nil for none.
    public let mixture: Mixture?

    /// The layers that every virtual stage holds at least.
    public let layersAtLeast: Int
    /// Virtual stages with one layer more.
    public let extraLayers: Int
    /// Where layers are not dealt out evenly, the first layer of each stage and behind them the number of layers; else
    /// empty.
    public let firstLayers: [Int]

    /// Makes a plan; `stages * chunks` is at most `layers`.
    ///
    /// - Parameters:
    ///   - layers: Layers of the model.
    ///   - stages: Stages.
    ///   - chunks: Chunks of each stage.
    ///   - schedule: The schedule.
    ///   - microBatches: Micro-batches in one iteration of a replica.
    ///   - mixture: Which layers have experts.
    ///   - layersOfStages: Layers of each stage where they are not dealt out evenly, with one chunk a stage.
    public init(
        layers: Int, stages: Int, chunks: Int, schedule: Schedule, microBatches: Int, mixture: Mixture? = nil,
        layersOfStages: [Int] = []
    ) {
        self.mixture = mixture
        self.layers = layers
        self.stages = stages
        self.chunks = chunks
        self.schedule = schedule
        self.microBatches = microBatches
        guard layersOfStages.isEmpty else {
            firstLayers = layersOfStages.reduce(into: [0]) { $0.append($0[$0.count - 1] &+ $1) }
            (layersAtLeast, extraLayers) = (layersOfStages.min() ?? 0, 0)
            return
        }
        firstLayers = []
        (layersAtLeast, extraLayers) = layers.quotientAndRemainder(dividingBy: stages &* chunks)
    }

    /// The plan of a legal design.
    public init(_ design: TrainingDesign) {
        self.init(
            layers: design.model.layers, stages: design.strategy.pipeline, chunks: design.strategy.chunks,
            schedule: design.strategy.schedule, microBatches: design.microBatchCount, mixture: design.model.mixture,
            layersOfStages: design.strategy.plan.map { $0.stages.map(\.count) } ?? [])
    }

    /// Virtual stages: stages times chunks.
    public var virtualStages: Int { stages &* chunks }

    /// Layers of one chunk of one stage.
    public func layers(stage: Int, chunk: Int) -> Int {
        guard firstLayers.isEmpty else { return firstLayers[stage &+ 1] &- firstLayers[stage] }
        let index = chunk &* stages &+ stage
        let last = virtualStages &- 1
        return layersAtLeast &+ (index < last && index >= last &- extraLayers ? 1 : 0)
    }

    /// Layers of one stage, over its chunks.
    public func layers(stage: Int) -> Int {
        guard firstLayers.isEmpty else { return firstLayers[stage &+ 1] &- firstLayers[stage] }
        guard extraLayers > 0 else { return chunks &* layersAtLeast }
        // Of the virtual stages first..<last, those that fall on this stage.
        let last = virtualStages &- 1
        let first = last &- extraLayers
        let extras =
            StagePlan.count(below: last, stage: stage, stages: stages)
            &- StagePlan.count(below: first, stage: stage, stages: stages)
        return chunks &* layersAtLeast &+ extras
    }

    /// Chunk passes that a stage runs forward before its first backward one.
    ///
    /// Narayanan et al., SC'21: the stages behind it for 1F1B, and for the interleaved schedule twice these and all but
    /// the last chunk of one round.
    public func warmUpPasses(stage: Int) -> Int {
        let all = microBatches &* chunks
        switch schedule {
        case .gpipe: return all
        case .oneForwardOneBackward: return min(all, stages &- 1 &- stage)
        case .interleaved: return min(all, 2 &* (stages &- 1 &- stage) &+ (chunks &- 1) &* stages)
        }
    }

    /// Micro-batches whose activations a stage holds at its fullest, counted in whole stages.
    ///
    /// GPipe keeps all; 1F1B `min(m, p - s)`; interleaved `(2 (p - s - 1) + (v - 1) p + 1) / v` at most, which for the
    /// first stage is `p (1 + (p - 1) / (p v))` (V. Korthikanti et al., "Reducing activation recomputation in large
    /// transformer models", MLSys 2023).
    public func liveMicroBatches(stage: Int) -> Double {
        let all = microBatches &* chunks
        return Double(min(all, warmUpPasses(stage: stage) &+ 1)) / Double(chunks)
    }

    /// How many indices below a bound fall on a stage when they are dealt out in turn.
    private static func count(below bound: Int, stage: Int, stages: Int) -> Int {
        bound <= stage ? 0 : (bound &- stage &- 1) / stages &+ 1
    }
}
