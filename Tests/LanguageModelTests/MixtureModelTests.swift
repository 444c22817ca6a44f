import LanguageModel
import Testing

/// Mixtures of experts as shapes that evaluators take.
struct MixtureModelTests {
    /// 671 B parameters, 37 B of them for each token (DeepSeek-AI 2024); 137 B (Lepikhin et al., 2021).
    @Test func `presets have their published parameters`() throws {
        let deepseek = try ModelShape.preset("deepseek-v3")
        #expect(abs(deepseek.parameterCount / 671e9 - 1) < 0.001)
        #expect(abs(deepseek.activeParameterCount / 37e9 - 1) < 0.02)
        #expect(deepseek.expertLayers == 58)
        let gshard = try ModelShape.preset("gshard-137b")
        #expect(abs(gshard.parameterCount / 137e9 - 1) < 0.01)
        #expect(gshard.expertLayers == 18)
        for model in [deepseek, gshard] {
            try model.validate()
            // The counts of matrices leave out norms, biases and positions, less than a thousandth.
            let ratio = model.parameterCount / MatrixCount(model).parameters
            #expect(ratio >= 1 && ratio < 1.001)
        }
    }

    /// Six operations for each parameter in use and token, the token table of an untied head aside, and attention.
    @Test(arguments: ["deepseek-v3", "gshard-137b"])
    func `operators of all layers have the operations of the parameters in use`(name: String) throws {
        let model = try ModelShape.preset(name)
        // As many tokens as give every expert a whole number of them.
        let tokens = 7 * Double(model.sequenceLength)
        let flops = model.trainingFlops(sequences: 7, policy: .none)
        #expect(abs(flops / (3 * tokens * MatrixCount(model).forwardFlopsPerToken) - 1) < 1e-9)
    }

    @Test(arguments: [true, false])
    func `one expert without a choice is the dense block`(isGated: Bool) throws {
        var dense = try ModelShape.preset(isGated ? "llama2-7b" : "gpt3-13b")
        dense.sequenceLength = 512
        var mixed = dense
        mixed.mixture = Mixture(experts: 1, expertsPerToken: 1, expertFeedForward: dense.feedForward)
        for share in [
            LayerShare(microBatch: 2, tensor: 1, sequenceParallel: false),
            LayerShare(microBatch: 1, tensor: 4, sequenceParallel: true, context: 2),
        ] {
            var (plain, experts): ([LayerOperator], [LayerOperator]) = ([], [])
            dense.forEachOperator(share, hasExperts: false) { plain.append($0) }
            mixed.forEachOperator(share, hasExperts: true) { work in
                var work = work
                let names: [LayerOperator.Kind: LayerOperator.Kind] = [
                    .expertUp: .up, .expertActivation: .activation, .expertDown: .down,
                ]
                work.kind = names[work.kind] ?? work.kind
                experts.append(work)
            }
            #expect(plain == experts)
            for policy in ActivationPolicy.allCases {
                #expect(
                    dense.activationBytesPerLayer(share, hasExperts: false, policy: policy)
                        == mixed.activationBytesPerLayer(share, hasExperts: true, policy: policy))
            }
            #expect(
                dense.layerParameters(tensor: share.tensor)
                    == mixed.expertLayerCommonParameters(tensor: share.tensor)
                    + mixed.expertParameters(tensor: share.tensor))
        }
        #expect(mixed.parameterCount == dense.parameterCount)
    }

    /// Experts dealt out to devices: each has its part of them, and as much work as before.
    @Test func `dealing experts out divides their weights and not their work`() throws {
        let model = try ModelShape.preset("deepseek-v3")
        func work(_ expert: Int) -> (flops: Double, weights: Double) {
            var (flops, weights) = (0.0, 0.0)
            let share = LayerShare(microBatch: 1, tensor: 1, sequenceParallel: false, expert: expert)
            model.forEachOperator(share, hasExperts: true) { work in
                guard work.kind == .expertUp || work.kind == .expertDown else { return }
                flops += work.matrixFlops
                weights += work.weightElements
            }
            return (flops, weights)
        }
        for expert in [2, 8, 64] {
            #expect(work(expert).flops == work(1).flops)
            #expect(work(expert).weights == work(1).weights / Double(expert))
            #expect(model.expertParameters(expert: expert) == model.expertParameters() / Double(expert))
        }
    }

    @Test(arguments: ["llama3-8b", "gpt3-13b"])
    func `parts of a sequence have their part of operations and activations`(name: String) throws {
        let model = try ModelShape.preset(name)
        for sequenceParallel in [true, false] {
            for policy in ActivationPolicy.allCases {
                let whole = LayerShare(microBatch: 2, tensor: 2, sequenceParallel: sequenceParallel)
                for parts in [2, 4, 8] {
                    var share = whole
                    share.context = parts
                    let bytes = model.activationBytesPerLayer(share, hasExperts: false, policy: policy)
                    #expect(
                        bytes * Double(parts)
                            == model.activationBytesPerLayer(whole, hasExperts: false, policy: policy))
                    var (all, part) = (0.0, 0.0)
                    model.forEachOperator(whole, hasExperts: false) { all += $0.matrixFlops }
                    model.forEachOperator(share, hasExperts: false) { part += $0.matrixFlops }
                    #expect(abs(part * Double(parts) / all - 1) < 1e-12)
                }
            }
        }
    }

    @Test func `mixtures that cannot be are refused by their key`() throws {
        var model = try ModelShape.preset("deepseek-v3")
        model.mixture?.expertsPerToken = 257
        #expect(throws: ModelShapeError.tooLarge(key: "experts_per_token", value: 257, largest: 256)) {
            try model.validate()
        }
        model = try ModelShape.preset("deepseek-v3")
        model.mixture?.firstDenseLayers = 61
        #expect(throws: ModelShapeError.tooLarge(key: "first_dense_layers", value: 61, largest: 60)) {
            try model.validate()
        }
        model = try ModelShape.preset("gpt3-13b")
        model.headWidth = 0
        #expect(throws: ModelShapeError.notPositive(key: "head_width", value: 0)) { try model.validate() }
    }
}
