/// Who gives flows their rates, as they come and go.
///
/// After ``update()`` the routes listed as reached have new rates beside their old ones, for the caller to account for
/// what was sent at the old rate and to adopt the new one by writing it into `rate`.
protocol FlowSharing: ~Copyable {
    /// Adds a flow to a route without any; its rate is known after ``update()``.
    mutating func add(_ route: Int)
    /// Takes the flow of a route away.
    mutating func remove(_ route: Int)
    /// Finds the rates after the changes since the last call.
    mutating func update()
    /// How many routes the last ``update()`` looked at.
    var routesReachedCount: Int { get }
    /// Which they are.
    var routesReached: UnsafeMutablePointer<Int32> { get }
    /// By route, bytes a second that the caller adopted; below 0 without a flow.
    var rate: UnsafeMutablePointer<Double> { get }
    /// By route reached, bytes a second from now on.
    var newRate: UnsafeMutablePointer<Double> { get }
}

extension FlowShares: FlowSharing {}
