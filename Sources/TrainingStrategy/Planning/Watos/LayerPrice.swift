import LanguageModel
import WaferArchitecture

/// What a layer costs a die for one micro-batch under one set of operators that run again.
struct LayerPrice: Sendable {
    /// Seconds of the operators forward, backward and again, each followed by those of its streams from DRAM; seconds
    /// of what groups exchange; bytes kept.
    var sums: SIMD8<Double>
    /// All-to-alls between experts, whose seconds depend on where groups stand.
    var exchanges = 0.0
    /// Bytes that exist for a moment while the layer is made again.
    var transientBytes = 0.0

    /// Costs without anything.
    static let zero = LayerPrice(sums: .zero)

    /// Seconds of sums: streams run beside operators, so the slower of the two decides in each pass.
    static func seconds(_ sums: SIMD8<Double>) -> Double {
        max(sums[0], sums[1]) + max(sums[2], sums[3]) + max(sums[4], sums[5]) + sums[6]
    }

    /// Seconds of the layer by itself, without exchanges.
    var seconds: Double { Self.seconds(sums) }
    /// Bytes that it keeps for each micro-batch.
    var bytes: Double { sums[7] }
}

/// Prices out of the accounts that the closed form charges.
struct LayerPricing {
    private let dramBytesPerSecond: Double
    private let halfSeconds: Double

    /// Prices of some work with the DRAM that a die reaches while all dies of the wafer do.
    init(_ work: TrainingWork) {
        let (hardware, wafer) = (work.design.hardware, work.design.hardware.wafer)
        dramBytesPerSecond = hardware.reachedDRAMBytesPerSecondPerDie(diesInUse: wafer.diesX * wafer.diesY)
        halfSeconds = work.placement.shape.halfReduceSeconds(
            bytes: work.streamBytes, link: LinkCost(dieToDieOf: work.design.hardware))
    }

    /// The price of some passes and of the bytes that they leave.
    func price(_ work: StageWork, keptBytes: Double, transientBytes: Double) -> LayerPrice {
        let halves = work.forwardHalves + work.backwardHalves + work.againHalves
        return LayerPrice(
            sums: SIMD8(
                work.forward.operatorSeconds, work.forward.dramBytes / dramBytesPerSecond,
                work.backward.operatorSeconds, work.backward.dramBytes / dramBytesPerSecond,
                work.again.operatorSeconds, work.again.dramBytes / dramBytesPerSecond,
                halves * halfSeconds, keptBytes),
            exchanges: work.forwardExchanges + work.backwardExchanges + work.againExchanges,
            transientBytes: transientBytes)
    }

    /// The price of one layer under what the design of some work runs again.
    func layer(_ work: TrainingWork, hasExperts: Bool) -> LayerPrice {
        var passes = StageWork(
            layers: hasExperts ? LayerCount(dense: 0, experts: 1) : LayerCount(dense: 1), dense: work.dense,
            mixed: work.mixed, exchange: work.exchange, strategy: work.design.strategy, repeats: work.memory.repeats)
        if work.design.strategy.tensor == 1 { passes.dropHalves() }
        let held = hasExperts ? work.memory.mixed : work.memory.dense
        return price(passes, keptBytes: held.activationBytes, transientBytes: held.transientBytes)
    }

    /// The price of what is before the first layer of a stage and behind its last.
    func ends(_ work: TrainingWork, isFirst: Bool, isLast: Bool) -> LayerPrice {
        let (model, share) = (work.design.model, work.memory.share)
        return price(
            work.work(layers: LayerCount(dense: 0), isFirst: isFirst, isLast: isLast),
            keptBytes: isFirst ? model.embeddingActivationBytes(share) : 0,
            transientBytes: isLast ? model.headActivationBytes(share) : 0)
    }
}
