import LanguageModel
import MeshNetwork
import WaferArchitecture

/// The central scheduler: which degrees there are, and how fast they may be.
extension WatosSearch {
    /// All degrees, those whose state fits first, and of these those that may be fastest.
    mutating func candidates() -> [Candidate] {
        let (wafer, model) = (task.hardware.wafer, task.model)
        let mesh = Mesh(width: wafer.diesX, height: wafer.diesY)
        let batch = task.job.globalBatchSequences
        let divisors = (1...max(1, batch)).filter { batch % $0 == 0 }
        let shapes = WatosDegrees.shapes(task, most: min(Self.mostTensor, mesh.nodeCount))
        var all: [Candidate] = []
        for shape in shapes {
            let groups =
                GroupPacking(shape: shape, hardware: task.hardware, avoidsLinks: false).sites.count * wafer.count
            for data in divisors where data <= groups {
                for pipeline in 1...max(1, min(model.layers, groups / data)) {
                    for expert in expertDegrees(data: data) {
                        for zero in data > 1 ? [0, 1] : [0] {
                            for microBatch in divisors
                            where batch / data % microBatch == 0 && microBatch <= Self.mostMicroBatch {
                                let degrees = WatosDegrees(
                                    shape: shape, pipeline: pipeline, data: data, expert: expert,
                                    microBatch: microBatch, zero: zero)
                                guard planner.accepts(degrees.strategy(model)) else { continue }
                                add(degrees, groups: groups, to: &all)
                            }
                        }
                    }
                }
            }
        }
        return all.sorted { first, second in
            if first.excess != second.excess { return first.excess < second.excess }
            return first.estimate != second.estimate ? first.estimate < second.estimate : first.order < second.order
        }
    }

    /// Divisors of the experts that divide the replicas.
    private func expertDegrees(data: Int) -> [Int] {
        let experts = task.model.mixture?.experts ?? 1
        return (1...data).filter { data % $0 == 0 && experts % $0 == 0 }
    }

    /// Adds degrees with a plan of stages, and with each number of chunks of an interleaved schedule.
    private mutating func add(_ degrees: WatosDegrees, groups: Int, to all: inout [Candidate]) {
        guard let policies = policies(degrees) else { return }
        let model = task.model
        let memory = TrainingMemory(task.design(degrees.strategy(model)))
        let table = StageOptionTable(
            memory: memory, catalogue: policies, exchangeSeconds: exchangeSeconds(degrees))
        let whole = StageOptionTable.Part(first: 0, count: model.layers, isFirst: true, isLast: true)
        let spare = canLend ? (groups - degrees.pipeline * degrees.data) / degrees.data : 0
        let excess = max(0, table.stateBytes(whole) / (capacityBytes * Double(degrees.pipeline + spare)) - 1)
        let batches = Double(memory.plan.microBatches)
        let (fastest, least) = (table.fastestSeconds(), table.leastSeconds())
        func seconds(_ model: StageOptionTable.ModelSeconds) -> (plan: Double, interleaved: Double) {
            let slowest = LayerSplit.balanced(model, stages: degrees.pipeline).slowest
            return ((batches - 1) * slowest + model.total, batches * model.total / Double(degrees.pipeline))
        }
        let (estimate, bound) = (seconds(fastest), seconds(least))
        all.append(
            Candidate(
                degrees: degrees, chunks: 1, excess: excess, bound: bound.plan, estimate: estimate.plan,
                order: all.count))
        guard degrees.pipeline > 1, memory.plan.microBatches % degrees.pipeline == 0 else { return }
        // Of several numbers of chunks with equally large ones only the fewest.
        var largest = Int.max
        for chunks in 2...max(2, model.layers / degrees.pipeline) where chunks * degrees.pipeline <= model.layers {
            let size = (model.layers - 1) / (degrees.pipeline * chunks) + 1
            guard size < largest else { continue }
            largest = size
            // The bubble is the shorter, the more chunks there are.
            let rest = (estimate.plan - estimate.interleaved) / Double(chunks)
            all.append(
                Candidate(
                    degrees: degrees, chunks: chunks, excess: excess, bound: bound.interleaved,
                    estimate: estimate.interleaved + rest, order: all.count))
        }
    }

    /// Seconds of an all-to-all between experts.
    func exchangeSeconds(_ degrees: WatosDegrees) -> Double {
        guard degrees.expert > 1 else { return 0 }
        let design = task.design(degrees.strategy(task.model))
        guard let placement = Placement(design) else { return 0 }
        return ExpertLink(placement: placement, hardware: task.hardware, expert: degrees.expert)
            .seconds(bytes: LayerExchange(design).expertBytes)
    }
}
