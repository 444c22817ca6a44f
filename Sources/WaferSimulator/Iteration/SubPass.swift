import TrainingStrategy
import WaferArchitecture

/// One of the parts of a pass that follow each other: what is made again, then the pass itself.
///
/// It is cut into equal segments. In each, operators run, attention cores last, with the ring of keys and values beside
/// those and streams from DRAM beside all; then come the tensor group's collectives and the all-to-alls.
struct SubPass: Equatable {
    /// How many segments.
    var segments = 1
    /// Whether it is work done a second time.
    var isAgain = false
    /// Seconds in which multipliers and vector units work, in all segments.
    var computeSeconds = 0.0
    /// Seconds of operators before the attention cores, in a segment.
    var plainSeconds = 0.0
    /// Seconds of attention cores beside which a ring runs, in a segment.
    var coreSeconds = 0.0
    /// Seconds of streams from the die's own DRAM that a segment takes at least; 0 where `plainSeconds` has it.
    var streamSeconds = 0.0
    /// DRAM bytes of a die that cross links, in a segment.
    var memoryBytes = 0.0
    /// The part in a segment of what a node keeps in the memory of other dies; 0 for nothing.
    var loanShare = 0.0
    /// Whether that goes there; else it comes back.
    var loanIsForward = false
    /// Bytes of weights that a die takes in from off the wafer, in a segment.
    var streamedBytes = 0.0
    /// Whether gradients go out beside them.
    var streamsBothWays = false
    /// Bytes that a die sends round the ring of keys and values, in a segment.
    var ringBytes = 0.0
    /// Steps of that ring in a segment.
    var ringSteps = 0.0
    /// Halves of tensor collectives in a segment.
    var halves = 0.0
    /// Bytes that a die hands to all-to-alls in a segment.
    var exchangeBytes = 0.0
    /// All-to-alls in a segment.
    var exchanges = 0.0

    /// Whether nothing happens in it.
    var isEmpty: Bool {
        plainSeconds + coreSeconds + streamSeconds + memoryBytes + loanShare + ringBytes + halves + exchangeBytes
            + streamedBytes == 0
    }

    /// Cuts one part of a pass into segments.
    ///
    /// - Parameters:
    ///   - pass: What it costs a die.
    ///   - counts: What goes over links: halves, all-to-alls, rings.
    ///   - coreSeconds: Of one layer's attention cores in it.
    ///   - ringBytes: Bytes of one layer's ring.
    ///   - segments: How many.
    ///   - work: Of the design.
    init(
        _ pass: PassCost, halves: Double, exchanges: Double, rings: Double, coreSeconds: Double, ringBytes: Double,
        segments: Int, work: TrainingWork
    ) {
        let parts = Double(segments)
        let isOffWafer = work.design.hardware.memory.kind == .offWafer
        self.segments = segments
        computeSeconds = pass.computeSeconds
        let streams = isOffWafer ? 0 : pass.dramBytes / work.dramBytesPerSecondPerDie
        memoryBytes = isOffWafer ? pass.dramBytes / parts : 0
        if rings > 0 {
            let cores = min(pass.operatorSeconds, rings * coreSeconds)
            self.coreSeconds = cores / parts
            plainSeconds = (pass.operatorSeconds - cores) / parts
            streamSeconds = streams / parts
            self.ringBytes = rings * ringBytes / parts
            ringSteps = rings * Double(work.exchange.context - 1) / parts
        } else {
            plainSeconds = max(pass.operatorSeconds, streams) / parts
        }
        self.halves = halves / parts
        exchangeBytes = exchanges * work.exchange.expertBytes / parts
        self.exchanges = exchanges / parts
    }

    /// The parts of the forward pass of one chunk of a stage, and those of the backward pass.
    ///
    /// - Parameters:
    ///   - work: Of the design.
    ///   - stage: The stage.
    ///   - chunk: Its chunk.
    ///   - segments: How many segments each part has, from its layers.
    static func passes(
        _ work: TrainingWork, stage: Int, chunk: Int, segments: (Double) -> Int
    ) -> (forward: [SubPass], backward: [SubPass]) {
        let costs = work.work(stage: stage, chunk: chunk)
        let count = segments(costs.layers)
        let exchange = work.exchange
        var forward = SubPass(
            costs.forward, halves: costs.forwardHalves, exchanges: costs.forwardExchanges, rings: costs.forwardRings,
            coreSeconds: work.dense.coreForwardSeconds, ringBytes: exchange.forwardRingBytes, segments: count,
            work: work)
        var backward = SubPass(
            costs.backward, halves: costs.backwardHalves, exchanges: costs.backwardExchanges,
            rings: costs.backwardRings, coreSeconds: work.dense.coreBackwardSeconds,
            ringBytes: exchange.backwardRingBytes, segments: count, work: work)
        var again = SubPass(
            costs.again, halves: costs.againHalves, exchanges: costs.againExchanges, rings: costs.againRings,
            coreSeconds: work.coreAgainSeconds, ringBytes: exchange.forwardRingBytes, segments: count, work: work)
        again.isAgain = true
        if costs.loanBytes > 0 {
            (forward.loanShare, forward.loanIsForward) = (1 / Double(count), true)
            backward.loanShare = 1 / Double(count)
        }
        if work.memory.streaming != nil {
            let bytes = work.streamedBytesPerPass / Double(count)
            forward.streamedBytes = bytes
            // Beside all of the backward pass, what is made again included.
            let repeated = again.plainSeconds + again.coreSeconds
            let part = repeated / (repeated + backward.plainSeconds + backward.coreSeconds)
            again.streamedBytes = part * bytes
            backward.streamedBytes = (1 - part) * bytes
            (again.streamsBothWays, backward.streamsBothWays) = (true, true)
        }
        return ([forward], again.isEmpty ? [backward] : [again, backward])
    }
}
