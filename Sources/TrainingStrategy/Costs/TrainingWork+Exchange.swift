import WaferArchitecture

/// Seconds of what groups exchange in the layers of a stage, on links without other traffic.
extension TrainingWork {
    /// Seconds that exchanges add to the passes of a stage for one micro-batch.
    public struct ExchangeTime: Sendable, Hashable {
        /// To the forward pass.
        public var forward = 0.0
        /// To the backward pass, without what is made again.
        public var backward = 0.0
        /// To what is made again.
        public var again = 0.0
        /// Seconds in which the forward pass has rings on the links between replicas, hidden or not.
        public var forwardRingSeconds = 0.0
        /// The same of the backward pass.
        public var backwardRingSeconds = 0.0

        /// Makes an empty account.
        public init() {}
    }

    /// What all-to-alls take, and what of the rings of keys and values nothing hides.
    ///
    /// Copies of tokens wait for the router and experts for the copies, so nothing hides an all-to-all. The next part
    /// of keys and values is under way while attention works on the last (H. Liu et al., "Ring Attention", ICLR 2024):
    /// of each layer a pass has the longer of its attention core and its ring, beside everything else on the dies.
    /// Streams from DRAM run beside all of that, waiting for rings included, unless DRAM is off the wafer: then both
    /// use the links between dies one after the other. With operators for `o` seconds, `c` of them in the cores,
    /// streams for `d` and rings for `r` a pass takes `max(d, o - c + max(c, r))`, off the wafer with `d + r` for `d`.
    public func exchangeTime(_ stage: StageWork, ring: ReplicaLink, dramBytesPerSecond: Double) -> ExchangeTime {
        var time = ExchangeTime()
        if stage.forwardExchanges > 0 {
            let once = expertLink.seconds(bytes: exchange.expertBytes)
            time.forward += stage.forwardExchanges * once
            time.backward += stage.backwardExchanges * once
            time.again += stage.againExchanges * once
        }
        if stage.forwardRings > 0 {
            let steps = exchange.context - 1
            let there = ring.oneWaySeconds(bytes: exchange.forwardRingBytes, steps: steps)
            let back = ring.oneWaySeconds(bytes: exchange.backwardRingBytes, steps: steps)
            let sharesLinks = design.hardware.memory.kind == .offWafer
            func added(_ pass: PassCost, core: Double, ring: Double, rings: Double) -> Double {
                let streams = pass.dramBytes / dramBytesPerSecond
                return max(
                    streams + (sharesLinks ? rings * ring : 0), pass.operatorSeconds + rings * max(0, ring - core))
                    - max(streams, pass.operatorSeconds)
            }
            time.forwardRingSeconds = stage.forwardRings * there
            time.backwardRingSeconds = stage.backwardRings * back
            time.forward += added(stage.forward, core: dense.coreForwardSeconds, ring: there, rings: stage.forwardRings)
            time.backward += added(
                stage.backward, core: dense.coreBackwardSeconds, ring: back, rings: stage.backwardRings)
            if stage.againRings > 0 {
                time.again += added(stage.again, core: coreAgainSeconds, ring: there, rings: stage.againRings)
            }
        }
        return time
    }
}
