public import LanguageModel

/// The cost of single operators on one die: the one place where evaluators get it from.
///
/// An operator takes as long as the slowest of multipliers, vector unit, SRAM and the network between cores. DRAM is
/// counted in bytes and compared for a whole pass, because streams are fetched ahead of the operators that want them.
public struct OperatorCost<Distribution: OperandDistribution> {
    /// The roofline.
    public let die: DieModel
    /// How operands reach the cores.
    public let distribution: Distribution
    /// Whether weights and gradients stay in SRAM over the whole iteration.
    public let weightsStay: Bool

    /// Makes the cost of operators on a die.
    public init(die: DieModel, distribution: Distribution, weightsStay: Bool) {
        self.die = die
        self.distribution = distribution
        self.weightsStay = weightsStay
    }

    /// Adds an operator's forward pass to an account.
    public func addForward(_ work: LayerOperator, to cost: inout PassCost) {
        if work.isMatrixProduct {
            let (m, n, k) = (Double(work.m), Double(work.n), Double(work.k))
            addProducts(work, m: m, n: n, k: k, to: &cost)
            addOperands(work, passes: 1, to: &cost)
        } else {
            addElementwise(work, times: 1, to: &cost)
        }
    }

    /// Adds an operator's backward pass to an account: twice the operations of the forward pass.
    ///
    /// A product needs two: with the gradient of its result, the gradient of its left operand (m x n by n x k) and that
    /// of its right one (k x m by m x n). Weight gradients are added to those of earlier micro-batches, in single
    /// precision: four bytes read and four written for each parameter.
    public func addBackward(_ work: LayerOperator, to cost: inout PassCost) {
        if work.isMatrixProduct {
            let (m, n, k) = (Double(work.m), Double(work.n), Double(work.k))
            addProducts(work, m: m, n: k, k: n, to: &cost)
            addProducts(work, m: k, n: n, k: m, to: &cost)
            addOperands(work, passes: 2, to: &cost)
            if !weightsStay { cost.dramBytes += 8 * work.weightElements }
        } else {
            addElementwise(work, times: 2, to: &cost)
        }
    }

    /// The matrix products of one operator in the forward or backward pass.
    ///
    /// Experts have operands of their own, so that they may also take the whole die one after the other.
    private func addProducts(_ work: LayerOperator, m: Double, n: Double, k: Double, to cost: inout PassCost) {
        let products = Double(work.batch)
        guard work.batch > 1, work.weightElements > 0 else {
            return addProduct(batch: products, m: m, n: n, k: k, vectorFlops: work.vectorFlops, to: &cost)
        }
        var (together, one) = (PassCost(), PassCost())
        addProduct(batch: products, m: m, n: n, k: k, vectorFlops: work.vectorFlops, to: &together)
        addProduct(batch: 1, m: m, n: n, k: k, vectorFlops: work.vectorFlops / products, to: &one)
        if one.operatorSeconds * products < together.operatorSeconds {
            cost.add(one, times: products)
        } else {
            cost.add(together)
        }
    }

    /// One matrix product of the forward or backward pass.
    private func addProduct(
        batch: Double, m: Double, n: Double, k: Double, vectorFlops: Double, to cost: inout PassCost
    ) {
        let tiling = die.tile(batch: batch, m: m, n: n, k: k)
        let compute = tiling.cycles / die.frequencyHertz + vectorSeconds(vectorFlops)
        let sram = tiling.sramBytesPerCore / (die.sramBytesPerCycle * die.frequencyHertz)
        let network = distribution.busiestLinkBytes(tiling) / (die.linkBytesPerCycle * die.frequencyHertz)
        cost.computeSeconds += compute
        cost.operatorSeconds += max(compute, sram, network)
        cost.matrixFlops += 2 * batch * m * n * k
        cost.vectorFlops += vectorFlops
        cost.sramBytes += tiling.sramBytesPerCore * tiling.activeCores
        cost.nocByteHops +=
            (tiling.bytesPerRow + tiling.bytesPerColumn
                + (tiling.bytesPerCore + tiling.resultBytesPerCore) * die.coresX / 4) * tiling.activeCores
    }

    /// What products bring from DRAM: weights, and operands too large to stay on the die between operators.
    private func addOperands(_ work: LayerOperator, passes: Double, to cost: inout PassCost) {
        let element = DieModel.elementBytes
        let products = Double(work.batch)
        let often = die.passes(
            leftBytes: Double(work.m) * Double(work.k) * element, rightBytes: Double(work.k) * Double(work.n) * element,
            resultBytes: Double(work.m) * Double(work.n) * element)
        // Products of a batch follow each other where they do not fit together, so one of them is the working set.
        let handed = (work.inputElements + work.outputElements) * element / max(1, products)
        if handed > die.workingBytes {
            cost.dramBytes += passes * (work.inputElements * often.left + work.outputElements) * element
        }
        if !weightsStay { cost.dramBytes += work.weightElements * often.right * element }
    }

    /// An operator without a product.
    private func addElementwise(_ work: LayerOperator, times: Double, to cost: inout PassCost) {
        let bytes = (work.inputElements + work.outputElements) * DieModel.elementBytes * times
        let compute = vectorSeconds(work.vectorFlops * times)
        let sram = bytes / (die.sramBytesPerCycle * die.frequencyHertz * die.cores)
        cost.computeSeconds += compute
        cost.operatorSeconds += max(compute, sram)
        cost.vectorFlops += work.vectorFlops * times
        cost.sramBytes += bytes
    }

    private func vectorSeconds(_ operations: Double) -> Double {
        operations / (die.vectorLanes * die.cores * die.frequencyHertz)
    }
}

extension OperatorCost: Sendable where Distribution: Sendable {}
