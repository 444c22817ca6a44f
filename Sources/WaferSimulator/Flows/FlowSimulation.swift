/// Plays messages as flows that share the network fairly, from event to event.
///
/// A message starts when its waits are over and its delay has passed. Its flow has the max-min fair rate among all
/// flows under way (``FlowShares``), found anew whenever a flow starts or ends; it has been sent when all bytes are
/// through, and has arrived one latency of its route later. There are no flits, so there is no waiting in buffers: what
/// is left of contention is the sharing of bandwidth.
///
/// Events closer than one part in 10^12 of the time count as simultaneous: flows that are alike then end together in
/// spite of rounding.
public struct FlowSimulation: ~Copyable {
    private let graph: FlowGraph
    private var shares: FlowShares
    private var storage = FlowStorage()
    // By message.
    private let waits: UnsafeMutablePointer<Int32>
    private let start: UnsafeMutablePointer<Double>
    private let end: UnsafeMutablePointer<Double>
    /// What its route must have sent to each of its flows for this one to be through.
    private let mark: UnsafeMutablePointer<Double>
    /// The next flow of the same route to be through, or -1.
    private let nextOnRoute: UnsafeMutablePointer<Int32>
    private let ready: UnsafeMutablePointer<Int32>
    private let bytes: UnsafeMutablePointer<Double>
    private let delays: UnsafeMutablePointer<Double>
    private let routeOfMessage: UnsafeMutablePointer<Int32>
    private let followerStarts: UnsafeMutablePointer<Int32>
    private let followers: UnsafeMutablePointer<Int32>
    // By route.
    private let first: UnsafeMutablePointer<Int32>
    private let last: UnsafeMutablePointer<Int32>
    /// What each flow on the route would have got since the route was last empty, and until when that is counted.
    private let sent: UnsafeMutablePointer<Double>
    private let since: UnsafeMutablePointer<Double>
    private let latency: UnsafeMutablePointer<Double>
    private let isLocal: UnsafeMutablePointer<Bool>
    /// Kept by `shares`, and read here without a call for each event.
    private let rate: UnsafeMutablePointer<Double>

    /// Routes by the time at which their first flow is through.
    private var flowsEnding: FlowHeap
    /// Messages by the time at which they start after a delay, or have arrived.
    private var events: FlowHeap
    private var readyCount = 0
    private var now = 0.0

    /// Makes ready to play a graph any number of times.
    public init(_ graph: FlowGraph) {
        self.graph = graph
        let (count, routes) = (graph.count, graph.routes.count)
        shares = FlowShares(graph.routes)
        rate = shares.rate
        waits = storage.make(count, 0)
        start = storage.make(count, -1)
        end = storage.make(count, -1)
        mark = storage.make(count, 0)
        nextOnRoute = storage.make(count, -1)
        ready = storage.make(count, 0)
        bytes = storage.make(graph.bytes)
        delays = storage.make(graph.delays)
        routeOfMessage = storage.make(graph.routeOfMessage)
        followerStarts = storage.make(graph.followerStarts)
        followers = storage.make(graph.followers)
        first = storage.make(routes, -1)
        last = storage.make(routes, -1)
        sent = storage.make(routes, 0)
        since = storage.make(routes, 0)
        latency = storage.make(graph.routes.latencies)
        isLocal = storage.make(
            (0..<routes).map { graph.routes.starts[$0] == graph.routes.starts[$0 + 1] })
        flowsEnding = FlowHeap(capacity: routes)
        events = FlowHeap(capacity: count)
    }

    /// Plays all messages from time 0.
    ///
    /// - Returns: When each message was sent and arrived, and what the resources carried.
    /// - Throws: ``FlowError/stalled(messages:)`` where messages wait in a circle.
    public mutating func play() throws(FlowError) -> FlowResult {
        let count = graph.count
        now = 0
        for message in 0..<count {
            waits[message] = graph.waits[message]
            start[message] = -1
            end[message] = -1
        }
        for message in 0..<count where waits[message] == 0 { release(message) }
        var updates = 0
        startReady()
        updates += updateRates()
        while true {
            let next = min(flowsEnding.firstKey, events.firstKey)
            guard next < .infinity else { break }
            now = max(now, next)
            let limit = now + 1e-12 * now
            repeat {
                while flowsEnding.firstKey <= limit { endFlows(of: flowsEnding.first) }
                while events.firstKey <= limit {
                    let message = events.first
                    events.remove(message)
                    if start[message] < 0 { begin(message) } else { arrive(message) }
                }
                startReady()
            } while flowsEnding.firstKey <= limit || events.firstKey <= limit
            updates += updateRates()
        }
        let ended = (0..<count).reduce(0) { $0 + (end[$1] >= 0 ? 1 : 0) }
        guard ended == count else { throw .stalled(messages: count - ended) }
        return FlowResult(
            startSeconds: Array(UnsafeBufferPointer(start: start, count: count)),
            endSeconds: Array(UnsafeBufferPointer(start: end, count: count)), bytes: bytesByResource(),
            capacities: graph.routes.capacities, updates: updates)
    }

