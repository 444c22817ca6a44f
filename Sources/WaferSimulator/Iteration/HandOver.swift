/// The ways in which a stage hands over the result of a pass.
enum HandOver: Int, CaseIterable {
    /// Forward, to the stage behind.
    case toNextStage
    /// Forward, from the last stage to the first one's next chunk.
    case toNextChunk
    /// Backward, to the stage before.
    case toStageBefore
    /// Backward, from the first stage to the last one's chunk before.
    case toChunkBefore

    /// How the result of a pass is handed over; nil where it stays on the stage or nothing follows.
    init?(after pass: PipelineOrder.Pass, stage: Int, stages: Int, chunks: Int) {
        if pass.isForward {
            if stage + 1 < stages {
                self = .toNextStage
            } else if pass.chunk + 1 < chunks, stages > 1 {
                self = .toNextChunk
            } else {
                return nil
            }
        } else if stage > 0 {
            self = .toStageBefore
        } else if pass.chunk > 0, stages > 1 {
            self = .toChunkBefore
        } else {
            return nil
        }
    }

    /// Whether a forward pass follows.
    var isForward: Bool { self == .toNextStage || self == .toNextChunk }

    /// The chunk of the receiver that works on what a pass over a chunk has made.
    func chunk(after chunk: Int) -> Int {
        switch self {
        case .toNextStage, .toStageBefore: chunk
        case .toNextChunk: chunk + 1
        case .toChunkBefore: chunk - 1
        }
    }

    /// The node that receives from a node.
    func receiver(from node: Int, stages: Int) -> Int {
        switch self {
        case .toNextStage: node &+ 1
        case .toNextChunk: node &+ 1 &- stages
        case .toStageBefore: node &- 1
        case .toChunkBefore: node &- 1 &+ stages
        }
    }

    /// Which pass of the same stage follows one whose result is not handed over: the first backward pass after the last
    /// forward one, and the next chunk's where there is one stage only; nil at the end of a micro-batch.
    static func follower(onSameStage pass: PipelineOrder.Pass, chunks: Int) -> (isForward: Bool, chunk: Int)? {
        if pass.isForward { return pass.chunk + 1 < chunks ? (true, pass.chunk + 1) : (false, pass.chunk) }
        return pass.chunk > 0 ? (false, pass.chunk - 1) : nil
    }

    /// Whether a stage hands anything over in this way.
    func isUsed(stage: Int, stages: Int, chunks: Int) -> Bool {
        guard stages > 1 else { return false }
        return switch self {
        case .toNextStage: stage + 1 < stages
        case .toNextChunk: stage + 1 == stages && chunks > 1
        case .toStageBefore: stage > 0
        case .toChunkBefore: stage == 0 && chunks > 1
        }
    }
}
