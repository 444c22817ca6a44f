public import LanguageModel
public import WaferArchitecture

/// Everything that an evaluator needs to know of an inference design.
public struct InferenceDesign: Sendable, Hashable {
    /// The machine.
    public var hardware: Hardware
    /// The model; its sequence length plays no part.
    public var model: ModelShape
    /// The requests and the number formats.
    public var job: InferenceJob
    /// How the model is spread over the machine: tensor, pipeline, data and expert count.
    ///
    /// A context degree above 1 is refused, because nothing here splits a sequence; the rest plays no part
    /// (``servingStrategy``).
    public var strategy: Strategy

    /// Makes a design of its parts.
    public init(hardware: Hardware, model: ModelShape, job: InferenceJob, strategy: Strategy) {
        self.hardware = hardware
        self.model = model
        self.job = job
        self.strategy = strategy
    }

    /// Whether a tensor group is all dies of a wafer: by its degree, or because no degree of parallelism is given.
    public var isWholeWafer: Bool {
        guard hardware.cluster == nil else { return false }
        let dies = hardware.wafer.diesX * hardware.wafer.diesY
        return strategy.tensor == dies || strategy.tensor * strategy.pipeline * strategy.data == 1
    }

    /// The strategy with everything set back that plays no part in inference: schedule, chunks, sequence parallelism,
    /// ZeRO, micro-batch.
    public var servingStrategy: Strategy {
        var plain = strategy
        plain.schedule = .oneForwardOneBackward
        plain.chunks = 1
        plain.sequenceParallel = false
        plain.zeroStage = 0
        plain.microBatchSequences = 1
        return plain
    }

    /// Bytes of the cache at the end of all requests, each key and value counted once, copies on several devices left
    /// out.
    ///
    /// Two bytes times 576 times 61 layers, 70,272 bytes, for a token of DeepSeek-V3 in 16 bits.
    public var cacheBytes: Double {
        let tokens = Double(job.promptTokens) + Double(job.outputTokens)
        return job.keyValueBytes * Double(model.layers) * model.cacheElementsPerToken() * tokens * Double(job.batch)
    }

    /// The rules of shape that the design breaks; empty for a legal one.
    ///
    /// A whole wafer deals out heads and columns unevenly where they do not divide: the fullest die has one more.
    public func strategyViolations() -> [StrategyViolation] {
        var plain = servingStrategy
        var found: [StrategyViolation] = []
        if strategy.context > 1 {
            found.append(
                StrategyViolation(
                    rule: .contextDividesSequence, value: Double(strategy.context), allowed: 1,
                    description: "inference splits no sequence over devices: the context degree is "
                        + "\(strategy.context), but must be 1"))
            plain.context = 1
        }
        if job.attention == .star, hardware.cluster != nil || !job.selection.isLegal {
            found.append(
                StrategyViolation(
                    rule: .servedAttention, value: 1, allowed: 0,
                    description: hardware.cluster != nil
                        ? "sparse attention is modelled on wafers only: on a cluster attention must be dense or flash"
                        : "sparse attention keeps \(job.selection.keepRatio) of the keys, but must keep a share above 0 "
                            + "and at most 1"))
        }
        let others = TrainingDesign(
            hardware: hardware, model: model, job: TrainingJob(globalBatchSequences: job.batch), strategy: plain
        ).strategyViolations()
        found += others.filter {
            !isWholeWafer || ($0.rule != .tensorDividesHeads && $0.rule != .tensorDividesFeedForward)
        }
        return found
    }
}
