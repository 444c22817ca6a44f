/// Operations of matrix products, the measure that published utilisations are given in.
extension ModelShape {
    /// Matrix operations of the forward pass of one layer over `sequences` sequences.
    ///
    /// `24 b s h^2 + 4 b s^2 h` for GPT shapes with as many key heads as query heads and a width of `4 h`.
    public func layerForwardFlops(sequences: Int) -> Double {
        var flops = 0.0
        forEachOperator(microBatch: sequences, tensor: 1, sequenceParallel: false) { flops += $0.matrixFlops }
        return flops
    }

    /// The same of one layer with experts, routers included.
    ///
    /// Places that a capacity factor above 1 leaves empty are no work of the model, and tokens that one below 1 drops
    /// are not worked on.
    public func expertLayerForwardFlops(sequences: Int) -> Double {
        var flops = 0.0
        var even = self
        if let mixture { even.mixture?.capacityFactor = min(1, mixture.capacityFactor) }
        even.forEachOperator(
            LayerShare(microBatch: sequences, tensor: 1, sequenceParallel: false), hasExperts: true
        ) { flops += $0.matrixFlops }
        return flops
    }

    /// Matrix operations of the attention core (scores and values) of one layer, forward: `4 b s^2 h`.
    public func attentionCoreForwardFlops(sequences: Int) -> Double {
        2 * Double(sequences) * Double(sequenceLength) * Double(sequenceLength)
            * Double(heads * (queryWidth + valueWidth))
    }

    /// Matrix operations of the logits over `sequences` sequences, forward: `2 b s h V`.
    public func headForwardFlops(sequences: Int) -> Double {
        2 * Double(sequences) * Double(sequenceLength) * Double(hidden) * Double(vocabulary)
    }

    /// Matrix operations of one training iteration.
    ///
    /// Forward and backward passes count three times the forward pass; recomputation adds what runs twice. For GPT
    /// shapes: `72 B s L h^2 (1 + s/(6 h) + V/(12 L h))` when nothing is recomputed, and Eq. 3 of Narayanan et al.
    /// (SC 2021), `96 B s L h^2 (1 + s/(6 h) + V/(16 L h))`, with full recomputation.
    ///
    /// Selective recomputation repeats the attention core once, which makes the second term `2 s/(9 h)`. Korthikanti et
    /// al. print `s/(3 h)`: that counts the repeated core three times, and their hardware utilisations carry it.
    ///
    /// - Parameters:
    ///   - sequences: the global batch.
    ///   - policy: what is recomputed.
    /// - Returns: operations over all devices.
    public func trainingFlops(sequences: Int, policy: ActivationPolicy) -> Double {
        func all(_ layer: Double) -> Double {
            let repeated =
                switch policy {
                case .none: 0.0
                case .selective: attentionCoreForwardFlops(sequences: sequences)
                case .full: layer
                }
            return 3 * layer + repeated
        }
        let dense = Double(layers - expertLayers) * all(layerForwardFlops(sequences: sequences))
        let mixed =
            expertLayers > 0 ? Double(expertLayers) * all(expertLayerForwardFlops(sequences: sequences)) : 0
        return dense + mixed + 3 * headForwardFlops(sequences: sequences)
    }
}
