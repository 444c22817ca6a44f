import _IngotTestSupport
import Testing

@testable import WaferSimulator

@Suite struct FlowSharesTests {
    /// Random resources and routes; some cross a resource twice, some with other weights than 1.
    private static func network(_ random: inout Numbers, isWeighted: Bool) throws -> FlowRoutes {
        let resources = random.whole(1...9)
        var routes = FlowRoutes(capacities: (0..<resources).map { _ in Double(random.whole(1...20)) })
        for _ in 0..<random.whole(1...14) {
            let path = (0..<random.whole(1...min(4, resources + 1))).map { _ in random.whole(0...resources - 1) }
            let weights = path.map { _ in isWeighted ? Double(random.whole(1...16)) / 8 : 1 }
            try routes.append(path, weights: weights, latencySeconds: 0)
        }
        return routes
    }

    /// The load of every resource at some rates.
    private static func loads(_ routes: FlowRoutes, flows: [Int], rates: [Double]) -> [Double] {
        var loads = [Double](repeating: 0, count: routes.capacities.count)
        for route in 0..<routes.count where flows[route] > 0 {
            for use in Int(routes.starts[route])..<Int(routes.starts[route + 1]) {
                loads[Int(routes.resources[use])] += routes.weights[use] * Double(flows[route]) * rates[route]
            }
        }
        return loads
    }

    /// A flow's rate can only rise at the cost of one that is no larger exactly if it is the largest on a full
    /// resource.
    @Test(arguments: [false, true]) func ratesAreMaxMinFairAsFlowsComeAndGo(isWeighted: Bool) throws {
        var random = Numbers(seed: 11)
        for _ in 0..<300 {
            let routes = try Self.network(&random, isWeighted: isWeighted)
            var shares = FlowShares(routes)
            var flows = [Int](repeating: 0, count: routes.count)
            var known = [Double](repeating: -1, count: routes.count)
            for _ in 0..<25 {
                // Several changes at once, the same route coming and going among them.
                for _ in 0..<random.whole(1...4) {
                    let route = random.whole(0...routes.count - 1)
                    if flows[route] > 0, random.whole(0...1) == 0 {
                        flows[route] -= 1
                        shares.remove(route)
                    } else {
                        flows[route] += 1
                        shares.add(route)
                    }
                }
                shares.update()
                for index in 0..<shares.routesReachedCount {
                    let route = Int(shares.routesReached[index])
                    known[route] = shares.newRate[route]
                    shares.rate[route] = shares.newRate[route]
                }
                let rates = (0..<routes.count).map { flows[$0] > 0 ? shares.rate[$0] : -1 }
                let loads = Self.loads(routes, flows: flows, rates: rates)
                for (load, capacity) in zip(loads, routes.capacities) { #expect(load <= capacity * (1 + 1e-12)) }
                for route in 0..<routes.count where flows[route] > 0 {
                    #expect(rates[route] > 0 && rates[route] == known[route])
                    let uses = Int(routes.starts[route])..<Int(routes.starts[route + 1])
                    let hasBottleneck = uses.contains { use in
                        let resource = Int(routes.resources[use])
                        guard loads[resource] >= routes.capacities[resource] * (1 - 1e-9) else { return false }
                        return (0..<routes.count).allSatisfy { other in
                            let crosses = (Int(routes.starts[other])..<Int(routes.starts[other + 1]))
                                .contains { Int(routes.resources[$0]) == resource }
                            return flows[other] == 0 || !crosses || rates[other] <= rates[route] * (1 + 1e-9)
                        }
                    }
                    #expect(hasBottleneck)
                }
                let expected = filledRates(of: routes, flows: flows)
                for route in 0..<routes.count where flows[route] > 0 {
                    #expect(abs(rates[route] / expected[route] - 1) < 1e-9)
                }
            }
        }
    }

    /// Two long flows over three links and short ones on each: worked by hand.
    @Test func slowFlowsLeaveTheirRestToOthers() throws {
        var routes = FlowRoutes(capacities: [10, 4, 6])
        let long = try routes.append([0, 1, 2], latencySeconds: 0)
        let first = try routes.append([0], latencySeconds: 0)
        let second = try routes.append([1], latencySeconds: 0)
        let third = try routes.append([2], latencySeconds: 0)
        var shares = FlowShares(routes)
        for route in [long, first, second, second, second, third] { shares.add(route) }
        shares.update()
        // Link 1 gives its four flows 1 each; what is left on the others goes to the short flows.
        #expect([long, first, second, third].map { shares.newRate[$0] } == [1, 9, 1, 5])
    }

    /// A change among fast flows leaves slower ones alone, joined though they are.
    @Test func changesDoNotReachSlowerFlows() throws {
        var routes = FlowRoutes(capacities: [100, 8])
        let fast = try routes.append([0], latencySeconds: 0)
        let slow = try routes.append([0, 1], latencySeconds: 0)
        let slowToo = try routes.append([1], latencySeconds: 0)
        var shares = FlowShares(routes)
        for route in [fast, slow, slowToo] { shares.add(route) }
        shares.update()
        #expect(shares.routesReachedCount == 3)
        for route in [fast, slow, slowToo] { shares.rate[route] = shares.newRate[route] }
        shares.add(fast)
        shares.update()
        #expect(shares.routesReachedCount == 1)
        #expect(shares.newRate[fast] == 48)
    }
}

/// Whole numbers that are the same in every run.
struct Numbers {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed) }

    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.next() % UInt64(range.count))
    }
}
