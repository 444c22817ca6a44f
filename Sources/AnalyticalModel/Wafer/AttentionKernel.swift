import LanguageModel
import TrainingStrategy

/// The core of attention on one die in each of its kinds: scores, softmax and values.
///
/// Fused, scores stay on the die. Dense, the scores of one product go to DRAM and back twice where half of the SRAM
/// does not hold them: written and read by the softmax, and its weights written and read by the values. Sparse, a
/// prediction and a choice come before, and the three are done with the kept keys; phases follow each other, since
/// they share the die.
struct AttentionKernel {
    let attention: AttentionSpread
    let kind: InferenceJob.Attention
    /// What sparse attention keeps; nil for the other kinds.
    let selection: SparseSelection?

    init(attention: AttentionSpread, job: InferenceJob) {
        self.attention = attention
        kind = job.attention
        selection = job.sparseSelection
    }

    /// Bytes of the scores of one product, which an unfused kernel holds at once.
    static func scoreBytes(_ core: ServingAttention) -> Double {
        DieModel.elementBytes * Double(core.rows) * Double(core.seen)
    }

    /// Adds one of the three operators to an account.
    func add(_ work: LayerOperator, _ core: ServingAttention, to cost: inout PassCost) {
        guard let selection else {
            addOperator(work, to: &cost)
            let bytes = Self.scoreBytes(core)
            if kind == .dense, work.kind == .scores, bytes > attention.operators.die.workingBytes {
                cost.dramBytes += 4 * Double(core.products) * bytes
            }
            return
        }
        if work.kind == .scores { addSelection(work, core, selection, to: &cost) }
        addOperator(kept(work, core, selection), to: &cost)
    }

    private func addOperator(_ work: LayerOperator, to cost: inout PassCost) {
        if work.isMatrixProduct {
            attention.add(work, to: &cost)
        } else {
            attention.operators.addForward(work, to: &cost)
        }
    }

    /// The operator with the kept keys alone.
    private func kept(_ work: LayerOperator, _ core: ServingAttention, _ selection: SparseSelection) -> LayerOperator {
        let kept = selection.kept(of: core.seen)
        let share = Double(kept) / Double(core.seen)
        var work = work
        switch work.kind {
        case .scores: work.n = kept
        case .values: work.k = kept
        default:
            work.inputElements *= share
            work.outputElements *= share
        }
        work.matrixFlops *= share
        work.vectorFlops *= share
        return work
    }

    /// Prediction and choice: the product of queries and all keys in fewer bits, and comparisons.
    ///
    /// Arithmetic takes as long as the multiply-accumulates that it costs, SRAM and network as long as 16 bits would by
    /// its bits. It is no product of the model, so that it counts beside matrix operations.
    private func addSelection(
        _ work: LayerOperator, _ core: ServingAttention, _ selection: SparseSelection, to cost: inout PassCost
    ) {
        var whole = PassCost()
        attention.add(work, to: &whole)
        let bits = selection.codeBits / (8 * DieModel.elementBytes)
        let compute = selection.predictionShare * whole.computeSeconds
        let die = attention.operators.die
        let macs = Double(core.products) * Double(core.rows) * Double(core.seen) * selection.sortingShare
        let sorting = macs / (die.arrayRows * die.arrayColumns * die.cores * die.frequencyHertz)
        cost.computeSeconds += compute + sorting
        cost.operatorSeconds += max(compute, bits * whole.operatorSeconds) + sorting
        cost.vectorFlops += selection.predictionShare * whole.matrixFlops + 2 * macs
        cost.sramBytes += bits * whole.sramBytes
        cost.nocByteHops += bits * whole.nocByteHops
        cost.dramBytes += bits * whole.dramBytes
    }
}
