import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import WaferSimulator
import _IngotTestSupport

/// The power of single dies, against the energy of the whole system.
@Suite struct DiePowerTests {
    /// A design with its work, and some bytes on every link of its wafers and between them.
    private struct Case {
        let design: TrainingDesign
        let work: TrainingWork
        let figures: WaferFigures
        var links: [IterationRecord.Link] = []

        init?(_ design: TrainingDesign, random: inout SplitMix) {
            guard let work = TrainingWork(design, distribution: { IdealDistribution($0) }) else { return nil }
            self.design = design
            self.work = work
            figures = WaferFigures(of: design.hardware)
            let wafer = design.hardware.wafer
            func link(_ index: Int, _ x: Int, _ y: Int, _ toWafer: Int, _ toX: Int, _ toY: Int) {
                links.append(
                    IterationRecord.Link(
                        wafer: index, x: x, y: y, toWafer: toWafer, toX: toX, toY: toY,
                        bytes: Double.random(in: 0...1e15, using: &random), bytesPerSecond: 1e12))
            }
            for index in 0..<wafer.count {
                if index + 1 < wafer.count { link(index, -1, -1, index + 1, -1, -1) }
                for y in 0..<wafer.diesY {
                    for x in 0..<wafer.diesX where x + 1 < wafer.diesX { link(index, x, y, index, x + 1, y) }
                }
            }
        }

        func evaluation(seconds: Double) -> TrainingEvaluation {
            var result = TrainingEvaluation()
            result.time.compute = seconds
            var traffic = TrafficCount()
            traffic.pipelineByteHops = links.reduce(0) { $0 + $1.bytes }
            work.complete(&result, figures: figures, traffic: traffic)
            return result
        }

        func dies(seconds: Double) -> [IterationRecord.Die] {
            DiePower.dies(work: work, links: links, energy: figures.energy, iterationSeconds: seconds)
        }
    }

    @Test("All dies together draw what the system does, over random designs")
    func sum() throws {
        var generator = try WideDesignGenerator(seed: 21)
        var random = SplitMix(21)
        for _ in 0..<200 {
            let design = generator.next()
            let one = try #require(Case(design, random: &random))
            let seconds = Double.random(in: 0.01...100, using: &random)
            let evaluation = one.evaluation(seconds: seconds)
            let dies = one.dies(seconds: seconds)
            let wafer = design.hardware.wafer
            #expect(dies.count == wafer.count * wafer.diesX * wafer.diesY)
            let wanted = evaluation.powerWatts * Double(wafer.count)
            #expect(abs(dies.reduce(0) { $0 + $1.watts } - wanted) <= 1e-9 * wanted, "\(design.strategy)")
            let used = dies.filter { $0.stage >= 0 }
            #expect(used.count == design.strategy.tensor * design.strategy.pipeline * design.strategy.replicas)
        }
    }

    @Test("A die without work or traffic draws its part of the idle power, and one with work more")
    func idle() throws {
        var generator = try WideDesignGenerator(seed: 22)
        var random = SplitMix(22)
        var seen = 0
        for _ in 0..<60 {
            var one = try #require(Case(generator.next(), random: &random))
            one.links = []
            let wafer = one.design.hardware.wafer
            let idle = one.figures.energy.idleWattsPerWafer / Double(wafer.diesX * wafer.diesY)
            for die in one.dies(seconds: 2) {
                if die.stage < 0 {
                    #expect(die.watts == idle)
                    seen += 1
                } else {
                    #expect(die.watts > idle && die.replica >= 0)
                }
            }
        }
        #expect(seen > 100)
    }

    @Test("Bytes on a link are drawn by the die that they leave")
    func links() throws {
        var generator = try WideDesignGenerator(seed: 23)
        var random = SplitMix(23)
        for _ in 0..<20 {
            var one = try #require(Case(generator.next(), random: &random))
            guard let link = one.links.randomElement(using: &random) else { continue }
            one.links = []
            let before = one.dies(seconds: 4)
            one.links = [link]
            let after = one.dies(seconds: 4)
            let watts = link.bytes * one.figures.energy.joulesPerDieToDieByte / 4
            let leaving = before.indices.filter {
                before[$0].wafer == link.wafer && (link.x < 0 || (before[$0].x, before[$0].y) == (link.x, link.y))
            }
            for index in before.indices {
                let more = leaving.contains(index) ? watts / Double(leaving.count) : 0
                #expect(abs(after[index].watts - before[index].watts - more) <= 1e-9 * after[index].watts)
            }
        }
    }
}
