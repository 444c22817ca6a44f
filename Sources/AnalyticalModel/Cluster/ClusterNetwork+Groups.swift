import TrainingStrategy

/// Collectives of experts and of parts of a sequence on a cluster.
///
/// Parts of a sequence follow each other behind the tensor groups, then the replicas; the experts are dealt out to
/// neighbours in that order.
extension ClusterNetwork {
    /// Half an all-reduce over the copies of a group's routed experts.
    func expertCopyHalf(bytes: Double) -> Double {
        half(
            bytes: bytes, members: strategy.replicas / strategy.expert, stride: strategy.tensor &* strategy.expert)
    }

    /// One all-to-all of the groups that share the experts: what stays in a node and what leaves it go at once.
    ///
    /// - Parameter bytes: What each device hands to it, for all groups, its own included.
    func allToAll(bytes: Double) -> Double {
        let groups = strategy.expert
        guard groups > 1 else { return 0 }
        let inNode = max(1, min(groups, perNode / strategy.tensor))
        let part = bytes / Double(groups)
        let inside = Double(inNode &- 1) * part / nodeBytesPerSecond + nodeSeconds
        guard groups > inNode else { return inside }
        return max(inside, Double(groups &- inNode) * part / transferBytesPerSecond + transferStart)
    }

    /// Keys and values going round the parts of a sequence.
    ///
    /// - Parameter bytes: What each device sends in all steps.
    func contextRing(bytes: Double) -> Double {
        let parts = strategy.context
        guard parts > 1 else { return 0 }
        let steps = Double(parts &- 1)
        return strategy.tensor &* parts <= perNode
            ? bytes / nodeBytesPerSecond + steps * nodeSeconds
            : bytes / transferBytesPerSecond + steps * transferStart
    }
}
