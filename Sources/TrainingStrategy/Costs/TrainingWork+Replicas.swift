import LanguageModel
import WaferArchitecture

/// What replicas exchange, and the optimiser's step; `parameters` are those of one die of a stage, or of several.
///
/// Routed experts have as many copies as replicas over the expert degree. Gradients are exchanged in the format of
/// ``TrainingJob/exchangedGradientBytes``.
extension TrainingWork {
    /// Bytes of the gradients that one die of a stage adds up with its peers.
    public func gradientBytes(parameters: Double) -> Double {
        design.job.exchangedGradientBytes * parameters
    }

    /// Bytes of the working weights of one die of a stage: two a parameter.
    public func weightBytes(parameters: Double) -> Double {
        memory.state.weight * parameters
    }

    /// Bytes that one die sends round the ring of replicas after the last backward pass, before the optimiser.
    ///
    /// An all-reduce is `2 (d - 1) / d` of the gradients; with ZeRO 1 their reduce-scatter is half of that. With ZeRO 2
    /// and 3 gradients were scattered after every micro-batch.
    public func gradientRingBytes(parameters: HeldParameters) -> Double {
        guard memory.streaming == nil else { return 0 }
        return switch design.strategy.zeroStage {
        case 0: ringSum(parameters) { share, count in 2 * share * gradientBytes(parameters: count) }
        case 1: ringSum(parameters) { share, count in share * gradientBytes(parameters: count) }
        default: 0
        }
    }

    /// Bytes that one die sends round the ring after the optimiser: with ZeRO 1 and 2 the new weights are gathered.
    public func weightRingBytes(parameters: HeldParameters) -> Double {
        (1...2).contains(design.strategy.zeroStage)
            ? ringSum(parameters) { share, count in share * weightBytes(parameters: count) } : 0
    }

    /// Bytes that one die sends round the ring beside the forward pass of each micro-batch: ZeRO 3 gathers weights.
    public func forwardRingBytes(parameters: HeldParameters) -> Double {
        gathersWeights
            ? perMicroBatch * ringSum(parameters) { share, count in share * weightBytes(parameters: count) } : 0
    }

    /// Bytes that one die sends round the ring beside the backward pass of each micro-batch.
    ///
    /// ZeRO 2 and 3 keep no whole gradient to add to, so each micro-batch's is scattered; ZeRO 3 gathers weights again.
    public func backwardRingBytes(parameters: HeldParameters) -> Double {
        return perMicroBatch
            * ringSum(parameters) { share, count in
                (ringsBesidePasses ? share * gradientBytes(parameters: count) : 0)
                    + (gathersWeights ? share * weightBytes(parameters: count) : 0)
            }
    }

    /// Whether gradients go round rings beside passes: with ZeRO 2 and 3, and where they are streamed off the wafer.
    public var ringsBesidePasses: Bool { design.strategy.zeroStage >= 2 || memory.streaming != nil }

    /// Whether weights go round rings beside passes: with ZeRO 3, and where each die takes in a part of what is streamed.
    private var gathersWeights: Bool { design.strategy.zeroStage == 3 || memory.streaming != nil }

    /// How often they do so for each micro-batch.
    private var perMicroBatch: Double { memory.streaming?.share ?? 1 }

    /// Bytes of the gradient of a tied head that first and last stage exchange once, each way.
    public var tiedHeadBytes: Double {
        guard design.model.isHeadTied, plan.stages > 1 else { return 0 }
        return gradientBytes(parameters: design.model.headParameters(tensor: design.strategy.tensor))
    }

    /// Bytes that Adam moves for each parameter: it reads gradient, master weight and two moments and writes the last
    /// three and the working copy, ``WaferArchitecture/Constants/waferOptimizerBytes`` with moments in single
    /// precision.
    public var optimizerBytesEach: Double {
        Constants.waferOptimizerBytes.value - 2 * (8 - design.job.optimizerState.momentBytes)
    }

    /// DRAM bytes of the optimiser's step on one die of a stage.
    ///
    /// ``optimizerBytesEach`` for each parameter that the die updates.
    ///
    /// None where weights are streamed, as the optimiser runs where they come from.
    public func optimizerBytes(parameters: HeldParameters) -> Double {
        memory.streaming == nil ? optimizerBytesEach * updated(parameters) : 0
    }

    /// Seconds of the optimiser's step of one die of a stage: DRAM, SRAM when all state stays there, or twelve
    /// operations a parameter.
    ///
    /// Where weights are streamed the dies only wait between two iterations, ``streamTurnSeconds``.
    public func optimizerSeconds(parameters: HeldParameters, dramBytesPerSecond: Double) -> Double {
        guard memory.streaming == nil else { return streamTurnSeconds }
        let bytes = optimizerBytes(parameters: parameters)
        let sram = die.sramBytesPerCycle * die.frequencyHertz * die.cores
        let arithmetic =
            Constants.optimizerFlops.value * updated(parameters) / (die.vectorLanes * die.cores * die.frequencyHertz)
        return max(arithmetic, bytes / (stateStays ? sram : dramBytesPerSecond))
    }

    /// The part of the gradients' ring that nothing hides.
    ///
    /// Layers' gradients are complete one after the other during the last backward pass, so all but the last layer's
    /// part can run beside it.
    public func exposedSeconds(ringSeconds: Double, lastBackwardSeconds: Double, layers: Double) -> Double {
        max(ringSeconds / layers, ringSeconds - lastBackwardSeconds * (layers - 1) / layers)
    }

    private func updated(_ parameters: HeldParameters) -> Double {
        let strategy = design.strategy
        guard strategy.zeroStage >= 1 else { return parameters.total }
        return parameters.common / Double(strategy.replicas)
            + parameters.experts / Double(strategy.replicas / strategy.expert)
    }

    /// A figure of parameters with the share of them that goes round the ring of their copies, `(d - 1) / d`.
    private func ringSum(_ parameters: HeldParameters, _ bytes: (_ share: Double, _ count: Double) -> Double) -> Double
    {
        let replicas = design.strategy.replicas
        var sum = bytes(Double(replicas - 1) / Double(replicas), parameters.common)
        if parameters.experts > 0 {
            let copies = replicas / design.strategy.expert
            sum += bytes(Double(copies - 1) / Double(copies), parameters.experts)
        }
        return sum
    }
}
