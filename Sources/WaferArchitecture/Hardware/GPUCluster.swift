/// Graphics processors in nodes: fast links between those of a node, one network adapter a device between nodes.
public struct GPUCluster: Sendable, Hashable {
    /// Each of the devices.
    public var device: GPUDevice
    /// `hardware.devices`: how many there are.
    public var devices: Int
    /// Devices of one node.
    public var devicesPerNode: Int
    /// Bytes a second from one device into its node, each way.
    public var nodeBytesPerSecond: Double
    /// Bytes a second from one device into the network between nodes, each way.
    public var networkBytesPerSecond: Double
    /// What collectives and transfers reach of these.
    public var efficiency: NetworkEfficiency

    /// Makes a cluster.
    public init(
        device: GPUDevice, devices: Int, devicesPerNode: Int, nodeBytesPerSecond: Double,
        networkBytesPerSecond: Double, efficiency: NetworkEfficiency
    ) {
        self.device = device
        self.devices = devices
        self.devicesPerNode = devicesPerNode
        self.nodeBytesPerSecond = nodeBytesPerSecond
        self.networkBytesPerSecond = networkBytesPerSecond
        self.efficiency = efficiency
    }

    /// The most devices that a design may ask for.
    public static let largestDeviceCount = 1 << 20
}
