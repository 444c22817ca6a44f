/// What a simulator saw in one iteration: what was when under way, what links carried, where stages waited.
public struct IterationRecord: Sendable, Hashable {
    /// What a span of time was spent on.
    public enum Activity: String, Sendable, Hashable, CaseIterable {
        /// A forward pass of a micro-batch through a chunk of a stage, with everything that it waits for.
        case forward
        /// A backward pass, with what is made again.
        case backward
        /// Operators on the cores of a stage.
        case operators
        /// Operators whose results were thrown away and are made again.
        case recompute
        /// Collectives of a tensor group.
        case tensor
        /// An all-to-all between experts.
        case expert
        /// Keys and values on their way round the parts of a sequence.
        case context
        /// Gradients or weights on their way round the ring of replicas.
        case replicas
        /// A micro-batch on its way to another stage.
        case transfer
        /// DRAM traffic that crosses links between dies.
        case memory
        /// The gradient of a tied head between the first stage and the last.
        case tiedHead = "tied_head"
        /// The optimiser's step.
        case optimizer
        /// A stage that waits for a micro-batch on its way.
        case transferWait = "transfer_wait"
        /// A stage that waits for a micro-batch that was not sent yet, or for other stages at the end.
        case bubble
    }

    /// Something that was under way for a time, in one stage of one replica.
    public struct Span: Sendable, Hashable {
        /// What it was.
        public var activity: Activity
        /// The stage that worked, sent or waited.
        public var stage: Int
        /// Its replica.
        public var replica: Int
        /// The chunk of the stage; 0 where it means nothing.
        public var chunk: Int
        /// The micro-batch, from 0; -1 where it means nothing.
        public var microBatch: Int
        /// Seconds from the start of the iteration.
        public var start: Double
        /// Seconds from the start of the iteration.
        public var end: Double
        /// Bytes that the busiest link of its route carried for it; 0 for work.
        public var bytes: Double

        /// Makes a span.
        public init(
            _ activity: Activity, stage: Int, replica: Int, chunk: Int = 0, microBatch: Int = -1, start: Double,
            end: Double, bytes: Double = 0
        ) {
            self.activity = activity
            self.stage = stage
            self.replica = replica
            self.chunk = chunk
            self.microBatch = microBatch
            self.start = start
            self.end = end
            self.bytes = bytes
        }
    }

    /// A link between two neighbouring dies, or all links from one wafer to the next, and what it carried.
    public struct Link: Sendable, Hashable {
        /// The wafer that it leads from.
        public var wafer: Int
        /// Column of the die that it leads from; -1 for all links from one wafer to another.
        public var x: Int
        /// Row of the die that it leads from; -1 for all links from one wafer to another.
        public var y: Int
        /// The wafer that it leads to.
        public var toWafer: Int
        /// Column of the die that it leads to; -1 for all links from one wafer to another.
        public var toX: Int
        /// Row of the die that it leads to; -1 for all links from one wafer to another.
        public var toY: Int
        /// Bytes of the iteration.
        public var bytes: Double
        /// Bytes that it can carry in a second.
        public var bytesPerSecond: Double

        /// Makes a link.
        public init(
            wafer: Int, x: Int, y: Int, toWafer: Int, toX: Int, toY: Int, bytes: Double, bytesPerSecond: Double
        ) {
            self.wafer = wafer
            self.x = x
            self.y = y
            self.toWafer = toWafer
            self.toX = toX
            self.toY = toY
            self.bytes = bytes
            self.bytesPerSecond = bytesPerSecond
        }

        /// The share of what it could have carried in some seconds.
        public func utilisation(seconds: Double) -> Double {
            bytes > 0 ? bytes / (bytesPerSecond * seconds) : 0
        }
    }

    /// A die of a wafer: who works on it, and the power that it draws in the mean of the iteration.
    public struct Die: Sendable, Hashable {
        /// The wafer.
        public var wafer: Int
        /// Column.
        public var x: Int
        /// Row.
        public var y: Int
        /// The stage that it works for; -1 for none.
        public var stage: Int
        /// The replica that it works for; -1 for none.
        public var replica: Int
        /// Watts, its part of the wafer's idle power and its outgoing links included.
        public var watts: Double

        /// Makes a die.
        public init(wafer: Int, x: Int, y: Int, stage: Int, replica: Int, watts: Double) {
            self.wafer = wafer
            self.x = x
            self.y = y
            self.stage = stage
            self.replica = replica
            self.watts = watts
        }
    }

    /// Where a stage's time went: seconds of the iteration by cause; they add up to it.
    public struct Stalls: Sendable, Hashable {
        /// The stage.
        public var stage: Int
        /// The replica.
        public var replica: Int
        /// Arithmetic of all passes, and nothing else.
        public var compute = 0.0
        /// Operators that wait for SRAM, the network between cores or DRAM on the die.
        public var memory = 0.0
        /// Waiting for DRAM traffic that crosses links between dies.
        public var memoryLinks = 0.0
        /// Everything that is made again, collectives included.
        public var recompute = 0.0
        /// Collectives of the tensor group.
        public var tensor = 0.0
        /// All-to-alls between experts.
        public var expert = 0.0
        /// Rings of keys and values that attention does not hide.
        public var context = 0.0
        /// Rings of replicas that nothing hides.
        public var replicas = 0.0
        /// Micro-batches on their way.
        public var transfer = 0.0
        /// Micro-batches not sent yet, and other stages at the end.
        public var bubble = 0.0
        /// The optimiser's step.
        public var optimizer = 0.0

        /// Makes an empty account of a stage.
        public init(stage: Int, replica: Int) {
            self.stage = stage
            self.replica = replica
        }

        /// The sum of all causes.
        public var total: Double {
            compute + memory + memoryLinks + recompute + tensor + expert + context + replicas + transfer + bubble
                + optimizer
        }
    }

    /// Seconds of the iteration.
    public var iterationSeconds = 0.0
    /// Dies in a row of a wafer.
    public var diesX = 0
    /// Dies in a column of a wafer.
    public var diesY = 0
    /// Wafers.
    public var wafers = 1
    /// What was under way when, in order of the ends; empty unless asked for.
    public var spans: [Span] = []
    /// Every link between dies, idle ones included.
    public var links: [Link] = []
    /// Every die of every wafer.
    public var dies: [Die] = []
    /// Where each stage's time went.
    public var stalls: [Stalls] = []
    /// Flits that were moved one by one to find the shares of links, those of every different pattern of flows once;
    /// nil for a model without flits.
    public var flitsSimulated: Int?
    /// Different patterns of flows that share links; nil for a model without flits.
    public var patterns: Int?
    /// How often flows were under way together in a pattern without measured rates, and were given max-min fair shares
    /// instead: the budget of flits was spent, or some flow got nothing through before the simulation was given up.
    public var patternsNotMeasured = 0

    /// Makes an empty record.
    public init() {}
}
