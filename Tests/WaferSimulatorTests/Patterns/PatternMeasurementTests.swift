import MeshNetwork
import Testing
import _IngotTestSupport

@testable import WaferSimulator

/// Shares of links that are measured flit by flit, against what routers must give.
@Suite struct PatternMeasurementTests {
    private typealias Part = FlowPattern.Part

    private static func part(_ x: Int, _ y: Int, _ toX: Int, _ toY: Int, size: Int = 1024) -> Part {
        Part(x: Int32(x), y: Int32(y), toX: Int32(toX), toY: Int32(toY), size: Int32(size))
    }

    private static func rates(
        _ flows: [[Part]], virtualChannels: Int = 4, finer: Int = 1
    ) throws -> [Double] {
        var measurement = PatternMeasurement()
        measurement.linkCycles *= finer
        return try measurement.rates(of: FlowPattern(flows: flows, virtualChannels: virtualChannels)).rates
    }

    @Test(arguments: [1, 2, 10, 19]) func aMessageAloneHasItsLinks(length: Int) throws {
        let rate = try Self.rates([[Self.part(0, 0, length, 0)]])[0]
        #expect(abs(rate - 1) < 0.01)
    }

    @Test func ringsWithoutOthersRunAtFullSpeed() throws {
        let folded = [Self.part(0, 0, 2, 0), Self.part(2, 0, 3, 0), Self.part(3, 0, 1, 0), Self.part(1, 0, 0, 0)]
        #expect(abs(try Self.rates([folded])[0] - 1) < 0.01)
        let cycle = [(0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0)]
        let bothWays = cycle.flatMap { [Self.part($0.0, $0.1, $0.2, $0.3), Self.part($0.2, $0.3, $0.0, $0.1)] }
        #expect(abs(try Self.rates([bothWays])[0] - 1) < 0.01)
    }

    /// A router serves its ports in turn, so of three flows to one place the two that come over the same port have a
    /// quarter each: max-min fair shares would be a third each.
    @Test(arguments: [1, 2, 4]) func mergingFlowsShareByPort(finer: Int) throws {
        let flows = (0..<3).map { [Self.part($0, 0, 3, 0)] }
        let rates = try Self.rates(flows, finer: finer)
        for (rate, expected) in zip(rates, [0.25, 0.25, 0.5]) { #expect(abs(rate - expected) < 0.03) }
        #expect(abs(rates.reduce(0, +) - 1) < 0.02)
    }

    @Test func fourMessagesOfAHandOverKeepPace() throws {
        let rate = try Self.rates([(0..<4).map { Self.part($0, 0, $0 + 4, 0) }])[0]
        #expect(abs(rate - 0.25) < 0.01)
    }

    @Test func smallMessagesTakeTheirSmallPart() throws {
        // A flow with a message of half the size over the same link: two bytes in three are the large one's.
        let flow = [Self.part(0, 0, 1, 0), Self.part(0, 0, 1, 0, size: 512)]
        #expect(abs(try Self.rates([flow])[0] - 2.0 / 3) < 0.02)
    }

    @Test func noLinkCarriesMoreThanItCan() throws {
        var random = SplitMix(5)
        for _ in 0..<60 {
            let (width, height) = (2 + Int(random.next() % UInt64(4)), 1 + Int(random.next() % UInt64(4)))
            let mesh = Mesh(width: width, height: height)
            var flows: [[Part]] = []
            for _ in 0..<1 + Int(random.next() % UInt64(6)) {
                let parts = (0..<1 + Int(random.next() % UInt64(4))).compactMap { _ -> Part? in
                    let (from, to) = (
                        Int(random.next() % UInt64(mesh.nodeCount)), Int(random.next() % UInt64(mesh.nodeCount))
                    )
                    return from == to
                        ? nil : Self.part(mesh.x(of: from), mesh.y(of: from), mesh.x(of: to), mesh.y(of: to))
                }
                if !parts.isEmpty { flows.append(parts) }
            }
            guard !flows.isEmpty else { continue }
            let rates = try Self.rates(flows, virtualChannels: 1 + Int(random.next() % UInt64(8)))
            var loads = [Double](repeating: 0, count: mesh.linkCount)
            for (flow, rate) in zip(flows, rates) {
                #expect(rate > 0)
                for part in flow {
                    mesh.forEachLink(
                        from: mesh.node(x: Int(part.x), y: Int(part.y)),
                        to: mesh.node(x: Int(part.toX), y: Int(part.toY))
                    ) { loads[$0] += rate }
                }
            }
            #expect(loads.allSatisfy { $0 <= 1.03 })
        }
    }

    @Test(arguments: [20, 256]) func linksBetweenWafersAreAsSlowAsTheyAre(cycles: Int32) throws {
        // Four messages in one row: each has a quarter of the link, whose flits take so many cycles, not four.
        let flow = (0..<4).map { Self.part($0, 0, $0 + 4, 0) }
        var pattern = FlowPattern(flows: [flow], virtualChannels: 4)
        pattern.crossings = [.init(column: 3, eastCyclesPerFlit: cycles, westCyclesPerFlit: 4)]
        let rate = try PatternMeasurement().rates(of: pattern).rates[0]
        #expect(abs(rate * Double(cycles) - 1) < 0.03)
    }

    @Test func theSamePatternHasTheSameRatesWhoeverMeasures() throws {
        let pattern = FlowPattern(flows: (0..<3).map { [Self.part($0, 0, 3, 0)] }, virtualChannels: 2)
        let (one, other) = (PatternCache(), PatternCache(capacity: 1))
        let first = try one.rates(of: pattern)
        _ = try other.rates(of: FlowPattern(flows: [[Self.part(0, 0, 1, 0)]], virtualChannels: 2))
        let second = try other.rates(of: pattern)
        #expect(first.rates == second.rates && first.flits == second.flits && first.flits > 0)
        #expect(one.count == 1 && other.count == 1)
    }
}