    /// One wait fewer for the messages that follow an event; those without any are released.
    private mutating func releaseFollowers(row: Int) {
        for place in Int(followerStarts[row])..<Int(followerStarts[row &+ 1]) {
            let follower = Int(followers[place])
            waits[follower] &-= 1
            if waits[follower] == 0 { release(follower) }
        }
    }

    private mutating func release(_ message: Int) {
        if delays[message] > 0 {
            events.set(message, now + delays[message])
        } else {
            ready[readyCount] = Int32(truncatingIfNeeded: message)
            readyCount &+= 1
        }
    }

    private mutating func startReady() {
        while readyCount > 0 {
            readyCount &-= 1
            begin(Int(ready[readyCount]))
        }
    }

    private mutating func begin(_ message: Int) {
        start[message] = now
        let route = Int(routeOfMessage[message])
        if bytes[message] > 0, !isLocal[route] { join(message, route) } else { leave(message, route) }
    }

    /// All bytes are through.
    private mutating func leave(_ message: Int, _ route: Int) {
        releaseFollowers(row: 2 &* message &+ 1)
        if latency[route] > 0 { events.set(message, now + latency[route]) } else { arrive(message) }
    }

    private mutating func arrive(_ message: Int) {
        end[message] = now
        releaseFollowers(row: 2 &* message)
    }

    /// Puts a flow on its route, among the others by when it is through.
    private mutating func join(_ message: Int, _ route: Int) {
        if first[route] < 0 {
            sent[route] = 0
            since[route] = now
        } else {
            account(route)
        }
        let own = sent[route] + bytes[message]
        mark[message] = own
        let item = Int32(truncatingIfNeeded: message)
        shares.add(route)
        if first[route] < 0 {
            first[route] = item
            last[route] = item
            nextOnRoute[message] = -1
        } else if mark[Int(last[route])] <= own {
            nextOnRoute[Int(last[route])] = item
            nextOnRoute[message] = -1
            last[route] = item
        } else if mark[Int(first[route])] > own {
            nextOnRoute[message] = first[route]
            first[route] = item
        } else {
            var before = Int(first[route])
            while mark[Int(nextOnRoute[before])] <= own { before = Int(nextOnRoute[before]) }
            nextOnRoute[message] = nextOnRoute[before]
            nextOnRoute[before] = item
        }
    }

    /// Counts what the flows of a route got at their present rate until now.
    private func account(_ route: Int) {
        if rate[route] > 0 { sent[route] += rate[route] * (now - since[route]) }
        since[route] = now
    }

    /// Ends the flow of a route that is through, and all that are through with it.
    private mutating func endFlows(of route: Int) {
        sent[route] = mark[Int(first[route])]
        since[route] = now
        let through = sent[route] * (1 + 1e-12)
        while first[route] >= 0, mark[Int(first[route])] <= through {
            let message = Int(first[route])
            first[route] = nextOnRoute[message]
            shares.remove(route)
            leave(message, route)
        }
        if first[route] < 0 {
            flowsEnding.remove(route)
        } else {
            flowsEnding.set(route, now + (mark[Int(first[route])] - sent[route]) / rate[route])
        }
    }

    /// Shares the network anew after flows came and went.
    ///
    /// - Returns: 1 if any rate was looked at.
    private mutating func updateRates() -> Int {
        shares.update()
        for index in 0..<shares.routesReachedCount {
            let route = Int(shares.routesReached[index])
            if shares.newRate[route] != rate[route] {
                account(route)
                rate[route] = shares.newRate[route]
            }
            flowsEnding.set(route, since[route] + (mark[Int(first[route])] - sent[route]) / rate[route])
        }
        return shares.routesReachedCount > 0 ? 1 : 0
    }

    private func bytesByResource() -> [Double] {
        var total = [Double](repeating: 0, count: graph.routes.count)
        for message in 0..<graph.count { total[Int(routeOfMessage[message])] += bytes[message] }
        var carried = [Double](repeating: 0, count: graph.routes.capacities.count)
        for route in total.indices {
            for use in Int(graph.routes.starts[route])..<Int(graph.routes.starts[route + 1]) {
                carried[Int(graph.routes.resources[use])] += total[route] * graph.routes.weights[use]
            }
        }
        return carried
    }
}
