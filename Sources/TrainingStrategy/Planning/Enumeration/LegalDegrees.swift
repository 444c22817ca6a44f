import LanguageModel
import WaferArchitecture

/// The degrees of parallelism that the shape of a task allows, one by one.
struct LegalDegrees: Sendable {
    /// Devices.
    let devices: Int
    /// Layers.
    let layers: Int
    /// Sequences of an iteration.
    let batch: Int
    /// Tensor degrees whose groups tile the machine and divide the model, ascending.
    let tensors: [Int]
    /// Numbers of replicas that divide the batch, ascending.
    let datas: [Int]
    /// Parts of a sequence that divide its length, ascending.
    let contexts: [Int]
    /// Routed experts of a layer, 1 without any.
    let experts: Int
    private let sequenceLength: Int

    /// The degrees of a task.
    init(_ task: PlanningTask) {
        let devices = task.hardware.deviceCount
        self.devices = devices
        layers = task.model.layers
        batch = task.job.globalBatchSequences
        experts = task.model.mixture?.experts ?? 1
        sequenceLength = task.model.sequenceLength
        tensors = (1...max(1, devices)).filter { tensor in
            task.design(Strategy(tensor: tensor)).strategyViolations().isEmpty
        }
        datas = Self.divisors(of: batch).filter { $0 <= devices }
        contexts = Self.divisors(of: sequenceLength).filter { $0 <= devices }
    }

    /// The divisors of a number, ascending; none of what is not positive.
    static func divisors(of number: Int) -> [Int] {
        guard number >= 1 else { return [] }
        var (low, high): ([Int], [Int]) = ([], [])
        var candidate = 1
        while candidate * candidate <= number {
            if number % candidate == 0 {
                low.append(candidate)
                if candidate != number / candidate { high.append(number / candidate) }
            }
            candidate += 1
        }
        return low + high.reversed()
    }

    /// Expert degrees for so many replicas, ascending.
    func expertDegrees(replicas: Int) -> [Int] {
        Self.divisors(of: experts).filter { replicas % $0 == 0 }
    }

    /// Whether sequence parallelism over a tensor group means something and divides the sequence.
    func allowsSequenceParallel(tensor: Int, context: Int) -> Bool {
        tensor > 1 && sequenceLength % (tensor * context) == 0
    }

    /// Numbers of chunks of an interleaved schedule: for each number of layers that the largest chunk may have, the
    /// fewest chunks.
    func chunkCounts(pipeline: Int) -> [Int] {
        guard pipeline > 1, layers >= 2 * pipeline else { return [] }
        var counts: [Int] = []
        var largest = Int.max
        for chunks in 2...(layers / pipeline) {
            let layersOfLargest = (layers + pipeline * chunks - 1) / (pipeline * chunks)
            if layersOfLargest < largest { counts.append(chunks) }
            largest = layersOfLargest
        }
        return counts
    }
}

extension Strategy {
    /// One replica of one stage, with a tensor group and nothing else.
    init(tensor: Int) {
        self.init(
            tensor: tensor, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: .none)
    }
}
