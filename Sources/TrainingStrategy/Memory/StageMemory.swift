import LanguageModel

/// What one device of a stage holds, with what its layers alone have of it.
public struct StageMemory: Sendable, Hashable {
    /// The stage.
    public var stage: Int
    /// Its layers.
    public var layers: Int
    /// By part.
    public var memory: TrainingEvaluation.Memory
    /// State of the matrices of its layers, before ZeRO divides it.
    ///
    /// 18 bytes for each of `12 h^2 / t` a layer of a GPT shape: the first bar of Korthikanti et al. (MLSys 2023),
    /// Figure 1.
    public var layerMatrixStateBytes: Double
    /// Activations that its layers keep for all live micro-batches: the second bar of that figure.
    public var layerActivationBytes: Double
}

extension TrainingMemory {
    /// What the devices of each stage hold.
    public var stages: [StageMemory] {
        (0..<plan.stages).map { stage in
            let count = plan.layerCount(stage: stage)
            let matrices =
                Double(count.dense) * model.layerMatrixParameters(tensor: strategy.tensor)
                + Double(count.experts) * mixed.parameters.total
            return StageMemory(
                stage: stage, layers: count.total, memory: memory(stage: stage),
                layerMatrixStateBytes: state.total * matrices,
                layerActivationBytes: keptBytes(stage: stage) * liveMicroBatches(stage: stage))
        }
    }
}
