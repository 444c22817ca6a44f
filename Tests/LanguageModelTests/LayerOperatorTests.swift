import LanguageModel
import Testing

struct LayerOperatorTests {
    @Test func `a layer lists its operators in order`() throws {
        let kinds = try ModelShape.preset("gpt3-13b").layerOperators(microBatch: 1, tensor: 1, sequenceParallel: false)
            .map(\.kind)
        #expect(
            kinds == [
                .attentionNorm, .queryKeyValue, .scores, .softmax, .values, .projection, .attentionResidual,
                .feedForwardNorm, .up, .activation, .down, .feedForwardResidual,
            ])
    }

    @Test(arguments: ModelPreset.all.map(\.name))
    func `a matrix product has the operations and elements of its dimensions`(_ name: String) throws {
        let shape = try ModelShape.preset(name)
        for work in shape.layerOperators(microBatch: 2, tensor: 4, sequenceParallel: true) {
            if work.isMatrixProduct {
                let result = Double(work.batch) * Double(work.m) * Double(work.n)
                #expect(work.matrixFlops == 2 * result * Double(work.k))
                #expect(work.outputElements == result)
            } else {
                #expect(work.matrixFlops == 0 && work.m == 0 && work.n == 0 && work.k == 0)
                #expect(work.vectorFlops > 0)
            }
            #expect(work.inputElements > 0)
            #expect(work.backwardFlops == 2 * work.forwardFlops)
        }
    }

    @Test func `each operator hands the next what it reads`() throws {
        let shape = try ModelShape.preset("llama2-70b")
        let work = shape.layerOperators(microBatch: 1, tensor: 8, sequenceParallel: false)
        // Queries, keys and values leave the projection; queries and keys enter the scores, values the next product.
        let scores = work[2].outputElements
        #expect(work[1].outputElements == work[2].inputElements + (work[4].inputElements - scores))
        #expect(work[3].inputElements == scores)
        #expect(work[4].outputElements == work[5].inputElements)
        #expect(work[8].outputElements == work[9].inputElements)
        #expect(work[9].outputElements == work[10].inputElements)
        #expect(work[11].outputElements == work[0].inputElements)
    }

    @Test func `sequence parallelism splits norms and sums and nothing else`() throws {
        let shape = try ModelShape.preset("gpt3-175b")
        let plain = shape.layerOperators(microBatch: 2, tensor: 8, sequenceParallel: false)
        let split = shape.layerOperators(microBatch: 2, tensor: 8, sequenceParallel: true)
        for (one, other) in zip(plain, split) {
            switch one.kind {
            case .attentionNorm, .attentionResidual, .feedForwardNorm, .feedForwardResidual:
                #expect(one.outputElements == 8 * other.outputElements)
                #expect(one.vectorFlops == 8 * other.vectorFlops)
            default:
                #expect(one == other)
            }
        }
    }

    @Test func `what devices cannot share evenly is counted for the fullest one`() throws {
        let shape = try ModelShape.preset("gpt3-13b")
        let scores = shape.layerOperators(microBatch: 1, tensor: 7, sequenceParallel: false)[2]
        #expect(scores.batch == 6)
        var logits = 0
        shape.forEachHeadOperator(microBatch: 1, tensor: 7, sequenceParallel: false) {
            if $0.kind == .logits { logits = $0.n }
        }
        #expect(logits == 7315)
    }

    @Test func `the embedding stores the table's share and the positions`() throws {
        let shape = try ModelShape.preset("gpt3-175b")
        let table = shape.embeddingOperator(microBatch: 1, tensor: 8, sequenceParallel: true)
        #expect(table.weightElements == (51_200.0 / 8 + 2048) * 12_288)
        #expect(table.outputElements == 2048.0 * 12_288 / 8)
        #expect(table.matrixFlops == 0)
    }

    /// A prefill of whole sequences does what a forward pass of training does, but for dropout, which gated shapes have
    /// not, and the causal half of attention.
    @Test(arguments: ["llama2-70b", "llama3-8b", "deepseek-v3"])
    func `serving reads and writes what training does`(_ name: String) throws {
        let shape = try ModelShape.preset(name)
        var training: [LayerOperator.Kind: LayerOperator] = [:]
        let share = LayerShare(microBatch: 2, tensor: 4, sequenceParallel: false, isFused: true)
        shape.forEachOperator(share, hasExperts: false) { training[$0.kind] = $0 }
        var compared = 0
        let prefill = ServingShare(
            requests: 2, newTokens: shape.sequenceLength, context: shape.sequenceLength, tensor: 4)
        shape.forEachServingOperator(prefill, hasExperts: false) { work in
            guard let other = training[work.kind], !work.kind.isAttentionCore else { return }
            #expect(work.inputElements == other.inputElements && work.outputElements == other.outputElements)
            #expect(work.forwardFlops == other.forwardFlops)
            compared += 1
        }
        #expect(compared == training.count - 3)
    }

    /// Residual sums read two vectors, and so does the product with the gate.
    @Test func `element-wise operators of serving read all their operands`() throws {
        for (name, operands) in [("llama2-70b", 2.0), ("gpt3-13b", 1)] {
            let shape = try ModelShape.preset(name)
            let decode = ServingShare(requests: 8, newTokens: 1, context: 512, tensor: 1)
            shape.forEachServingOperator(decode, hasExperts: false) { work in
                switch work.kind {
                case .attentionResidual, .feedForwardResidual:
                    #expect(work.inputElements == 2 * 8 * Double(shape.hidden))
                case .activation:
                    #expect(work.inputElements == operands * 8 * Double(shape.feedForward))
                case .attentionNorm, .feedForwardNorm:
                    // Mean and shift are of LayerNorm only.
                    #expect(work.vectorFlops == (operands == 2 ? 4 : 7) * 8 * Double(shape.hidden))
                default: break
                }
            }
        }
    }

    @Test func `fused attention alone makes scores again and keeps them on the chip`() throws {
        let shape = try ModelShape.preset("llama2-70b")
        for isFused in [false, true] {
            let share = LayerShare(microBatch: 1, tensor: 8, sequenceParallel: false, isFused: isFused)
            shape.forEachOperator(share, hasExperts: false) { work in
                #expect(share.makesAgain(work.kind) == (isFused && (work.kind == .scores || work.kind == .softmax)))
                #expect(work.leftStaysOnChip == (isFused && work.kind == .values))
            }
        }
    }
}
