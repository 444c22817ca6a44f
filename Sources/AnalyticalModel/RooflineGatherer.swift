import LanguageModel
import TrainingStrategy

/// Gathers the points of a roofline: the operators of layers of both kinds, and what is before and behind them.
struct RooflineGatherer {
    let model: ModelShape
    private(set) var points: [RooflinePoint] = []

    init(model: ModelShape) {
        self.model = model
    }

    /// Adds a layer, or, where some layers have experts and some have not, each operator that either has.
    ///
    /// - Parameters:
    ///   - pass: Of all of them.
    ///   - times: How often an operator runs in each layer that has it.
    ///   - forEach: Hands out the operators of a layer with experts or without.
    mutating func addLayers(
        _ pass: RooflinePoint.Pass, times: (LayerOperator.Kind) -> Int = { _ in 1 },
        _ forEach: (_ hasExperts: Bool, _ body: (LayerOperator.Kind, PassCost) -> Void) -> Void
    ) {
        let (all, mixed) = (model.layers, model.expertLayers)
        var found: [(kind: LayerOperator.Kind, cost: PassCost, layers: Int)] = []
        forEach(mixed > 0) { kind, cost in
            // The two halves of an absorbed projection are one operator.
            if let place = found.firstIndex(where: { $0.kind == kind }) {
                found[place].cost.add(cost)
            } else {
                found.append((kind, cost, mixed > 0 && kind.isOfMixture ? mixed : all))
            }
        }
        if mixed > 0, mixed < all {
            forEach(false) { kind, cost in
                if [.up, .activation, .down].contains(kind) { found.append((kind, cost, all - mixed)) }
            }
        }
        for entry in found { add(entry.kind, pass, entry.cost, count: entry.layers * times(entry.kind)) }
    }

    /// Adds an operator that runs so often.
    mutating func add(_ kind: LayerOperator.Kind, _ pass: RooflinePoint.Pass, _ cost: PassCost, count: Int) {
        points.append(
            RooflinePoint(
                kind: kind, pass: pass, flops: cost.matrixFlops + cost.vectorFlops, matrixFlops: cost.matrixFlops,
                memoryBytes: cost.dramBytes, seconds: cost.operatorSeconds, count: count))
    }
}

extension LayerOperator.Kind {
    /// Whether only layers with experts have it.
    fileprivate var isOfMixture: Bool {
        switch self {
        case .router, .dispatch, .expertUp, .expertActivation, .expertDown, .combine, .sharedUp, .sharedActivation,
            .sharedDown:
            true
        default: false
        }
    }
}
