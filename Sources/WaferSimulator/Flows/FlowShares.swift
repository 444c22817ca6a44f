/// Max-min fair rates of the flows that are under way, kept up to date as flows come and go.
///
/// Rates are max-min fair if every flow has a bottleneck: a full resource on which no flow is faster (D. Bertsekas and
/// R. Gallager, "Data Networks", section 6.5.2, 1992). A change first touches the flows that came and those whose
/// bottleneck it is about. Their rates rise together, and where a resource is full the flows on it keep theirs
/// (progressive filling), while all others keep what they have. Then the resources of these flows are looked over:
/// others that lost their bottleneck, or are faster than a full resource allows, join in, and the filling begins again,
/// until every flow has a bottleneck. As a rule few flows join. Where it takes many rounds, all join at once that are
/// joined to the change through resources, but for those that are slower than any flow that came or went can be:
/// filling up to there is the same as before.
///
/// Flows on the same route have the same rate and are counted, not listed.
struct FlowShares: ~Copyable {
    private var storage = FlowStorage()
    // By resource.
    let capacity: UnsafeMutablePointer<Double>
    /// Where the places for uses begin, and how many are taken.
    let placeStart: UnsafeMutablePointer<Int32>
    let placeCount: UnsafeMutablePointer<Int32>
    // By place: the uses of a resource by routes that have flows, side by side.
    let placeRoute: UnsafeMutablePointer<Int32>
    let placeWeight: UnsafeMutablePointer<Double>
    private let placeUse: UnsafeMutablePointer<Int32>
    // By use, the uses of one route after those of another.
    let useResource: UnsafeMutablePointer<Int32>
    let useWeight: UnsafeMutablePointer<Double>
    private let usePlace: UnsafeMutablePointer<Int32>
    // By route.
    let useStart: UnsafeMutablePointer<Int32>
    let flows: UnsafeMutablePointer<Int32>
    /// The rate of each flow on the route as whoever plays them last adopted it; below 0 without flows.
    let rate: UnsafeMutablePointer<Double>
    /// The rate that ``update()`` found, for a route that it reached.
    let newRate: UnsafeMutablePointer<Double>
    /// The resource at which no flow is faster.
    let bottleneck: UnsafeMutablePointer<Int32>
    // What the present change reaches.
    let resourceMark: UnsafeMutablePointer<Int32>
    let routeMark: UnsafeMutablePointer<Int32>
    private let changedMark: UnsafeMutablePointer<Int32>
    private let addedMark: UnsafeMutablePointer<Int32>
    let changed: UnsafeMutablePointer<Int32>
    let added: UnsafeMutablePointer<Int32>
    let reached: UnsafeMutablePointer<Int32>
    /// Routes whose rates the last ``update()`` looked at.
    let routesReached: UnsafeMutablePointer<Int32>
    let openUses: UnsafeMutablePointer<Int32>
    var heap: FlowHeap
    var changedCount = 0
    var addedCount = 0
    var reachedCount = 0
    /// The slowest flow that went.
    var slowestGone = Double.infinity
    var stamp: Int32 = 1

    /// How many routes the last ``update()`` looked at.
    var routesReachedCount = 0
    /// Differences in rates and loads below this part of them are rounding.
    static let rounding = 1e-11
    /// Fillings after which all flows join in that the change can reach.
    static let patience = 2

    init(_ routes: FlowRoutes) {
        let resourceCount = routes.capacities.count
        let useCount = routes.resources.count
        var starts = [Int32](repeating: 0, count: resourceCount + 1)
        for resource in routes.resources { starts[Int(resource) + 1] += 1 }
        for resource in 0..<resourceCount { starts[resource + 1] += starts[resource] }
        capacity = storage.make(routes.capacities)
        placeStart = storage.make(starts)
        placeCount = storage.make(resourceCount, 0)
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
        bottleneck = storage.make(routes.count, -1)
        resourceMark = storage.make(resourceCount, 0)
        routeMark = storage.make(routes.count, 0)
        changedMark = storage.make(resourceCount, 0)
        addedMark = storage.make(routes.count, 0)
        changed = storage.make(resourceCount, 0)
        added = storage.make(routes.count, 0)
        reached = storage.make(resourceCount, 0)
        routesReached = storage.make(routes.count, 0)
        openUses = storage.make(resourceCount, 0)
        heap = FlowHeap(capacity: resourceCount)
    }

    /// Adds a flow; its rate is known after ``update()``.
    mutating func add(_ route: Int) {
        if flows[route] == 0 { open(route) }
        flows[route] &+= 1
        change(route)
        if addedMark[route] != stamp {
            addedMark[route] = stamp
            added[addedCount] = Int32(truncatingIfNeeded: route)
            addedCount &+= 1
        }
    }

    /// Takes a flow away; there must be one.
    mutating func remove(_ route: Int) {
        // A flow that comes and goes before rates are found was part of no sharing.
        if rate[route] >= 0 { slowestGone = min(slowestGone, rate[route]) }
        flows[route] &-= 1
        change(route)
        if flows[route] == 0 { close(route) }
    }

    /// Notes that the resources of a route have a flow more or less.
    private mutating func change(_ route: Int) {
        for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
            let resource = Int(useResource[use])
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
        }
        rate[route] = -1
    }

}
