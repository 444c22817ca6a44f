public import MeshNetwork

extension SpatialPlan {
    /// A plan as messages that wait for each other, for any simulator of a network.
    public struct Messages: Sendable, Hashable {
        /// What travels; work is a message from a core to itself.
        public var list: MessageList
        /// By message, the seconds of work; 0 for what travels.
        public var seconds: [Double]
    }

    /// The plan as messages.
    ///
    /// What is sent waits for its arrival where it comes from and for what goes the same way before it, work for what
    /// it reads and for the work before it on the same core, and what carries results for the work that makes them. So
    /// transfers overlap work wherever data allow. A core pulls keys when it has all predictions, so that pulled keys
    /// do not hold up the predictions that still go round. Work of a core is done in the order of the actions: where
    /// queries go both ways round edges of unequal length, one way can wait for the other.
    ///
    /// - Parameters:
    ///   - traffic: The bytes of tokens.
    ///   - seconds: The time that a core takes for a number of queries against a number of keys.
    /// - Complexity: O(actions).
    public func messages(
        _ traffic: SpatialTraffic, seconds: (_ queries: Int, _ keys: Int) -> Double = { _, _ in 0 }
    ) -> Messages {
        var result = Messages(list: MessageList(), seconds: [])
        result.list.reserve(messages: actions.count, dependences: 3 * actions.count)
        result.seconds.reserveCapacity(actions.count)
        var keys: [Place: Int] = [:]
        var predictions: [Place: Int] = [:]
        // By core, the last arrivals of predicted keys, one for each piece that goes round.
        let pieces = spread.pieceCount
        var lastPredictions = [[Int]](repeating: [], count: spread.cores)
        var queries: [Place: Int] = [:]
        var states: [Place: [Int]] = [:]
        var lastSent: [Line: Int] = [:]
        var lastWork = [Int](repeating: -1, count: spread.cores)
        for action in actions {
            var waits: [Int] = []
            func add(_ from: Int, _ to: Int, _ work: Double = 0) -> Int {
                result.seconds.append(work)
                let line = Line(from: from, to: to)
                let index = result.list.append(
                    from: from, to: to, bytes: traffic.bytes(action), after: waits,
                    queuedBehind: from == to ? nil : lastSent[line])
                lastSent[line] = index
                return index
            }
            switch action {
            case .sendKeys(let range, let from, let to):
                waits += [keys[Place(from, range)]].compactMap(\.self)
                keys[Place(to, range)] = add(from, to)
            case .sendPredictedKeys(let range, let from, let to):
                waits += [predictions[Place(from, range)]].compactMap(\.self)
                let index = add(from, to)
                predictions[Place(to, range)] = index
                lastPredictions[to] = lastPredictions[to].suffix(pieces - 1) + [index]
            case .pullKeys(let range, let from, let to):
                waits += lastPredictions[to]
                keys[Place(to, range)] = add(from, to)
            case .sendQueries(let range, let from, let to):
                waits += [queries[Place(from, range)]].compactMap(\.self)
                queries[Place(to, range)] = add(from, to)
            case .moveQueries(let range, let from, let to):
                waits += states[Place(from, range)] ?? []
                queries[Place(to, range)] = add(from, to)
            case .sendOutputs(let range, let from, let to):
                waits += states[Place(from, range)] ?? []
                _ = add(from, to)
            case .sendPartials(let range, let from, let to):
                waits += states[Place(from, range)] ?? []
                states[Place(to, range), default: []].append(add(from, to))
            case .attend(let core, let rows, let range):
                waits += [keys[Place(core, range)], queries[Place(core, rows)]].compactMap(\.self)
                if lastWork[core] >= 0 { waits.append(lastWork[core]) }
                lastWork[core] = add(core, core, seconds(rows.count, range.count))
                states[Place(core, rows)] = [lastWork[core]]
            }
        }
        return result
    }

    /// Two cores, the first of which sends to the second in the order of the actions.
    private struct Line: Hashable {
        let from: Int
        let to: Int
    }

    /// Tokens at a core.
    private struct Place: Hashable {
        let core: Int
        let range: Range<Int>

        init(_ core: Int, _ range: Range<Int>) {
            self.core = core
            self.range = range
        }
    }
}
