/// Max-min fair rates of the flows that are under way, kept up to date as flows come and go.
///
/// The rates of all flows rise together; when a resource is full, the flows on it keep their rate, and the others go on
/// (progressive filling: D. Bertsekas and R. Gallager, "Data Networks", section 6.5.2, 1992). A change leaves alone the
/// flows that are slower than any that came or went can be: filling up to there is the same as before. Of the faster
/// ones it reaches only those that are joined to the change through resources with each other.
///
/// Flows on the same route have the same rate and are counted, not listed.
struct FlowShares: ~Copyable {
    private var storage = FlowStorage()
    // By resource.
    private let capacity: UnsafeMutablePointer<Double>
    /// Where the places for uses begin, how many are taken, and the sum of their weights times flows.
    private let placeStart: UnsafeMutablePointer<Int32>
    private let placeCount: UnsafeMutablePointer<Int32>
    private let load: UnsafeMutablePointer<Double>
    // By place: the uses of a resource by routes that have flows, side by side.
    private let placeRoute: UnsafeMutablePointer<Int32>
    private let placeWeight: UnsafeMutablePointer<Double>
    private let placeUse: UnsafeMutablePointer<Int32>
    // By use, the uses of one route after those of another.
    private let useResource: UnsafeMutablePointer<Int32>
    private let useWeight: UnsafeMutablePointer<Double>
    private let usePlace: UnsafeMutablePointer<Int32>
    // By route.
    private let useStart: UnsafeMutablePointer<Int32>
    private let flows: UnsafeMutablePointer<Int32>
    /// The rate of each flow on the route as whoever plays them last adopted it; below 0 without flows.
    let rate: UnsafeMutablePointer<Double>
    /// The rate that ``update()`` found, for a route that it reached.
    let newRate: UnsafeMutablePointer<Double>
    // What the next change reaches.
    private let resourceMark: UnsafeMutablePointer<Int32>
    private let routeMark: UnsafeMutablePointer<Int32>
    private let changedMark: UnsafeMutablePointer<Int32>
    private let addedMark: UnsafeMutablePointer<Int32>
    private let changed: UnsafeMutablePointer<Int32>
    private let added: UnsafeMutablePointer<Int32>
    private let reached: UnsafeMutablePointer<Int32>
    /// Routes whose rates the last ``update()`` looked at.
    let routesReached: UnsafeMutablePointer<Int32>
    private let residual: UnsafeMutablePointer<Double>
    private let openWeight: UnsafeMutablePointer<Double>
    private let openUses: UnsafeMutablePointer<Int32>
    private var heap: FlowHeap
    private var changedCount = 0
    private var addedCount = 0
    private var lowestRemoved = Double.infinity
    private var stamp: Int32 = 1

    /// How many routes the last ``update()`` looked at.
    private(set) var routesReachedCount = 0

    init(_ routes: FlowRoutes) {
        let resourceCount = routes.capacities.count
        let useCount = routes.resources.count
        var starts = [Int32](repeating: 0, count: resourceCount + 1)
        for resource in routes.resources { starts[Int(resource) + 1] += 1 }
        for resource in 0..<resourceCount { starts[resource + 1] += starts[resource] }
        capacity = storage.make(routes.capacities)
        placeStart = storage.make(starts)
        placeCount = storage.make(resourceCount, 0)
        load = storage.make(resourceCount, 0)
        placeRoute = storage.make(useCount, 0)
        placeWeight = storage.make(useCount, 0)
        placeUse = storage.make(useCount, 0)
        useResource = storage.make(routes.resources)
        useWeight = storage.make(routes.weights)
        usePlace = storage.make(useCount, 0)
        useStart = storage.make(routes.starts)
        flows = storage.make(routes.count, 0)
        rate = storage.make(routes.count, -1)
        newRate = storage.make(routes.count, -1)
        resourceMark = storage.make(resourceCount, 0)
        routeMark = storage.make(routes.count, 0)
        changedMark = storage.make(resourceCount, 0)
        addedMark = storage.make(routes.count, 0)
        changed = storage.make(resourceCount, 0)
        added = storage.make(routes.count, 0)
        reached = storage.make(resourceCount, 0)
        routesReached = storage.make(routes.count, 0)
        residual = storage.make(resourceCount, 0)
        openWeight = storage.make(resourceCount, 0)
        openUses = storage.make(resourceCount, 0)
        heap = FlowHeap(capacity: resourceCount)
    }

    /// Adds a flow; its rate is known after ``update()``.
    mutating func add(_ route: Int) {
        if flows[route] == 0 { open(route) }
        flows[route] &+= 1
        change(route, by: 1)
        if addedMark[route] != stamp {
            addedMark[route] = stamp
            added[addedCount] = Int32(truncatingIfNeeded: route)
            addedCount &+= 1
        }
    }

    /// Takes a flow away; there must be one.
    mutating func remove(_ route: Int) {
        // A flow that came and goes before rates were found was part of no sharing.
        if rate[route] >= 0 { lowestRemoved = min(lowestRemoved, rate[route]) }
        flows[route] &-= 1
        change(route, by: -1)
        if flows[route] == 0 { close(route) }
    }

