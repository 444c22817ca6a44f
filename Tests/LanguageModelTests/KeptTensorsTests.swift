import LanguageModel
import Testing

/// Activations tensor by tensor, for any set of operators that run again.
struct KeptTensorsTests {
    private static func models() throws -> [(model: ModelShape, hasExperts: Bool)] {
        let deepseek = try ModelShape.preset("deepseek-v3")
        let gshard = try ModelShape.preset("gshard-137b")
        let names = ["gpt3-13b", "megatron-18.4b", "llama2-13b", "llama3-8b"]
        return try names.map { (try ModelShape.preset($0), false) }
            + [(deepseek, true), (deepseek, false), (gshard, true), (gshard, false)]
    }

    private static let shares = [
        LayerShare(microBatch: 1, tensor: 1, sequenceParallel: false),
        LayerShare(microBatch: 4, tensor: 8, sequenceParallel: false),
        LayerShare(microBatch: 2, tensor: 8, sequenceParallel: true, context: 2),
        LayerShare(microBatch: 2, tensor: 4, sequenceParallel: true, isFused: true),
    ]

    @Test func `nothing, the attention core and everything repeated are the three published policies`() throws {
        let sets: [(ActivationPolicy, UInt64)] = [
            (.none, 0), (.selective, LayerOperator.Kind.coreBits), (.full, .max),
        ]
        for (model, hasExperts) in try Self.models() {
            for share in Self.shares {
                for (policy, operators) in sets where !(share.isFused && policy == .selective) {
                    let kept = model.keptActivationBytes(share, hasExperts: hasExperts, repeating: operators)
                    let formula = model.activationBytesPerLayer(share, hasExperts: hasExperts, policy: policy)
                    #expect(abs(kept / formula - 1) < 1e-12, "\(model) \(share) \(policy)")
                }
            }
        }
    }

    /// `s b h (34 + 5 a s / h) / t` of a GPT layer loses what each set is known to make again.
    @Test func `sets drop the tensors that they make again`() throws {
        let model = try ModelShape.preset("gpt3-13b")
        let share = LayerShare(microBatch: 1, tensor: 1, sequenceParallel: false)
        let unit = Double(model.sequenceLength * model.hidden)
        let scores = Double(model.sequenceLength * model.sequenceLength * model.heads)
        let all = 34 * unit + 5 * scores
        let cases: [([LayerOperator.Kind], Double)] = [
            ([], all), ([.activation], all - 8 * unit), ([.attentionNorm, .feedForwardNorm], all - 4 * unit),
            // GELU's input and its result.
            ([.up, .activation, .down], all - 16 * unit),
            // The scores take the place of the softmax, its mask and what dropout leaves.
            ([.softmax], all - 3 * scores), ([.scores, .softmax], all - 5 * scores),
            // A product's result is kept for the next product.
            ([.values], all),
        ]
        for (kinds, bytes) in cases {
            let operators = kinds.reduce(0 as UInt64) { $0 | $1.bit }
            let kept = model.keptActivationBytes(share, hasExperts: false, repeating: operators)
            #expect(kept == bytes, "\(kinds): \(kept / unit)")
        }
    }

    @Test func `every operator of a layer has a bit of its own`() {
        let bits = LayerOperator.Kind.ofLayers.map(\.bit)
        #expect(Set(bits).count == bits.count && bits.allSatisfy { $0.nonzeroBitCount == 1 })
        #expect(LayerOperator.Kind.allCases.count - bits.count == 4)
    }
}
