extension FlowShares {
    /// Finds the rates after the changes since the last call.
    ///
    /// Afterwards the routes reached have new rates beside their old ones, for the caller to account for what was sent
    /// at the old rate and to adopt the new one.
    mutating func update() {
        routesReachedCount = 0
        reachedCount = 0
        for index in 0..<addedCount {
            let route = Int(added[index])
            if flows[route] > 0, !takeAll(route) { join(route) }
        }
        for index in 0..<changedCount {
            let resource = Int(changed[index])
            let start = Int(placeStart[resource])
            for place in start..<start &+ Int(placeCount[resource]) {
                let route = Int(placeRoute[place])
                if routeMark[route] != stamp, Int(bottleneck[route]) == resource { join(route) }
            }
        }
        var rounds = 0
        while reachedCount > 0 {
            if rounds == Self.patience { joinAll() }
            fill()
            guard rounds < Self.patience, joinOthers() else { break }
            rounds &+= 1
        }
        changedCount = 0
        addedCount = 0
        slowestGone = .infinity
        stamp &+= 1
    }

    /// Gives a route that meets no other all that its resources have.
    ///
    /// - Returns: Whether it meets no other.
    private mutating func takeAll(_ route: Int) -> Bool {
        var slowest = Double.infinity
        var narrowest: Int32 = -1
        for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
            let resource = Int(useResource[use])
            guard placeCount[resource] == 1 else { return false }
            let share = capacity[resource] / (useWeight[use] * Double(flows[route]))
            if share < slowest { (slowest, narrowest) = (share, useResource[use]) }
        }
        routeMark[route] = stamp
        newRate[route] = slowest
        bottleneck[route] = narrowest
        routesReached[routesReachedCount] = Int32(truncatingIfNeeded: route)
        routesReachedCount &+= 1
        return true
    }

    /// Makes a route one of those whose rates are found, with the resources that it uses.
    private mutating func join(_ route: Int) {
        routeMark[route] = stamp
        newRate[route] = -1
        routesReached[routesReachedCount] = Int32(truncatingIfNeeded: route)
        routesReachedCount &+= 1
        for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
            let resource = Int(useResource[use])
            guard resourceMark[resource] != stamp else { continue }
            resourceMark[resource] = stamp
            reached[reachedCount] = Int32(truncatingIfNeeded: resource)
            reachedCount &+= 1
        }
    }

    /// Lets the rates of the routes that joined rise until each is on a full resource.
    private mutating func fill() {
        for index in 0..<routesReachedCount {
            let route = Int(routesReached[index])
            // One that meets no other keeps what it took: its resources are not among those reached.
            if resourceMark[Int(useResource[Int(useStart[route])])] == stamp { newRate[route] = -1 }
        }
        for index in 0..<reachedCount {
            let resource = Int(reached[index])
            let (share, uses) = shareLeft(resource)
            openUses[resource] = uses
            if uses > 0 { heap.set(resource, share) }
        }
        // The share that a resource has left for each flow never falls while others are fixed, so a key that is out of
        // date is too small, and is put right when it comes up.
        while heap.count > 0 {
            let resource = heap.first
            guard openUses[resource] > 0 else {
                heap.remove(resource)
                continue
            }
            let (share, _) = shareLeft(resource)
            if share > heap.key(of: resource) {
                heap.set(resource, share)
                if heap.first != resource { continue }
            }
            heap.remove(resource)
            fix(resource, share)
        }
    }

    /// What a resource has left for each flow without a rate, added up anew so that rounding does not pile up, and how
    /// many of its uses these are.
    private func shareLeft(_ resource: Int) -> (share: Double, uses: Int32) {
        var left = capacity[resource]
        var weight = 0.0
        var uses: Int32 = 0
        let start = Int(placeStart[resource])
        for place in start..<start &+ Int(placeCount[resource]) {
            let route = Int(placeRoute[place])
            let share = placeWeight[place] * Double(flows[route])
            let known = routeMark[route] == stamp ? newRate[route] : rate[route]
            if known >= 0 {
                left -= share * known
            } else {
                weight += share
                uses &+= 1
            }
        }
        return (left / weight, uses)
    }

    /// Gives all flows on a full resource that have no rate yet their share.
    private func fix(_ resource: Int, _ share: Double) {
        let start = Int(placeStart[resource])
        for place in start..<start &+ Int(placeCount[resource]) {
            let route = Int(placeRoute[place])
            guard routeMark[route] == stamp, newRate[route] < 0 else { continue }
            // Flows that did not join keep their rates, even if that leaves these nothing: `joinOthers` sees it.
            newRate[route] = max(0, share)
            bottleneck[route] = Int32(truncatingIfNeeded: resource)
            for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
                openUses[Int(useResource[use])] &-= 1
            }
        }
    }

    /// Lets all flows join that the change can reach: afterwards one filling is enough.
    private mutating func joinAll() {
        // No flow that came can be slower than an equal share, and rounding must not leave one out that is as slow.
        var threshold = slowestGone
        for index in 0..<addedCount where flows[Int(added[index])] > 0 {
            let route = Int(added[index])
            for use in Int(useStart[route])..<Int(useStart[route &+ 1]) {
                let resource = Int(useResource[use])
                var weight = 0.0
                for place in Int(placeStart[resource])..<Int(placeStart[resource] &+ placeCount[resource]) {
                    weight += placeWeight[place] * Double(flows[Int(placeRoute[place])])
                }
                threshold = min(threshold, capacity[resource] / weight)
            }
        }
        threshold *= 1 - 1e-9
        var index = 0
        while index < reachedCount {
            let resource = Int(reached[index])
            for place in Int(placeStart[resource])..<Int(placeStart[resource] &+ placeCount[resource]) {
                let route = Int(placeRoute[place])
                if routeMark[route] != stamp, rate[route] >= threshold { join(route) }
            }
            index &+= 1
        }
    }

    /// Lets those flows join that have no bottleneck any more, or take too much of another's.
    ///
    /// - Returns: Whether any did.
    private mutating func joinOthers() -> Bool {
        let known = routesReachedCount
        for index in 0..<reachedCount {
            let resource = Int(reached[index])
            let places = Int(placeStart[resource])..<Int(placeStart[resource] &+ placeCount[resource])
            var load = 0.0
            var fastest = 0.0
            var level = Double.infinity
            for place in places {
                let route = Int(placeRoute[place])
                let isReached = routeMark[route] == stamp && newRate[route] >= 0
                let own = isReached ? newRate[route] : rate[route]
                load += placeWeight[place] * Double(flows[route]) * own
                fastest = max(fastest, own)
                if isReached, Int(bottleneck[route]) == resource { level = min(level, own) }
            }
            let isFull = load >= capacity[resource] * (1 - Self.rounding)
            for place in places {
                let route = Int(placeRoute[place])
                guard routeMark[route] != stamp else { continue }
                let hasLost =
                    Int(bottleneck[route]) == resource && (!isFull || rate[route] < fastest * (1 - Self.rounding))
                if hasLost || rate[route] > level * (1 + Self.rounding) { join(route) }
            }
        }
        return routesReachedCount > known
    }
}