    /// Notes what a flow more or less does to the resources of its route.
    private mutating func change(_ route: Int, by flows: Double) {
        for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
            let resource = Int(useResource[use])
            load[resource] += flows * useWeight[use]
            if changedMark[resource] != stamp {
                changedMark[resource] = stamp
                changed[changedCount] = Int32(truncatingIfNeeded: resource)
                changedCount &+= 1
            }
        }
    }

    private func open(_ route: Int) {
        for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
            let resource = Int(useResource[use])
            let place = Int(placeStart[resource] &+ placeCount[resource])
            placeCount[resource] &+= 1
            placeRoute[place] = Int32(truncatingIfNeeded: route)
            placeWeight[place] = useWeight[use]
            placeUse[place] = Int32(truncatingIfNeeded: use)
            usePlace[use] = Int32(truncatingIfNeeded: place)
        }
    }

    private func close(_ route: Int) {
        for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
            let resource = Int(useResource[use])
            placeCount[resource] &-= 1
            let last = Int(placeStart[resource] &+ placeCount[resource])
            let place = Int(usePlace[use])
            placeRoute[place] = placeRoute[last]
            placeWeight[place] = placeWeight[last]
            placeUse[place] = placeUse[last]
            usePlace[Int(placeUse[place])] = Int32(truncatingIfNeeded: place)
            // Nothing is left of rounding either.
            if placeCount[resource] == 0 { load[resource] = 0 }
        }
        rate[route] = -1
    }

    /// Finds the rates after the changes since the last call.
    ///
    /// Afterwards the routes reached have new rates beside their old ones, for the caller to account for what was sent
    /// at the old rate and to adopt the new one.
    mutating func update() {
        // No flow that came can be slower than this, and rounding must not leave one out that is as slow.
        var threshold = lowestRemoved
        for index in 0..<addedCount {
            let route = Int(added[index])
            for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
                let resource = Int(useResource[use])
                threshold = min(threshold, capacity[resource] / load[resource])
            }
        }
        threshold *= 1 - 1e-9
        routesReachedCount = 0
        for index in 0..<changedCount where resourceMark[Int(changed[index])] != stamp {
            let first = routesReachedCount
            let resources = collect(from: Int(changed[index]), threshold: threshold)
            fill(resources: resources, routes: first..<routesReachedCount)
        }
        changedCount = 0
        addedCount = 0
        lowestRemoved = .infinity
        stamp &+= 1
    }

    /// Follows a change through resources and the flows on them that may get another rate.
    ///
    /// - Returns: How many resources are reached.
    private mutating func collect(from resource: Int, threshold: Double) -> Int {
        reached[0] = Int32(truncatingIfNeeded: resource)
        resourceMark[resource] = stamp
        var count = 1
        var index = 0
        while index < count {
            let resource = Int(reached[index])
            index &+= 1
            var left = capacity[resource]
            var weight = 0.0
            var uses: Int32 = 0
            let start = Int(placeStart[resource])
            for place in start..<start &+ Int(placeCount[resource]) {
                let route = Int(placeRoute[place])
                let share = placeWeight[place] * Double(flows[route])
                let old = rate[route]
                if old >= 0, old < threshold {
                    left -= share * old
                    continue
                }
                weight += share
                uses &+= 1
                guard routeMark[route] != stamp else { continue }
                routeMark[route] = stamp
                newRate[route] = -1
                routesReached[routesReachedCount] = Int32(truncatingIfNeeded: route)
                routesReachedCount &+= 1
                for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
                    let other = Int(useResource[use])
                    guard resourceMark[other] != stamp else { continue }
                    resourceMark[other] = stamp
                    reached[count] = Int32(truncatingIfNeeded: other)
                    count &+= 1
                }
            }
            residual[resource] = left
            openWeight[resource] = weight
            openUses[resource] = uses
        }
        return count
    }

    /// Lets the rates of the routes reached rise until each is on a full resource.
    private mutating func fill(resources: Int, routes: Range<Int>) {
        guard !routes.isEmpty else { return }
        if routes.count == 1 {
            var slowest = Double.infinity
            for index in 0..<resources {
                let resource = Int(reached[index])
                if openUses[resource] > 0 { slowest = min(slowest, residual[resource] / openWeight[resource]) }
            }
            newRate[Int(routesReached[routes.lowerBound])] = slowest
            return
        }
        for index in 0..<resources {
            let resource = Int(reached[index])
            if openUses[resource] > 0 { heap.set(resource, residual[resource] / openWeight[resource]) }
        }
        // The share that a resource has left for each flow never falls while others are fixed, so a key that is out of
        // date is too small, and is put right when it comes up.
        while heap.count > 0 {
            let resource = heap.first
            guard openUses[resource] > 0 else {
                heap.remove(resource)
                continue
            }
            let share = shareLeft(resource)
            if share > heap.key(of: resource) {
                heap.set(resource, share)
                if heap.first != resource { continue }
            }
            heap.remove(resource)
            fix(resource, share)
        }
    }

    /// What a resource has left for each flow without a rate, added up anew so that rounding does not pile up.
    private func shareLeft(_ resource: Int) -> Double {
        var left = residual[resource]
        var weight = 0.0
        let start = Int(placeStart[resource])
        for place in start..<start &+ Int(placeCount[resource]) {
            let route = Int(placeRoute[place])
            guard routeMark[route] == stamp else { continue }
            let share = placeWeight[place] * Double(flows[route])
            if newRate[route] >= 0 { left -= share * newRate[route] } else { weight += share }
        }
        return left / weight
    }

    /// Gives all flows on a full resource that have no rate yet their share.
    private func fix(_ resource: Int, _ share: Double) {
        let start = Int(placeStart[resource])
        for place in start..<start &+ Int(placeCount[resource]) {
            let route = Int(placeRoute[place])
            guard routeMark[route] == stamp, newRate[route] < 0 else { continue }
            newRate[route] = share
            for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
                openUses[Int(useResource[use])] &-= 1
            }
        }
    }
}
