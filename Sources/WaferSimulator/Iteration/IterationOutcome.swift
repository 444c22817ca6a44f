import TrainingStrategy
import WaferArchitecture

/// What playing an iteration gave.
struct IterationOutcome {
    /// When everything was done.
    var seconds: Double
    /// Whether every stage came to its end.
    var isComplete: Bool
    /// Where each node's time went.
    var stalls: [IterationRecord.Stalls]
    /// By route: bytes of its largest message.
    var carried: [Double]
    /// Everything that was under way, if it was kept.
    var spans: [IterationRecord.Span]
    /// Periods of the schedule that were not played because they repeat.
    var skipped: Int

    /// The time of the iteration by part, of the node with most work.
    func time() -> TrainingEvaluation.Time {
        var slowest = 0
        for node in stalls.indices where stalls[node].busy > stalls[slowest].busy * (1 + 1e-9) { slowest = node }
        let stall = stalls[slowest]
        var time = TrainingEvaluation.Time()
        time.compute = stall.compute
        time.memory = stall.memory + stall.memoryLinks
        time.recompute = stall.recompute
        time.communication = stall.tensor + stall.expert + stall.context + stall.replicas + stall.transfer
        time.bubble = stall.bubble
        time.optimizer = stall.optimizer
        return time
    }
}

extension IterationRecord.Stalls {
    /// Seconds without waiting for other stages.
    var busy: Double { total - transfer - bubble }
}

extension IterationPlay where Shares: ~Copyable {
    /// Plays everything and adds up where the time went.
    mutating func outcome() -> IterationOutcome {
        let seconds = play()
        // The optimiser's bytes cross the links to memory off the wafer too; its seconds have them.
        for node in 0..<count where plan.memoryRoutes[node] >= 0 && !plan.work.stateStays {
            let route = plan.memoryRoutes[node]
            let parameters = plan.work.parameters(stage: node % stages)
            carried[route] += plan.work.optimizerBytes(parameters: parameters) * table.units[route]
        }
        var stalls: [IterationRecord.Stalls] = []
        let batches = Double(plan.work.plan.microBatches)
        for node in 0..<count {
            let stage = node % stages
            var stall = IterationRecord.Stalls(stage: stage, replica: node / stages)
            func seconds(_ cause: IterationCause) -> Double {
                accounts[node * Self.accountCount + cause.rawValue]
            }
            var compute = 0.0
            for range in plan.passes[2 * stage * chunks..<2 * (stage + 1) * chunks] {
                for part in plan.subPasses[range] where !part.isAgain { compute += batches * part.computeSeconds }
            }
            stall.compute = min(compute, seconds(.operators))
            stall.memory = seconds(.operators) - stall.compute + seconds(.stream)
            stall.memoryLinks = seconds(.memory)
            stall.tensor = seconds(.tensor)
            stall.expert = seconds(.expert)
            stall.context = seconds(.context)
            stall.replicas = seconds(.replicas)
            stall.transfer = seconds(.transfer)
            stall.bubble = seconds(.bubble)
            stall.optimizer = seconds(.optimizer)
            let causes = IterationCause.allCases.count
            stall.recompute = (causes..<2 * causes).reduce(0) { $0 + accounts[node * Self.accountCount + $1] }
            stalls.append(stall)
        }
        return IterationOutcome(
            seconds: seconds, isComplete: ends.allSatisfy { $0.phase == .done }, stalls: stalls,
            carried: Array(UnsafeBufferPointer(start: carried, count: routeCount)), spans: spans,
            skipped: steady.skipped)
    }
}
