/// What collectives and transfers of a cluster reach of its links, as measured: one set of values for every case.
public struct NetworkEfficiency: Sendable, Hashable {
    /// The share of the links inside a node that collectives reach.
    public var nodeShare: Double
    /// Seconds that a collective inside a node takes on top of its bytes.
    public var nodeSeconds: Double
    /// The share of the adapters between nodes that collectives reach.
    public var collectiveShare: Double
    /// Seconds of one step of a ring that crosses nodes.
    public var stepSeconds: Double
    /// The share of an adapter that a transfer between two devices reaches.
    public var transferShare: Double
    /// Seconds that such a transfer takes on top of its bytes.
    public var transferSeconds: Double

    /// Makes a set of values.
    public init(
        nodeShare: Double, nodeSeconds: Double, collectiveShare: Double, stepSeconds: Double, transferShare: Double,
        transferSeconds: Double
    ) {
        self.nodeShare = nodeShare
        self.nodeSeconds = nodeSeconds
        self.collectiveShare = collectiveShare
        self.stepSeconds = stepSeconds
        self.transferShare = transferShare
        self.transferSeconds = transferSeconds
    }

    /// The values of the table of constants.
    public static var measured: NetworkEfficiency {
        NetworkEfficiency(
            nodeShare: Constants.nodeCollectiveShare.value, nodeSeconds: Constants.nodeCollectiveSeconds.value,
            collectiveShare: Constants.networkCollectiveShare.value, stepSeconds: Constants.networkStepSeconds.value,
            transferShare: Constants.networkTransferShare.value, transferSeconds: Constants.networkTransferSeconds.value
        )
    }
}
