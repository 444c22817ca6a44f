import MeshNetwork
public import TrainingStrategy
public import WaferArchitecture

/// Where the power of an iteration is drawn: die by die, in the mean.
public enum DiePower {
    /// Every die of every wafer, with its stage, its replica and its watts.
    ///
    /// A die is charged with the passes and the optimiser's step of its stage, with the bytes that leave it over links,
    /// and with an even share of what its wafer draws without work. Links from wafer to wafer are charged evenly to the
    /// dies of the wafer that they lead from. Over all dies that is the iteration's energy over its time, when the
    /// energy was counted with the same bytes on links (``TrainingStrategy/TrainingWork/complete(_:figures:traffic:)``).
    ///
    /// - Parameters:
    ///   - work: The work of the iteration.
    ///   - links: What links carried; a link that leads from no die of the system is charged to none.
    ///   - energy: Of the same system.
    ///   - iterationSeconds: Seconds of the iteration, above 0.
    /// - Returns: Wafer by wafer, row by row.
    public static func dies(
        work: TrainingWork, links: [IterationRecord.Link], energy: EnergyCoefficients, iterationSeconds: Double
    ) -> [IterationRecord.Die] {
        let wafer = work.design.hardware.wafer
        let onWafer = wafer.diesX * wafer.diesY
        let idle = energy.idleWattsPerWafer / Double(onWafer)
        var dies: [IterationRecord.Die] = []
        dies.reserveCapacity(wafer.count * onWafer)
        for index in 0..<wafer.count {
            for y in 0..<wafer.diesY {
                for x in 0..<wafer.diesX {
                    dies.append(IterationRecord.Die(wafer: index, x: x, y: y, stage: -1, replica: -1, watts: idle))
                }
            }
        }
        for stage in 0..<work.plan.stages {
            let watts = joules(work, stage: stage, energy) / iterationSeconds
            for replica in 0..<work.design.strategy.replicas {
                let site = work.placement.site(stage: stage, replica: replica)
                let rectangle = site.rectangle
                for y in rectangle.y..<(rectangle.y + rectangle.height) {
                    for x in rectangle.x..<(rectangle.x + rectangle.width) {
                        let die = (site.wafer * wafer.diesY + y) * wafer.diesX + x
                        (dies[die].stage, dies[die].replica) = (stage, replica)
                        dies[die].watts += watts
                    }
                }
            }
        }
        for link in links where (0..<wafer.count).contains(link.wafer) {
            let watts = link.bytes * energy.joulesPerDieToDieByte / iterationSeconds
            if link.x < 0 || link.y < 0 {
                let first = link.wafer * onWafer
                for die in first..<(first + onWafer) { dies[die].watts += watts / Double(onWafer) }
            } else if link.x < wafer.diesX, link.y < wafer.diesY {
                dies[(link.wafer * wafer.diesY + link.y) * wafer.diesX + link.x].watts += watts
            }
        }
        return dies
    }

    /// Joules of the work of one die of a stage in an iteration.
    private static func joules(_ work: TrainingWork, stage: Int, _ energy: EnergyCoefficients) -> Double {
        let once = work.work(stage: stage)
        let passes = Double(work.plan.microBatches)
        var all = PassCost()
        all.add(once.forward, times: passes)
        all.add(once.backward, times: passes)
        all.add(once.again, times: passes)
        let optimizer = work.optimizerBytes(parameters: work.parameters(stage: stage))
        return work.dieEnergy(of: all, optimizerBytes: optimizer, coefficients: energy).total
    }
}
