import MeshNetwork

/// Gives flows the rates that were measured flit by flit for those that are under way together.
///
/// Flows that share links, directly or through others, are a pattern; patterns do not know of each other. Each pattern
/// is measured once (``PatternCache``). A flow with a limit of its own has at most that.
///
/// Rings and all-to-alls of many stages that meet all over a wafer make a new pattern of hundreds of flows with every
/// event. There is a budget of flits for a design; patterns that are met after it is spent have the max-min fair rates of
/// ``FlowShares``, and are counted.
struct PatternShares: FlowSharing, ~Copyable {
    private var storage = FlowStorage()
    let rate: UnsafeMutablePointer<Double>
    let newRate: UnsafeMutablePointer<Double>
    let routesReached: UnsafeMutablePointer<Int32>
    private(set) var routesReachedCount = 0

    private let network: PatternNetwork
    private let cache: PatternCache
    private let flitBudget: Int
    /// The fair rates of the same flows.
    private var fair: FlowShares
    private let words: Int
    /// By route, the routes with which it shares links, by bit.
    private let rivals: UnsafeMutablePointer<UInt64>
    private let active: UnsafeMutablePointer<UInt64>
    private let changedRoutes: UnsafeMutablePointer<UInt64>
    private let visited: UnsafeMutablePointer<UInt64>
    private let frontier: UnsafeMutablePointer<UInt64>
    private let member: UnsafeMutablePointer<UInt64>
    private var known: [[Int32]: [Double]] = [:]
    private var routes: [Int32] = []

    /// Flits of all different patterns that were met.
    private(set) var flitsSimulated = 0
    /// Different patterns that were met.
    private(set) var patterns = 0
    /// Patterns that were not measured, each time that they were met.
    private(set) var notMeasured = 0

    init(_ network: PatternNetwork, table: RouteTable, cache: PatternCache, flitBudget: Int) {
        self.flitBudget = flitBudget
        fair = FlowShares(table.shares)
        self.network = network
        self.cache = cache
        let count = network.count
        let words = (count + 63) / 64
        self.words = words
        rate = storage.make(count, -1)
        newRate = storage.make(count, -1)
        routesReached = storage.make(count, 0)
        rivals = storage.make(count * words, 0)
        active = storage.make(words, 0)
        changedRoutes = storage.make(words, 0)
        visited = storage.make(words, 0)
        frontier = storage.make(words, 0)
        member = storage.make(words, 0)
        for users in network.routesByLink where users.count > 1 {
            for word in 0..<words { member[word] = 0 }
            for route in users { member[Int(route) >> 6] |= 1 << UInt64(route & 63) }
            for route in users {
                for word in 0..<words { rivals[Int(route) * words + word] |= member[word] }
            }
        }
    }

    mutating func add(_ route: Int) {
        fair.add(route)
        active[route >> 6] |= 1 << UInt64(route & 63)
        changedRoutes[route >> 6] |= 1 << UInt64(route & 63)
        rate[route] = 0
    }

    mutating func remove(_ route: Int) {
        fair.remove(route)
        active[route >> 6] &= ~(1 << UInt64(route & 63))
        changedRoutes[route >> 6] |= 1 << UInt64(route & 63)
        rate[route] = -1
    }

    mutating func update() {
        fair.update()
        for index in 0..<fair.routesReachedCount {
            let route = Int(fair.routesReached[index])
            fair.rate[route] = fair.newRate[route]
        }
        routesReachedCount = 0
        for word in 0..<words { visited[word] = 0 }
        for word in 0..<words {
            while changedRoutes[word] != 0 {
                let route = word << 6 + changedRoutes[word].trailingZeroBitCount
                changedRoutes[word] &= changedRoutes[word] - 1
                if active[word] & (1 << UInt64(route & 63)) != 0 {
                    settle(route)
                } else {
                    // What it shared links with has more of them now.
                    for place in 0..<words {
                        var bits = rivals[route * words + place] & active[place]
                        while bits != 0 {
                            let other = place << 6 + bits.trailingZeroBitCount
                            bits &= bits - 1
                            settle(other)
                        }
                    }
                }
            }
        }
    }

    /// Finds the rates of all flows that share links with one, unless they were found in this round.
    private mutating func settle(_ start: Int) {
        guard visited[start >> 6] & (1 << UInt64(start & 63)) == 0 else { return }
        for word in 0..<words {
            member[word] = 0
            frontier[word] = 0
        }
        frontier[start >> 6] = 1 << UInt64(start & 63)
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for word in 0..<words {
                while frontier[word] != 0 {
                    let bit = frontier[word].trailingZeroBitCount
                    frontier[word] &= frontier[word] - 1
                    member[word] |= 1 << UInt64(bit)
                    let row = (word << 6 + bit) * words
                    for place in 0..<words {
                        frontier[place] |= rivals[row + place] & active[place] & ~member[place]
                    }
                    isGrowing = true
                }
            }
        }
        routes.removeAll(keepingCapacity: true)
        for word in 0..<words {
            visited[word] |= member[word]
            var bits = member[word]
            while bits != 0 {
                routes.append(Int32(truncatingIfNeeded: word << 6 + bits.trailingZeroBitCount))
                bits &= bits - 1
            }
        }
        let rates = rates()
        for (index, route) in routes.enumerated() {
            newRate[Int(route)] = rates[index]
            routesReached[routesReachedCount] = route
            routesReachedCount += 1
        }
    }

    /// The rates of the flows in ``routes``.
    private mutating func rates() -> [Double] {
        if let found = known[routes] { return found }
        // What crosses no link has its own limit only.
        if let only = routes.first, routes.count == 1, network.crossesNothing(Int(only)) {
            return [network.limits[Int(only)]]
        }
        let (pattern, order, factors) = network.pattern(of: routes)
        let isNew = network.isNew(pattern)
        if isNew, flitsSimulated >= flitBudget { return fairRates() }
        let measured: PatternRates
        do {
            measured = try cache.rates(of: pattern)
        } catch {
            return fairRates()
        }
        if isNew {
            network.note(pattern)
            (flitsSimulated, patterns) = (flitsSimulated + measured.flits, patterns + 1)
        }
        guard !measured.rates.isEmpty else { return fairRates() }
        var rates = [Double](repeating: 0, count: routes.count)
        for (place, index) in order.enumerated() { rates[index] = measured.rates[place] * factors[place] }
        for (index, route) in routes.enumerated() {
            rates[index] = min(rates[index] * network.bytesPerSecond, network.limits[Int(route)])
        }
        known[routes] = rates
        return rates
    }

    /// The rates that the flows in ``routes`` would have if they were shared out fairly.
    private mutating func fairRates() -> [Double] {
        notMeasured += 1
        return routes.map { fair.rate[Int($0)] }
    }
}
