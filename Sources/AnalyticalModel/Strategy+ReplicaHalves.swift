import TrainingStrategy

extension Strategy {
    /// Halves of all-reduces over the replicas in an iteration, of gradients and of weights.
    ///
    /// Without ZeRO an all-reduce of gradients; with ZeRO 1 its two halves, the second on the new weights; ZeRO 2
    /// scatters gradients at every micro-batch, and ZeRO 3 also gathers weights for both of its passes (S. Rajbhandari
    /// et al., "ZeRO", SC'20). Where weights are streamed the same happens once for each sub-batch.
    func replicaHalves(microBatches: Int) -> (gradients: Double, weights: Double) {
        if streamsWeights {
            let parts = Double(plan?.subBatches ?? 1)
            return (parts, 2 * parts)
        }
        let batches = Double(microBatches)
        return switch zeroStage {
        case 0: (2, 0)
        case 1: (1, 1)
        case 2: (batches, 1)
        default: (batches, 2 * batches)
        }
    }
}
