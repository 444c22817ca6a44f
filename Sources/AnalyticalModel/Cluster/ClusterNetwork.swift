import TrainingStrategy
import WaferArchitecture

/// Seconds of collectives and transfers on a cluster: fast links in a node, one adapter a device between nodes.
///
/// Devices are dealt out tensor group by tensor group, then replica by replica, then stage by stage, as Megatron-LM
/// does. A ring through several nodes uses the adapters of all its members in a node.
struct ClusterNetwork {
    let perNode: Int
    let nodeBytesPerSecond: Double
    let nodeSeconds: Double
    private let collectiveBytesPerSecond: Double
    private let stepSeconds: Double
    let transferBytesPerSecond: Double
    let transferStart: Double
    let strategy: Strategy

    init(_ cluster: GPUCluster, strategy: Strategy) {
        let share = cluster.efficiency
        perNode = cluster.devicesPerNode
        nodeBytesPerSecond = cluster.nodeBytesPerSecond * share.nodeShare
        nodeSeconds = share.nodeSeconds
        collectiveBytesPerSecond = cluster.networkBytesPerSecond * share.collectiveShare
        stepSeconds = share.stepSeconds
        transferBytesPerSecond = cluster.networkBytesPerSecond * share.transferShare
        transferStart = share.transferSeconds
        self.strategy = strategy
    }

    /// Half an all-reduce of the tensor group: a reduce-scatter or an all-gather of so many bytes.
    func tensorHalf(bytes: Double) -> Double {
        half(bytes: bytes, members: strategy.tensor, stride: 1)
    }

    /// The same over the replicas.
    func replicaHalf(bytes: Double) -> Double {
        half(bytes: bytes, members: strategy.replicas, stride: strategy.tensor)
    }

    /// Seconds that each further collective over the replicas starts with.
    var replicaStart: Double {
        let replicas = strategy.replicas
        guard replicas > 1 else { return 0 }
        return replicas &* strategy.tensor <= perNode ? nodeSeconds : Double(replicas - 1) * stepSeconds
    }

    /// One micro-batch from a stage to the next: each device of a group sends its part.
    ///
    /// Without sequence parallelism the receivers gather the parts (Narayanan et al., SC'21, section 4.1).
    func transferSeconds(streamBytes: Double) -> Double {
        guard strategy.pipeline > 1 else { return 0 }
        let sent = sendSeconds(streamBytes: streamBytes)
        return strategy.sequenceParallel ? sent : sent + tensorHalf(bytes: streamBytes)
    }

    /// The same before anything is gathered.
    func sendSeconds(streamBytes: Double) -> Double {
        let (tensor, stages) = (strategy.tensor, strategy.pipeline)
        let part = streamBytes / Double(tensor)
        return tensor &* strategy.replicas &* stages <= perNode
            ? part / nodeBytesPerSecond + nodeSeconds : part / transferBytesPerSecond + transferStart
    }

    /// The gradient of a tied head, added up between the first and the last stage.
    func pairSeconds(bytes: Double) -> Double {
        bytes > 0 ? bytes / transferBytesPerSecond + transferStart : 0
    }

    /// Half an all-reduce over members that stand `stride` devices apart.
    ///
    /// First inside the nodes, then, on a part as small as the node has members, between them.
    func half(bytes: Double, members: Int, stride: Int) -> Double {
        guard members > 1 else { return 0 }
        let inNode = max(1, min(members, perNode / stride))
        if members <= inNode {
            return bytes * Double(members &- 1) / Double(members) / nodeBytesPerSecond + nodeSeconds
        }
        if stride == 1 {
            let nodes = Double((members &+ inNode &- 1) / inNode)
            return bytes * Double(inNode &- 1) / Double(inNode) / nodeBytesPerSecond + nodeSeconds
                + (nodes - 1) * (bytes / nodes / (collectiveBytesPerSecond * Double(inNode)) + stepSeconds)
        }
        let steps = Double(members &- 1)
        return steps * (bytes / Double(members) / (collectiveBytesPerSecond * Double(inNode)) + stepSeconds)
    }
}
