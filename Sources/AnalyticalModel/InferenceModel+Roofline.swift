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
        let job = design.job
        let isMesh =
            design.hardware.cluster == nil
            && WaferInference(design, efficiency: mesh).usesMesh(WaferFigures(of: design.hardware))
        var points = points(
            of: design, .prefill, isMesh: isMesh, newTokens: job.promptTokens, context: job.promptTokens)
        if job.outputTokens > 1 {
            points += self.points(of: design, .decode, isMesh: isMesh, newTokens: 1, context: job.decodeContext)
        }
        return points
    }

    private func points(
        of design: InferenceDesign, _ pass: RooflinePoint.Pass, isMesh: Bool, newTokens: Int, context: Int
    ) -> [RooflinePoint] {
        var list = RooflineGatherer(model: design.model)
        if let cluster = design.hardware.cluster {
            let phase = InferencePhase(design, on: cluster, efficiency: serving)
            list.addLayers(pass) { hasExperts, body in
                phase.forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts, body)
            }
            phase.forEachHeadOperator(newTokens: newTokens) { list.add($0, pass, $1, count: 1) }
            return list.points
        }
        if isMesh {
            let wafer = MeshInference(design, efficiency: mesh)
            list.addLayers(pass) { hasExperts, body in
                wafer.forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts, body)
            }
            list.add(.logits, pass, wafer.headCost(isDecode: newTokens == 1), count: 1)
            return list.points
        }
        guard let dies = DieInference(design) else { return [] }
        /// With the bytes of the operator itself.
        func timed(_ cost: PassCost) -> PassCost {
            var cost = cost
            cost.operatorSeconds = dies.seconds(of: cost)
            return cost
        }
        list.addLayers(pass) { hasExperts, body in
            dies.forEachOperator(newTokens: newTokens, context: context, hasExperts: hasExperts) { body($0, timed($1)) }
        }
        list.add(.logits, pass, timed(dies.headCost()), count: 1)
        return list.points
    }
}
