import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture

@Suite struct DieModelTests {
    /// One core with 4 x 4 multipliers, so that the published formula can be worked out by hand.
    private static func die(_ dataflow: Dataflow) throws -> DieModel {
        var hardware = try Hardware.preset("watos-config3")
        hardware.die.coresX = 1
        hardware.die.coresY = 1
        hardware.core.macs = 16
        hardware.core.dataflow = dataflow
        return DieModel(hardware)
    }

    /// `(2 r + c + T - 2)` cycles for each of the tiles (SCALE-Sim, ISPASS 2020), m = 10, n = 9, k = 7.
    @Test func cyclesFollowThePublishedFormula() throws {
        // Tiles are 2 x 3 (k, n) with 10 to stream, 3 x 3 (m, n) with 7, and 2 x 3 (k, m) with 9; the product may be
        // turned, which exchanges nothing on a single core.
        let expected: [(Dataflow, Double)] = [
            (.weightStationary, 2 * 3 * (8 + 4 + 10 - 2)), (.outputStationary, 3 * 3 * (8 + 4 + 7 - 2)),
            (.inputStationary, 2 * 3 * (8 + 4 + 9 - 2)),
        ]
        for (dataflow, cycles) in expected {
            #expect(try Self.die(dataflow).tile(batch: 1, m: 10, n: 9, k: 7).cycles == cycles)
        }
    }

    @Test func noProductBeatsThePeak() throws {
        for dataflow in Dataflow.allCases {
            var hardware = try Hardware.preset("watos-config3")
            hardware.core.dataflow = dataflow
            let die = DieModel(hardware)
            let peakPerCycle = die.cores * die.arrayRows * die.arrayColumns
            for (batch, m, n, k) in [
                (1.0, 2048.0, 12288.0, 3072.0), (24, 2048, 2048, 128), (1, 1, 1, 1), (400, 64, 64, 64),
            ] {
                let tiling = die.tile(batch: batch, m: m, n: n, k: k)
                #expect(tiling.cycles * peakPerCycle >= batch * m * n * k)
            }
            // Large products come near it.
            let large = die.tile(batch: 1, m: 18 * 4096, n: 18 * 4096, k: 8192)
            #expect(18.0 * 4096 * 18 * 4096 * 8192 / (large.cycles * peakPerCycle) > 0.95)
        }
    }

    /// The closed form of a half collective against its steps, routed and added up.
    @Test func closedFormCollectivesEqualTheirRoutedSteps() {
        let link = LinkCost(latencySeconds: 3, bytesPerSecond: 7)
        for (width, height) in [(2, 1), (5, 1), (1, 4), (2, 2), (4, 2), (3, 3), (4, 4), (8, 7)] {
            let mesh = Mesh(width: 9, height: 9)
            let rectangle = Rectangle(x: 1, y: 1, width: width, height: height)
            let shape = TensorShape(width: width, height: height)
            /// What the busiest link carries in the whole operation, and the longest hop of every step of one of the
            /// collectives.
            func seconds(_ collectives: [Collective]) -> Double {
                var loads = LinkLoads(mesh: mesh)
                for collective in collectives { for step in collective.steps { loads.add(step) } }
                let hops = collectives[0].steps.reduce(0) { sum, step in
                    sum + (step.map { mesh.distance(from: $0.source, to: $0.destination) }.max() ?? 0)
                }
                return 3 * Double(hops) + loads.maximum / 7
            }
            let ring = Collective.ring(
                .allGather, order: rectangle.ringOrder(in: mesh), bytes: 840, bothWays: rectangle.hasOppositeRing)
            let halves = Collective.rowColumnHalves(.allGather, rectangle: rectangle, mesh: mesh, bytes: 840)
            let best = min(seconds([ring]), seconds(halves))
            let closed = shape.halfReduceSeconds(bytes: 840, link: link)
            #expect(abs(closed / best - 1) < 0.02, "\(width) x \(height): \(closed) against \(best)")
        }
        #expect(TensorShape(width: 1, height: 1).halfReduceSeconds(bytes: 840, link: link) == 0)
    }
}
