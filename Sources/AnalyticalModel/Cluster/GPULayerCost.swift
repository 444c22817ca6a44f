import LanguageModel
import TrainingStrategy

/// The cost of a layer's operators on one graphics processor.
struct GPULayerCost: OperatorCosting {
    let law: GPUOperatorLaw
    let isGated: Bool
    /// Operations a second of attention as one kernel; nil where scores go through memory.
    let fusedFlopsPerSecond: Double?

    /// Adds an operator's forward pass to an account.
    func addForward(_ work: LayerOperator, to cost: inout PassCost) {
        if let fusedFlopsPerSecond, work.kind.isAttentionCore {
            return addFused(work, times: 1, at: fusedFlopsPerSecond, to: &cost)
        }
        if work.isMatrixProduct {
            add(batch: work.batch, m: work.m, n: work.n, k: work.k, resultBytes: 2, to: &cost)
        }
        let traffic = GPUKernelTraffic.of(work.kind, isGated: isGated)
        addStream(work, traffic.forward, traffic.forwardKernels, to: &cost)
        cost.vectorFlops += work.vectorFlops
    }

    /// Adds an operator's backward pass to an account: twice the products of the forward pass.
    ///
    /// Gradients of weights are added to those of earlier micro-batches in single precision, in the product that makes
    /// them: four bytes read and four written for each parameter.
    func addBackward(_ work: LayerOperator, to cost: inout PassCost) {
        if let fusedFlopsPerSecond, work.kind.isAttentionCore {
            return addFused(work, times: 2, at: fusedFlopsPerSecond, to: &cost)
        }
        if work.isMatrixProduct {
            add(batch: work.batch, m: work.m, n: work.k, k: work.n, resultBytes: 2, to: &cost)
            add(
                batch: work.batch, m: work.k, n: work.n, k: work.m, resultBytes: work.weightElements > 0 ? 8 : 2,
                to: &cost)
        }
        let traffic = GPUKernelTraffic.of(work.kind, isGated: isGated)
        addStream(work, traffic.backward, traffic.backwardKernels, to: &cost)
        cost.vectorFlops += 2 * work.vectorFlops
    }

    /// A part of one kernel: products at the rate of the whole, softmax inside them, queries, keys, values and results
    /// from and to memory once a pass.
    private func addFused(
        _ work: LayerOperator, times: Double, at flopsPerSecond: Double, to cost: inout PassCost
    ) {
        let seconds = times * work.matrixFlops / flopsPerSecond
        let bytes = 2 * times * (work.inputElements + work.outputElements)
        cost.computeSeconds += seconds
        cost.operatorSeconds += max(seconds, bytes / law.memoryBytesPerSecond)
        if work.kind == .scores { cost.operatorSeconds += law.launchSeconds }
        cost.matrixFlops += times * work.matrixFlops
        cost.vectorFlops += times * work.vectorFlops
        cost.dramBytes += bytes
    }

    private func add(batch: Int, m: Int, n: Int, k: Int, resultBytes: Double, to cost: inout PassCost) {
        let seconds = law.product(batch: batch, m: m, n: n, k: k, resultBytes: resultBytes)
        let (products, rows, columns, inner) = (Double(batch), Double(m), Double(n), Double(k))
        cost.computeSeconds += seconds.matrix
        cost.operatorSeconds += seconds.total
        cost.matrixFlops += 2 * products * rows * columns * inner
        cost.dramBytes += products * (2 * inner * (rows + columns) + resultBytes * rows * columns)
    }

    private func addStream(_ work: LayerOperator, _ bytes: Double, _ kernels: Double, to cost: inout PassCost) {
        guard bytes > 0 else { return }
        let readsMost = work.kind == .projection || work.kind == .combine
        let elements = readsMost ? work.inputElements : work.outputElements
        cost.operatorSeconds += law.stream(bytes: elements * bytes, kernels: kernels)
        cost.dramBytes += elements * bytes
    }
}
