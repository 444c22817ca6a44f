import LanguageModel
import WaferArchitecture

/// How dies work through the operators of a chain.
extension SpreadChain {
    /// What an operator takes by itself in all passes.
    struct Figures {
        /// Seconds with its streams from DRAM beside it.
        var seconds = 0.0
        /// Seconds without them.
        var operatorSeconds = 0.0
        /// Bytes from and to DRAM.
        var dramBytes = 0.0
    }

    /// An operator with the dataflow that has the least of some figure, and then with the loops that move least.
    ///
    /// How a die works through a product is the product's own affair, and the loops change nothing but what it moves.
    func mapped(_ plan: OperatorPlan, by figure: (Figures) -> Double) -> OperatorPlan {
        guard plan.kind != .attentionNorm else { return plan }
        var best = (plan: plan, figures: figures(plan))
        func offer(_ mapping: DieMapping, isBetter: (Figures) -> Bool) {
            var next = plan
            next.mapping = mapping
            let figures = figures(next)
            if isBetter(figures) { best = (next, figures) }
        }
        for dataflow in Dataflow.allCases {
            offer(DieMapping(dataflow: dataflow)) {
                (figure($0), $0.dramBytes) < (figure(best.figures), best.figures.dramBytes)
            }
        }
        for order in LoopOrder.allCases {
            offer(DieMapping(dataflow: best.plan.mapping.dataflow, order: order)) {
                $0.dramBytes < best.figures.dramBytes
            }
        }
        return best.plan
    }

    private func figures(_ plan: OperatorPlan) -> Figures {
        let cost = cost(plan).layer
        var figures = Figures()
        for pass in [cost.forward, cost.backward, cost.again] {
            figures.seconds += seconds(pass)
            figures.operatorSeconds += pass.operatorSeconds
            figures.dramBytes += pass.dramBytes
        }
        return figures
    }
}
