public import LanguageModel

/// Which operators of a layer run a second time in the backward pass, so that what passes between them need not be
/// kept.
///
/// A tensor is dropped where all operators that the backward pass wants it for run again, and so does the one that
/// makes it; the result of a norm, softmax, activation or copy also where that alone runs again. What enters repeated
/// operators is kept. `none`, `selective` and `full` are the three policies of Korthikanti et al. (MLSys 2023); any
/// other set of operators lies between.
public struct Recompute: Sendable, Hashable {
    /// A bit for each operator, at the place of ``LanguageModel/LayerOperator/Kind/bit``.
    public let operators: UInt64

    /// Nothing runs twice.
    public static let none = Recompute(operators: 0)
    /// The attention core: scores, softmax and their product with the values.
    public static let selective = Recompute([.scores, .softmax, .values])
    /// Everything but the input of each layer is made again.
    public static let full = Recompute(operators: .max)

    /// Makes a set of operators.
    public init(_ kinds: [LayerOperator.Kind]) {
        self.init(operators: kinds.reduce(0) { $0 | $1.bit })
    }

    private init(operators: UInt64) {
        self.operators = operators
    }

    /// Whether two sets have the same operators.
    public static func == (first: Recompute, second: Recompute) -> Bool { first.operators == second.operators }

    /// Hashes the operators.
    public func hash(into hasher: inout Hasher) { hasher.combine(operators) }

    /// Whether an operator runs again.
    @inlinable
    public func contains(_ kind: LayerOperator.Kind) -> Bool { operators & kind.bit != 0 }

    /// Whether it is one of the three named policies.
    @inlinable
    public var policy: ActivationPolicy? {
        switch operators {
        case 0: ActivationPolicy.none
        case .max: .full
        case LayerOperator.Kind.coreBits: .selective
        default: nil
        }
    }

    /// What runs again of it where attention is one fused kernel.
    ///
    /// The kernel makes its scores again by itself and has its result kept for the output projection, so that running
    /// it once more frees nothing, unless that projection runs again too; it runs whole or not at all.
    public var withFusedAttention: Recompute {
        let core = LayerOperator.Kind.coreBits
        return operators & core == core && contains(.projection) ? self : Recompute(operators: operators & ~core)
    }

    /// Halves of tensor collectives of some layers that run again.
    public func halves(_ count: LayerCount, _ exchange: LayerExchange, _ strategy: Strategy) -> Double {
        let sequence = strategy.sequenceParallel
        var halves = Double(count.dense) * self.halves(sequenceParallel: sequence)
        if count.experts > 0 {
            halves += Double(count.experts) * expertHalves(exchange, sequenceParallel: sequence)
        }
        return halves
    }

    /// Halves of tensor collectives that run again with it, of the four of a layer without experts.
    ///
    /// The gather before a block belongs to its first product and the sum behind it to its last; without sequence
    /// parallelism both halves of the sum are behind it.
    public func halves(sequenceParallel: Bool) -> Double {
        let (first, last) = sequenceParallel ? (1.0, 1.0) : (0.0, 2.0)
        return attentionHalves(sequenceParallel: sequenceParallel)
            + (contains(.up) ? first : 0) + (contains(.down) ? last : 0)
    }

    /// The same of a layer with experts, whose collectives are those of an exchange.
    public func expertHalves(_ exchange: LayerExchange, sequenceParallel: Bool) -> Double {
        if self == .full { return exchange.expertHalves }
        let (first, last) = sequenceParallel ? (1.0, 1.0) : (0.0, 2.0)
        let routed = (contains(.expertUp) ? first : 0) + (contains(.expertDown) ? last : 0)
        let shared = (contains(.sharedUp) ? first : 0) + (contains(.sharedDown) ? last : 0)
        return attentionHalves(sequenceParallel: sequenceParallel) + routed * exchange.copiesPerBlock
            + (exchange.sharedHalves > 0 ? shared : 0)
    }

    private func attentionHalves(sequenceParallel: Bool) -> Double {
        let (first, last) = sequenceParallel ? (1.0, 1.0) : (0.0, 2.0)
        let enters = contains(.queryKeyValue) || contains(.queryUp)
        return (enters ? first : 0) + (contains(.projection) ? last : 0)
    }
}

extension Recompute: RawRepresentable, CaseIterable {
    /// The three policies with a name.
    public static let allCases: [Recompute] = [.none, .selective, .full]

    /// The policy of a name, or nil; a set of operators is read by the names of its operators.
    public init?(rawValue: String) {
        guard let policy = ActivationPolicy(rawValue: rawValue) else { return nil }
        switch policy {
        case .none: self = .none
        case .selective: self = .selective
        case .full: self = .full
        }
    }

    /// The name of a policy, or the operators of a set in brackets, as design files have them.
    public var rawValue: String {
        policy?.rawValue
            ?? "[" + LayerOperator.Kind.ofLayers.filter(contains).map(\.rawValue).joined(separator: ", ") + "]"
    }
}
