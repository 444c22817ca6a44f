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
    }

    /// What all-to-alls take, and what of the rings of keys and values the attention core of their layer does not hide.
    ///
    /// Copies of tokens wait for the router and experts for the copies, so nothing hides an all-to-all. The next part
    /// of keys and values is under way while attention works on the last (H. Liu et al., "Ring Attention", ICLR 2024).
    public func exchangeTime(_ stage: StageWork, ring: ReplicaLink) -> ExchangeTime {
        var time = ExchangeTime()
        if stage.forwardExchanges > 0 {
            let once = expertLink.seconds(bytes: exchange.expertBytes)
            time.forward += stage.forwardExchanges * once
            time.backward += stage.backwardExchanges * once
            time.again += stage.againExchanges * once
        }
        if stage.forwardRings > 0 {
            let steps = exchange.context - 1
            let there = ring.ringSeconds(bytes: exchange.forwardRingBytes, steps: steps)
            let back = ring.ringSeconds(bytes: exchange.backwardRingBytes, steps: steps)
            time.forward += stage.forwardRings * max(0, there - dense.coreForwardSeconds)
            time.backward += stage.backwardRings * max(0, back - dense.coreBackwardSeconds)
            time.again += stage.againRings * max(0, there - dense.coreForwardSeconds)
        }
        return time
    }
}
