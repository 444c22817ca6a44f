import TrainingStrategy

/// What a die of a node sends, in bytes.
extension IterationPlan {
    /// In one hand-over of a micro-batch.
    var handOverBytes: Double { work.streamBytes / Double(work.design.strategy.tensor) }

    /// Round the ring of replicas beside a pass through a chunk: with ZeRO 3 weights, with ZeRO 2 and 3 gradients.
    func replicaBytes(stage: Int, isForward: Bool) -> Double {
        let parameters = work.parameters(stage: stage).divided(by: Double(chunks))
        return isForward
            ? work.forwardRingBytes(parameters: parameters) : work.backwardRingBytes(parameters: parameters)
    }

    /// Seconds of latency of all steps of that ring.
    func replicaLatency(_ table: RouteTable, route: Int) -> Double {
        Double(replicas - 1) * table.latencySeconds[route]
    }
}
