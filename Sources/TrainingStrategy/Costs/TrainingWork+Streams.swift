import LanguageModel
import WaferArchitecture

/// What weights that are streamed cost on their way onto the wafer, and gradients on theirs off it.
///
/// Each die of a wafer takes in an equal part of what its group and its peers need, over the links between dies from
/// the rim; rings of replicas bring it to all, and bring gradients together before they leave.
extension TrainingWork {
    /// Bytes that a part of the model has on the whole wafer: one copy of it.
    private func bytes(_ parameters: HeldParameters, each: Double) -> Double {
        let strategy = design.strategy
        return each * Double(strategy.tensor) * (parameters.common + parameters.experts * Double(strategy.expert))
    }

    /// Seconds in which a part of the model comes in for a forward pass, with all dies in use taking in their parts.
    public func streamInSeconds(_ parameters: HeldParameters) -> Double {
        bytes(parameters, each: memory.state.weight) / streamBytesPerSecond
    }

    /// Seconds in which a part of the model comes in for a backward pass while gradients of another one go out.
    public func streamBackSeconds(_ parameters: HeldParameters) -> Double {
        bytes(parameters, each: max(memory.state.weight, design.job.exchangedGradientBytes)) / streamBytesPerSecond
    }

    /// Bytes a second of all dies together: the wafer's link, or what the links between dies carry from the rim.
    ///
    /// All dies from the rim to the middle of a row share its first link.
    public var streamBytesPerSecond: Double {
        let (wafer, inUse) = (design.hardware.wafer, diesInUsePerWafer)
        let sharing = Double(min((wafer.diesX + 1) / 2, inUse))
        let perDie = design.hardware.die.dieToDieBytesPerSecondPerEdge / max(1, sharing - 1)
        return min(memory.streaming?.bytesPerSecond ?? 0, perDie * Double(inUse))
    }

    /// Seconds between two iterations that nothing hides: the last gradient goes out, that of the embedding, and its new
    /// weights come in; the optimiser works on all others before.
    public var streamTurnSeconds: Double {
        guard memory.streaming != nil else { return 0 }
        let embedding = HeldParameters(common: design.model.embeddingParameters(tensor: design.strategy.tensor))
        let each = memory.state.weight + design.job.exchangedGradientBytes
        return bytes(embedding, each: each) / streamBytesPerSecond
    }

    /// Bytes of weights that one die takes in for the forward pass of a micro-batch in the mean; as many for the
    /// backward pass, with ``streamedGradientRatio`` times as many going out.
    public var streamedBytesPerPass: Double {
        guard let streaming = memory.streaming else { return 0 }
        let all = memory.streamedParts.reduce(0) { sum, part in
            sum + part.count * bytes(part.parameters, each: memory.state.weight)
        }
        return streaming.share * all / Double(diesInUsePerWafer)
    }

    /// Bytes of a gradient that goes out for each byte of weight that comes in.
    public var streamedGradientRatio: Double { design.job.exchangedGradientBytes / memory.state.weight }

    /// Bytes that what is streamed moves to and from the DRAM of a die for each of its parameters in a pass of a
    /// micro-batch: it is written as it comes in, and gradients are read as they go out.
    static func streamedTraffic(_ memory: TrainingMemory) -> (forward: Double, backward: Double) {
        let share = memory.streaming?.share ?? 0
        return (share * memory.state.weight, share * (memory.state.weight + memory.exchangedGradientBytes))
    }
}
