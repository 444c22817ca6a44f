import LanguageModel

/// DRAM bytes that a layer's activations add to those of its operators for one micro-batch, when they do not stay on
/// the die: no byte is counted twice.
///
/// - What is kept for the backward pass is written once in the forward pass and read once in the backward one.
/// - What is made again is written and read once too, when it does not fit the working set. The attention core made
///   again by itself fits, one head after the other.
/// - A product whose activations spill has written its result already, in itself or as element-wise operators behind it
///   leave it, and reads its kept operand in the backward pass anyway: of these bytes the larger of the two counts is
///   taken, not their sum.
struct ActivationTraffic {
    /// Of the forward pass.
    private(set) var forwardBytes: Double
    /// Of the backward pass, without what is made again.
    private(set) var backwardBytes: Double
    /// Of what is made again.
    private(set) var againBytes = 0.0

    init<Distribution>(
        _ model: ModelShape, _ share: LayerShare, _ repeats: Recompute, hasExperts: Bool, held: TrainingMemory.Layer,
        operators: OperatorCost<Distribution>, spread: OperatorSpread? = nil
    ) {
        func forEachOperator(_ body: (LayerOperator, DieMapping) -> Void) {
            if let spread {
                spread.forEachOperator(model, share, hasExperts: hasExperts, body)
            } else {
                model.forEachOperator(share, hasExperts: hasExperts) { body($0, DieMapping()) }
            }
        }
        func forEachActivation(_ body: (UInt64, UInt64, Double, Bool) -> Void) {
            if let spread {
                spread.forEachActivation(
                    model, share, hasExperts: hasExperts, repeating: repeats.operators, body)
            } else {
                model.forEachActivation(share, hasExperts: hasExperts, repeating: repeats.operators, body)
            }
        }
        (forwardBytes, backwardBytes) = (held.activationBytes, held.activationBytes)
        let isMadeAgainOutside = repeats != .selective && held.transientBytes > operators.die.workingBytes
        if isMadeAgainOutside { againBytes = 2 * max(0, held.wholeActivationBytes - held.activationBytes) }
        var spilling: UInt64 = 0
        forEachOperator { work, mapping in
            let costs = mapping.isDefault ? operators : operators.with(mapping)
            if costs.spills(work) { spilling |= work.kind.bit }
        }
        guard spilling != 0 else { return }

        // The input of a layer is what the one before it, taken as alike, leaves.
        let last =
            if hasExperts, let mixture = model.mixture {
                mixture.sharedExperts > 0 ? LayerOperator.Kind.sharedDown.bit : LayerOperator.Kind.expertDown.bit
            } else {
                LayerOperator.Kind.down.bit
            }
        var written = (kept: Written(), madeAgain: Written())
        var read = InlineArray<64, Double>(repeating: 0)
        forEachActivation { maker, users, bytes, isKept in
            guard isKept || isMadeAgainOutside else { return }
            let source = maker == 0 ? last : maker
            if isKept {
                written.kept.add(bytes, maker: source, isInput: maker == 0)
            } else {
                written.madeAgain.add(bytes, maker: source, isInput: false)
            }
            guard users != 0 else { return }
            // Read once for all its users: as the operand of a product that reads it from DRAM anyway, if one does.
            let user = Self.reader(users, spilling)
            // What an element-wise operator makes again on its way to a product is read as its operand.
            let isOnItsWay = repeats.operators & user != 0 && !isMadeAgainOutside
            let products = isOnItsWay ? Self.productsBehind(user, of: maker, hasExperts) : user
            read[Self.reader(products, spilling).trailingZeroBitCount] += bytes
        }
        forEachOperator { work, _ in
            guard work.kind.bit & spilling != 0 else { return }
            let product = work.kind.bit.trailingZeroBitCount
            let result = work.outputElements * DieModel.elementBytes
            forwardBytes -= min(written.kept.bytes(product), result)
            backwardBytes -= min(read[product], work.inputElements * DieModel.elementBytes)
            if repeats.contains(work.kind) { againBytes -= min(written.madeAgain.bytes(product), result) }
        }
    }

    /// Of several operators that want a tensor the one that it is read for: a product that spills, if one does.
    private static func reader(_ users: UInt64, _ spilling: UInt64) -> UInt64 {
        let products = users & spilling
        return products != 0 ? products & (~products &+ 1) : users & (~users &+ 1)
    }

    /// Bytes of what products leave behind, by product.
    private struct Written {
        private var own = InlineArray<64, Double>(repeating: 0)
        private var behind = InlineArray<64, Double>(repeating: 0)

        /// Counts a tensor with the product that makes it, or whose result the element-wise maker works on.
        mutating func add(_ bytes: Double, maker: UInt64, isInput: Bool) {
            let product = ActivationTraffic.productBefore(maker)
            let index = product.trailingZeroBitCount
            if product == maker, !isInput {
                own[index] += bytes
            } else {
                behind[index] = max(behind[index], bytes)
            }
        }

        /// The result itself, else the largest tensor that is made of it.
        func bytes(_ product: Int) -> Double { own[product] > 0 ? own[product] : behind[product] }
    }

    /// The product whose result an operator gives or works on.
    private static func productBefore(_ bit: UInt64) -> UInt64 {
        typealias Kind = LayerOperator.Kind
        switch bit {
        case Kind.softmax.bit: return Kind.scores.bit
        case Kind.attentionResidual.bit, Kind.feedForwardNorm.bit: return Kind.projection.bit
        case Kind.activation.bit: return Kind.up.bit
        case Kind.expertActivation.bit: return Kind.expertUp.bit
        case Kind.sharedActivation.bit: return Kind.sharedUp.bit
        default: return bit
        }
    }

    /// The products that read what an element-wise operator makes, of a tensor that another operator gave it.
    private static func productsBehind(_ bit: UInt64, of maker: UInt64, _ hasExperts: Bool) -> UInt64 {
        typealias Kind = LayerOperator.Kind
        switch bit {
        // Plain attention has the first of these, latent attention the others.
        case Kind.attentionNorm.bit: return Kind.queryKeyValue.bit | Kind.queryDown.bit | Kind.keyValueDown.bit
        case Kind.latentNorm.bit: return maker == Kind.keyValueDown.bit ? Kind.keyValueUp.bit : Kind.queryUp.bit
        case Kind.softmax.bit: return Kind.values.bit
        case Kind.feedForwardNorm.bit: return hasExperts ? Kind.expertUp.bit : Kind.up.bit
        case Kind.activation.bit: return Kind.down.bit
        case Kind.expertActivation.bit: return Kind.expertDown.bit
        case Kind.sharedActivation.bit: return Kind.sharedDown.bit
        default: return bit
        }
    }
}
