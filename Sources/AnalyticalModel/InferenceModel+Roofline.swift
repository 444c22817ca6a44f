import LanguageModel
public import TrainingStrategy
import WaferArchitecture

extension InferenceModel {
    /// The operators of a prefill and of a decode step on one device, one layer of each kind and the head; empty for a
    /// design whose shape cannot run.
    ///
    /// On dies with DRAM an operator takes as long as the slowest of multipliers, SRAM, the network between cores and
    /// its own bytes from DRAM; a step is faster than their sum where streams of one run beside the arithmetic of
    /// another. On a mesh of cores that holds the model no byte comes from DRAM, and an operator's crossings of the
    /// mesh are in its seconds.
    public func rooflinePoints(of design: InferenceDesign) -> [RooflinePoint] {
        guard design.strategyViolations().isEmpty else { return [] }
        let (prompt, output) = (design.job.promptTokens, design.job.outputTokens)
        var points = points(of: design, .prefill, newTokens: prompt, context: prompt)
        if output > 1 { points += self.points(of: design, .decode, newTokens: 1, context: prompt + output / 2) }
        return points
    }

    private func points(
        of design: InferenceDesign, _ pass: RooflinePoint.Pass, newTokens: Int, context: Int
    ) -> [RooflinePoint] {
        var list = InferencePoints(model: design.model, pass: pass)
        if let cluster = design.hardware.cluster {
            let phase = InferencePhase(design, on: cluster, efficiency: serving)
            list.addLayers { hasExperts, body in
                phase.forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts, body)
            }
            phase.forEachHeadOperator(newTokens: newTokens) { list.add($0, $1, count: 1) }
            return list.points
        }
        if WaferInference(design, efficiency: mesh).usesMesh(WaferFigures(of: design.hardware)) {
            let wafer = MeshInference(design, efficiency: mesh)
            list.addLayers { hasExperts, body in
                wafer.forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts, body)
            }
            list.add(.logits, wafer.headCost(isDecode: newTokens == 1), count: 1)
            return list.points
        }
        guard let dies = DieInference(design) else { return [] }
        /// With the bytes of the operator itself.
        func timed(_ cost: PassCost) -> PassCost {
            var cost = cost
            cost.operatorSeconds = dies.seconds(of: cost)
            return cost
        }
        list.addLayers { hasExperts, body in
            dies.forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts) { body($0, timed($1)) }
        }
        list.add(.logits, timed(dies.headCost()), count: 1)
        return list.points
    }
}

/// Gathers the operators of one kind of step.
private struct InferencePoints {
    let model: ModelShape
    let pass: RooflinePoint.Pass
    private(set) var points: [RooflinePoint] = []

    init(model: ModelShape, pass: RooflinePoint.Pass) {
        self.model = model
        self.pass = pass
    }

    /// Adds a layer, or, where some layers have experts and some have not, each operator that either has.
    mutating func addLayers(_ forEach: (Bool, (LayerOperator.Kind, PassCost) -> Void) -> Void) {
        let (all, mixed) = (model.layers, model.expertLayers)
        var found: [(kind: LayerOperator.Kind, cost: PassCost, count: Int)] = []
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
        for entry in found { add(entry.kind, entry.cost, count: entry.count) }
    }

    mutating func add(_ kind: LayerOperator.Kind, _ cost: PassCost, count: Int) {
        points.append(
            RooflinePoint(
                kind: kind, pass: pass, flops: cost.matrixFlops + cost.vectorFlops, memoryBytes: cost.dramBytes,
                seconds: cost.operatorSeconds, count: count))
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
