import LanguageModel
import TrainingStrategy

/// The core of attention on the cores of one die: queries times keys, and scores times values.
///
/// A decode step has few products of few rows, so that whole products leave most cores idle. Tokens that are seen are
/// dealt out over the cores then: each has its part of the keys and scores, and of the values, whose partial results
/// are added up round the cores of a product (Dao et al., "Flash-Decoding for long-context inference", 2023). The
/// faster of the two ways is taken.
struct AttentionSpread {
    let operators: OperatorCost<IdealDistribution>

    /// Adds scores or values to an account, in the faster way.
    func add(_ work: LayerOperator, to cost: inout PassCost) {
        var whole = PassCost()
        operators.addForward(work, to: &whole)
        if var spread = spread(work), spread.operatorSeconds < whole.operatorSeconds {
            // Tokens are rounded up in the parts, not in what is computed; what spills is the same.
            spread.matrixFlops = whole.matrixFlops
            spread.dramBytes = whole.dramBytes
            whole = spread
        }
        cost.add(whole)
    }

    /// Parts that the tokens of each product are dealt out to: as many as there are cores for a product.
    func parts(_ work: LayerOperator) -> Int {
        min(Int(operators.die.cores) / max(1, work.batch), work.kind == .values ? work.k : work.n)
    }

    /// The cost with tokens dealt out, or nil where there is no core to spare.
    private func spread(_ work: LayerOperator) -> PassCost? {
        let parts = parts(work)
        guard parts > 1 else { return nil }
        let isSum = work.kind == .values
        let each = ((isSum ? work.k : work.n) + parts - 1) / parts
        // Every part has the queries; of scores and values it has its own.
        let queries = isSum ? 0 : Double(work.batch) * Double(work.m) * Double(work.k)
        var cost = PassCost()
        operators.addForward(
            LayerOperator(
                kind: work.kind, batch: work.batch * parts, m: work.m, n: isSum ? work.n : each,
                k: isSum ? each : work.k, matrixFlops: work.matrixFlops, vectorFlops: work.vectorFlops,
                weightElements: 0, inputElements: work.inputElements + Double(parts - 1) * queries,
                outputElements: work.outputElements, leftStaysOnChip: work.leftStaysOnChip), to: &cost)
        if isSum { addSum(of: parts, work, to: &cost) }
        return cost
    }

    /// The sum of partial results round the cores of each product, each core ending with an equal part of the results.
    ///
    /// A reduce-scatter on a ring: one step less than there are parts, of a cycle at least.
    private func addSum(of parts: Int, _ work: LayerOperator, to cost: inout PassCost) {
        let die = operators.die
        let (products, results, parts) = (Double(work.batch), Double(work.m) * Double(work.n), Double(parts))
        let bytes = results * DieModel.sumBytes
        let additions = products * (parts - 1) * results
        let steps = (parts - 1) * max(1, bytes / parts / die.linkBytesPerCycle) / die.frequencyHertz
        let compute = (parts - 1) / parts * results / (die.vectorLanes * die.frequencyHertz)
        let sram = 2 * bytes / (die.sramBytesPerCycle * die.frequencyHertz)
        cost.computeSeconds += compute
        cost.operatorSeconds += max(compute, sram, steps)
        cost.vectorFlops += additions
        cost.sramBytes += 2 * products * parts * bytes
        cost.nocByteHops += products * (parts - 1) * bytes
    }
}
