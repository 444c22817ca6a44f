/// What runs again in each stage of a pipeline, chosen for all of them together, with the memory of the wafer as one
/// pool.
///
/// WATOS (arXiv:2512.12279, algorithm 2), globally coordinated recomputation: the slowest stage is to be as fast as
/// possible while all stages together fit the pool; a stage that then has more than its own dies hold is a sender, one
/// with room to spare a helper. The text of the algorithm is not public; this is ours, from readings of it. Stages have
/// equally many dies, so that bytes are those of one die of each.
public struct GlobalRecompute: Sendable {
    /// What there is to choose from, by stage, from the fastest to the smallest.
    public let options: [[StageOption]]
    /// Bytes of one die.
    public let capacityBytes: Double
    /// Bytes of the idle dies that one die of each stage may use together.
    public let spareBytes: Double

    /// What is to be least.
    public enum Objective: Sendable, Hashable {
        /// The seconds of the slowest stage; of equally slow ones those of all stages together.
        case slowestStage
        /// The seconds of so many micro-batches in a pipeline: all but one in the slowest stage, one in all stages.
        case pipeline(microBatches: Int)

        /// Whether some seconds are less than others.
        func prefers(_ first: Choice, to second: Choice) -> Bool {
            switch self {
            case .slowestStage:
                return first.slowestSeconds != second.slowestSeconds
                    ? first.slowestSeconds < second.slowestSeconds : first.totalSeconds < second.totalSeconds
            case .pipeline(let count):
                let others = Double(max(0, count - 1))
                return others * first.slowestSeconds + first.totalSeconds
                    < others * second.slowestSeconds + second.totalSeconds
            }
        }
    }

    /// An option for each stage.
    public struct Choice: Sendable, Hashable {
        /// By stage, which of its options.
        public var indices: [Int]
        /// Seconds of the slowest stage.
        public var slowestSeconds: Double
        /// Seconds of all stages together.
        public var totalSeconds: Double
        /// Bytes of all stages together, of one die of each.
        public var bytes: Double
    }

    /// Sets the problem.
    ///
    /// - Parameters:
    ///   - options: By stage, at least one; those that others beat are left out.
    ///   - capacityBytes: Of one die.
    ///   - spareBytes: Of idle dies, for one die of each stage.
    public init(options: [[StageOption]], capacityBytes: Double, spareBytes: Double = 0) {
        self.options = options.map(StageOption.paretoFront)
        self.capacityBytes = capacityBytes
        self.spareBytes = spareBytes
    }

    /// Bytes of all dies that one die of each stage may use together.
    public var poolBytes: Double { capacityBytes * Double(options.count) + spareBytes }

    /// The choice of some options.
    public func choice(_ indices: [Int]) -> Choice {
        var choice = Choice(indices: indices, slowestSeconds: 0, totalSeconds: 0, bytes: 0)
        for (stage, index) in indices.enumerated() {
            let option = options[stage][index]
            choice.slowestSeconds = max(choice.slowestSeconds, option.seconds)
            choice.totalSeconds += option.seconds
            choice.bytes += option.bytes
        }
        return choice
    }

    /// By stage, bytes of one die beyond the memory of its own: more than 0 for senders, less for helpers.
    public func overflowBytes(_ choice: Choice) -> [Double] {
        choice.indices.enumerated().map { stage, index in options[stage][index].bytes - capacityBytes }
    }

    /// Of each stage the smallest option that is no slower than a bound; nil where a stage has none.
    func smallest(within seconds: Double) -> [Int]? {
        var indices: [Int] = []
        indices.reserveCapacity(options.count)
        for stage in options {
            // From the fastest to the smallest: the last that is fast enough.
            var (low, high) = (0, stage.count)
            while low < high {
                let middle = (low + high) / 2
                if stage[middle].seconds <= seconds { low = middle + 1 } else { high = middle }
            }
            guard low > 0 else { return nil }
            indices.append(low - 1)
        }
        return indices
    }
}
