/// Parameter counts.
///
/// A shape without a gate is counted as GPT: LayerNorm with scale and shift, biases in every projection, learned
/// positions, and an output head tied to the token table. A gated shape is counted as Llama: RMSNorm with a scale only,
/// no biases, rotary positions without parameters, and an output head of its own.
extension ModelShape {
    /// The width of one head.
    @inlinable public var headDimension: Int { hidden / heads }

    /// Whether the output head shares the token table.
    @inlinable public var isHeadTied: Bool { !isGated }

    /// Parameters of one norm.
    @inlinable public var normParameters: Double { Double(isGated ? hidden : 2 * hidden) }

    /// Parameters of one layer that the fullest of `tensor` devices stores.
    ///
    /// Projections are split; norms and the biases of the two projections that end a block are on every device.
    @inlinable
    public func layerParameters(tensor: Int = 1) -> Double {
        let width = headDimension
        let queryWidth = headsPerDevice(tensor: tensor) * width
        let keyWidth = keyValueHeadsPerDevice(tensor: tensor) * width
        let inner = ceilingDivide(feedForward, tensor)
        let projections = 2 * queryWidth + 2 * keyWidth + (isGated ? 3 : 2) * inner
        let biases = isGated ? 0 : queryWidth + 2 * keyWidth + inner + 2 * hidden
        return Double(projections) * Double(hidden) + Double(biases) + 2 * normParameters
    }

    /// Parameters of the matrices of one layer that the fullest of `tensor` devices stores: no norms, no biases.
    ///
    /// `12 h^2 / t` for GPT shapes with a feed-forward width of `4 h`.
    public func layerMatrixParameters(tensor: Int = 1) -> Double {
        let widths = 2 * headsPerDevice(tensor: tensor) + 2 * keyValueHeadsPerDevice(tensor: tensor)
        let inner = ceilingDivide(feedForward, tensor)
        return Double(widths * headDimension + (isGated ? 3 : 2) * inner) * Double(hidden)
    }

    /// Parameters of the token table, split over `tensor` devices, and of the learned positions, on every device.
    @inlinable
    public func embeddingParameters(tensor: Int = 1) -> Double {
        let table = Double(ceilingDivide(vocabulary, tensor)) * Double(hidden)
        return isGated ? table : table + Double(sequenceLength) * Double(hidden)
    }

    /// Parameters of the output head alone, split over `tensor` devices, whether or not it is tied.
    ///
    /// The last stage of a pipeline stores them even when they are tied to the token table of the first.
    @inlinable
    public func headParameters(tensor: Int = 1) -> Double {
        Double(ceilingDivide(vocabulary, tensor)) * Double(hidden)
    }

    /// Parameters of the model, a tied head counted once.
    ///
    /// For GPT shapes with a feed-forward width of `4 h` this is Eq. 2 of Narayanan et al. (SC 2021),
    /// `12 L h^2 (1 + 13/(12 h) + (V + s)/(12 L h))`, and the `2 h` of the final norm, which the equation leaves out.
    public var parameterCount: Double {
        Double(layers) * layerParameters() + embeddingParameters() + (isHeadTied ? 0 : headParameters())
            + normParameters
    }
}
