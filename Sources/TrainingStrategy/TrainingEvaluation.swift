/// What an evaluator says of one design: the figures of one training iteration.
///
/// Every field is finite. A design that breaks a limit still has all its figures where they can be computed; its
/// `violations` say which limit broke, and by how much.
public struct TrainingEvaluation: Sendable, Hashable {
    /// Seconds of one iteration, by what they were spent on; they add up to the iteration.
    public struct Time: Sendable, Hashable {
        /// Matrix products and other arithmetic of the forward and backward pass, while the multipliers are the limit.
        public var compute = 0.0
        /// The part of operators' time in which SRAM or DRAM is the limit.
        public var memory = 0.0
        /// Collectives and transfers that nothing hides.
        public var communication = 0.0
        /// Waiting for other stages.
        public var bubble = 0.0
        /// Work done a second time.
        public var recompute = 0.0
        /// The optimiser's step.
        public var optimizer = 0.0

        /// Makes an empty account.
        public init() {}

        /// The sum of all parts.
        public var total: Double { compute + memory + communication + bubble + recompute + optimizer }
    }

    /// Bytes on the fullest device, by what they hold.
    public struct Memory: Sendable, Hashable {
        /// Parameters in the working precision.
        public var weights = 0.0
        /// Gradients.
        public var gradients = 0.0
        /// Master weights and moments.
        public var optimizer = 0.0
        /// Activations of all micro-batches in flight.
        public var activations = 0.0

        /// Makes an empty account.
        public init() {}

        /// The sum of all parts.
        public var total: Double { weights + gradients + optimizer + activations }
    }

    /// Joules of one iteration on all devices, by part; they add up to the energy.
    public struct Energy: Sendable, Hashable {
        /// Multiply-accumulate and vector units.
        public var compute = 0.0
        /// SRAM reads and writes.
        public var sram = 0.0
        /// Links and routers between cores of a die.
        public var noc = 0.0
        /// Links between dies.
        public var dieToDie = 0.0
        /// DRAM reads and writes.
        public var dram = 0.0
        /// Leakage and everything that burns all the time.
        public var idle = 0.0

        /// Makes an empty account.
        public init() {}

        /// The sum of all parts.
        public var total: Double { compute + sram + noc + dieToDie + dram + idle }
    }

    /// Something that a design must not exceed, in the unit of its name.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        /// DRAM of the fullest device.
        case memoryBytesPerDevice = "memory_bytes_per_device"
        /// Power of one wafer.
        case powerWatts = "power_w"
        /// Heat over the area of the dies, in watts a square millimetre, against what cooling takes.
        case powerDensity = "power_w_per_mm2"
        /// Width of a die against the reticle.
        case dieWidthMillimetres = "die_width_mm"
        /// Height of a die against the reticle.
        case dieHeightMillimetres = "die_height_mm"
        /// Width of the die grid against the wafer.
        case gridWidthMillimetres = "die_grid_width_mm"
        /// Height of the die grid against the wafer.
        case gridHeightMillimetres = "die_grid_height_mm"
        /// Bandwidth through the edge of a die, for DRAM and die-to-die links together.
        case edgeBytesPerSecond = "die_edge_bytes_per_s"
        /// Bandwidth through the rim of a wafer, for DRAM off the wafer and links between wafers together.
        case rimBytesPerSecond = "wafer_rim_bytes_per_s"
        /// Area of silicon vias against the die, as stress allows.
        case viaAreaFraction = "tsv_area_fraction"
        /// Devices that the strategy needs against those there are.
        case devices = "devices"
        /// A rule of the strategy's shape, such as a degree that does not divide: value and allowed are in the rule.
        case strategyShape = "strategy_shape"
    }

    /// One limit with the value that a design has and the value that is allowed.
    public struct LimitCheck: Sendable, Hashable {
        /// Which limit.
        public var limit: Limit
        /// What the design has.
        public var value: Double
        /// The largest value allowed.
        public var allowed: Double

        /// Makes a check.
        public init(limit: Limit, value: Double, allowed: Double) {
            self.limit = limit
            self.value = value
            self.allowed = allowed
        }

        /// Whether the value is above what is allowed.
        public var isViolated: Bool { value > allowed }
    }

    /// Seconds of one iteration.
    public var iterationSeconds = 0.0
    /// Tokens trained a second by the whole system.
    public var tokensPerSecond = 0.0
    /// Executed operations, recomputation included, a second and device.
    public var flopsPerSecondPerDevice = 0.0
    /// Executed operations over peak.
    public var hardwareUtilisation = 0.0
    /// Operations of the model, without recomputation, over peak.
    public var modelUtilisation = 0.0
    /// Mean power of one wafer over the iteration, in watts.
    public var powerWatts = 0.0
    /// Joules of one iteration on all wafers.
    public var energyJoules = 0.0
    /// Where the energy went.
    public var energy = Energy()
    /// What the fullest device holds.
    public var memory = Memory()
    /// Where the time went.
    public var time = Time()
    /// Silicon of one wafer that the design uses, in square millimetres.
    public var waferAreaSquareMillimetres = 0.0
    /// The share of wafers that work.
    public var yield = 0.0
    /// The cost of all good wafers of the system with their memory, in US dollars.
    public var costUSDollars = 0.0
    /// Bytes on the fullest device against what it has.
    public var memoryLimit = LimitCheck(limit: .memoryBytesPerDevice, value: 0, allowed: 0)
    /// Power of one wafer against its limit.
    public var powerLimit = LimitCheck(limit: .powerWatts, value: 0, allowed: 0)
    /// Heat of the dies over their area against what cooling takes, in watts a square millimetre.
    public var powerDensityLimit = LimitCheck(limit: .powerDensity, value: 0, allowed: 0)
    /// The limits that are broken; empty for a feasible design.
    public var violations: [LimitCheck] = []

    /// Makes an evaluation with every figure zero.
    public init() {}

    /// Whether no limit is broken.
    public var isFeasible: Bool { violations.isEmpty }
}
