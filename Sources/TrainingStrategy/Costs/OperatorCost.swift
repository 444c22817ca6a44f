public import LanguageModel

/// The cost of single operators on one die: the one place where evaluators get it from.
///
/// An operator takes as long as the slowest of multipliers, vector unit, SRAM and the network between cores. DRAM is
/// counted in bytes and compared for a whole pass, because streams are fetched ahead of the operators that want them.
///
/// Bytes to and from DRAM: weights that do not stay are read once a pass, and their gradients read and written in the
/// backward one. Activations of a product spill where what it reads and writes does not fit the working set: each
/// operand is then read, and each result written, once; an operand is read again for every block of the product that
/// fits (``DieModel/passes(leftBytes:rightBytes:resultBytes:)``). Element-wise operators work on what products read
/// and write, on its way, and move nothing of their own. What a layer keeps besides is in ``ActivationTraffic``.
public struct OperatorCost<Distribution: OperandDistribution>: OperatorCosting {
    /// The roofline.
    public internal(set) var die: DieModel
    /// How operands reach the cores.
    public let distribution: Distribution
    /// Whether weights and gradients stay in SRAM over the whole iteration.
    public let weightsStay: Bool
    /// The order of loops over blocks; nil for that of the dataflow.
    public internal(set) var order: LoopOrder?
    /// Where activations are.
    public internal(set) var source = ActivationSource.sram

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
            addForwardOperands(work, to: &cost)
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
            addBackwardOperands(work, to: &cost)
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

    /// Whether the activations of a product go through DRAM: what it reads and writes does not fit the working set.
    ///
    /// Products of a batch follow each other where they do not fit together, so one of them is the working set. A
    /// source in DRAM says so of any product.
    public func spills(_ work: LayerOperator) -> Bool {
        work.isMatrixProduct
            && (source == .dram
                || (work.inputElements + work.outputElements) * DieModel.elementBytes / Double(work.batch)
                    > die.workingBytes)
    }

    /// What a forward product moves to and from DRAM: its weights, and its activations where they spill.
    private func addForwardOperands(_ work: LayerOperator, to cost: inout PassCost) {
        let spills = spills(work)
        guard spills || !weightsStay else { return }
        let often = passes(m: work.m, n: work.n, k: work.k, of: .forward)
        if spills {
            let operands = activationOperands(work)
            cost.dramBytes +=
                DieModel.elementBytes
                * (operands.left * often.left + operands.right * often.right + work.outputElements)
                + often.sumBytes * work.outputElements
        }
        if !weightsStay { cost.dramBytes += work.weightElements * often.right * DieModel.elementBytes }
    }

    /// The same of the two backward products.
    ///
    /// The gradient of the result is an operand of both. Weight gradients are read and written in single precision.
    private func addBackwardOperands(_ work: LayerOperator, to cost: inout PassCost) {
        let spills = spills(work)
        guard spills || !weightsStay else { return }
        let ofLeft = passes(m: work.m, n: work.k, k: work.n, of: .leftGradient)
        // Of the other product only sums of weight gradients count where activations do not spill.
        let ofRight =
            spills || order != nil
            ? passes(m: work.k, n: work.n, k: work.m, of: .rightGradient) : DieModel.Passes()
        if spills {
            let operands = activationOperands(work)
            cost.dramBytes +=
                DieModel.elementBytes
                * (work.outputElements * (ofLeft.left + ofRight.right)
                    + operands.left * (1 + ofRight.left) + operands.right * (1 + ofLeft.right))
                + ofLeft.sumBytes * operands.left + ofRight.sumBytes * operands.right
        }
        if !weightsStay {
            cost.dramBytes += work.weightElements * (ofLeft.right * DieModel.elementBytes + 8 + ofRight.sumBytes)
        }
    }

    /// How often the operands of one product come from DRAM, in the working precision.
    public func passes(m: Int, n: Int, k: Int, of product: DieModel.Product = .forward) -> DieModel.Passes {
        let (rows, columns, inner) = (Double(m), Double(n), Double(k))
        let element = DieModel.elementBytes
        let (left, right, result) = (rows * inner * element, inner * columns * element, rows * columns * element)
        guard let order else { return die.passes(leftBytes: left, rightBytes: right, resultBytes: result) }
        return die.passes(leftBytes: left, rightBytes: right, resultBytes: result, of: product, in: order)
    }

    /// Elements of the operands that are activations.
    ///
    /// A product with weights has its input on the left: its rows and products may be rounded up, its elements are not.
    /// Of two activations the left one may stay on the die.
    private func activationOperands(_ work: LayerOperator) -> (left: Double, right: Double) {
        guard work.weightElements == 0 else { return (work.inputElements, 0) }
        let left = work.leftStaysOnChip ? 0 : Double(work.batch) * Double(work.m) * Double(work.k)
        return (left, work.inputElements - left)
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
