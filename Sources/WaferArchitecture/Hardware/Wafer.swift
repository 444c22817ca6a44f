/// The grid of dies on one wafer, and the number of wafers.
public struct Wafer: Sendable, Hashable {
    /// `wafer.width_mm`, in metres.
    public var widthMetres: Double
    /// `wafer.height_mm`, in metres.
    public var heightMetres: Double
    /// `wafer.dies_x`.
    public var diesX: Int
    /// `wafer.dies_y`.
    public var diesY: Int
    /// `wafer.integration`.
    public var integration: Integration
    /// `wafer.count`: wafers in the system.
    public var count: Int
    /// `wafer.inter_wafer_gb_per_s`: between two neighbouring wafers, each way.
    public var interWaferBytesPerSecond: Double
    /// `wafer.spare_core_rows`: rows of cores in each die beyond `die.cores_y`, built for repair and never counted in a
    /// rate or a capacity.
    public var spareCoreRows: Int
    /// `wafer.yield_model`: the law by which cores, and what is outside them, fail.
    public var yieldLaw: YieldLaw

    /// Makes a wafer.
    public init(
        widthMetres: Double, heightMetres: Double, diesX: Int, diesY: Int, integration: Integration, count: Int,
        interWaferBytesPerSecond: Double, spareCoreRows: Int,
        yieldLaw: YieldLaw = .murphy
    ) {
        self.widthMetres = widthMetres
        self.heightMetres = heightMetres
        self.diesX = diesX
        self.diesY = diesY
        self.integration = integration
        self.count = count
        self.interWaferBytesPerSecond = interWaferBytesPerSecond
        self.spareCoreRows = spareCoreRows
        self.yieldLaw = yieldLaw
    }
}
