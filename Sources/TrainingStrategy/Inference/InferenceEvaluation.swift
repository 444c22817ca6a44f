/// What an evaluator says of one inference design.
///
/// Every field is finite; parts of time add up to the seconds from the arrival of a batch to its last token.
public struct InferenceEvaluation: Sendable, Hashable {
    /// Seconds from the arrival of a prompt to its first token.
    public var firstTokenSeconds = 0.0
    /// Seconds of each further token.
    public var tokenSeconds = 0.0
    /// Bytes of keys and values at the end, each counted once: copies on several devices are left out.
    public var cacheBytes = 0.0
    /// The prefill of the batch.
    public var prefill = InferenceStep()
    /// One decode step, at the middle of the output; nothing where a prompt has one token to answer.
    public var decode = InferenceStep()
    /// All other figures: `iterationSeconds` is the time of the whole batch, its prefill and all its decode steps;
    /// gradients, optimiser and recomputation are zero, and keys and values are with the activations.
    public var figures = TrainingEvaluation()

    /// Makes an evaluation with every figure zero.
    public init() {}

    /// Fills in what follows from the two kinds of step: latencies, time, energy, rates, power.
    ///
    /// - Parameters:
    ///   - design: What was evaluated.
    ///   - devices: Devices of the system.
    ///   - units: Devices or wafers that the power is given for.
    ///   - peakFlopsPerSecond: Of one device.
    public mutating func complete(
        design: InferenceDesign, devices: Int, units: Int, peakFlopsPerSecond: Double
    ) {
        let job = design.job
        firstTokenSeconds = prefill.seconds
        tokenSeconds = decode.seconds
        var all = prefill
        all.add(decode, times: Double(job.outputTokens - 1))
        figures.time = all.time
        figures.energy = all.energy
        figures.iterationSeconds = all.time.total
        figures.energyJoules = all.energy.total
        let seconds = figures.iterationSeconds
        figures.tokensPerSecond = Double(job.batch) * Double(job.outputTokens) / seconds
        figures.flopsPerSecondPerDevice = all.flops / seconds / Double(devices)
        figures.hardwareUtilisation = figures.flopsPerSecondPerDevice / peakFlopsPerSecond
        figures.modelUtilisation = design.modelFlops / seconds / (Double(devices) * peakFlopsPerSecond)
        figures.powerWatts = figures.energyJoules / seconds / Double(units)
        figures.memoryLimit.value = figures.memory.total
        figures.powerLimit.value = figures.powerWatts
        if figures.memoryLimit.isViolated { figures.violations.append(figures.memoryLimit) }
        if figures.powerLimit.isViolated { figures.violations.append(figures.powerLimit) }
    }
}
