/// How one prefill or one decode step of a batch of requests is shared out.
public struct ServingShare: Sendable, Hashable {
    /// Requests of one tensor group.
    public var requests: Int
    /// New tokens of each request.
    public var newTokens: Int
    /// Tokens that the last of them sees, itself included.
    public var context: Int
    /// Devices that split heads and feed-forward columns.
    public var tensor: Int
    /// Groups that the routed experts are dealt out to.
    public var expert: Int

    /// Makes a share.
    @inlinable
    public init(requests: Int, newTokens: Int, context: Int, tensor: Int, expert: Int = 1) {
        self.requests = requests
        self.newTokens = newTokens
        self.context = context
        self.tensor = tensor
        self.expert = expert
    }

    /// Whether everything that is seen is new: a prefill.
    @inlinable public var isPrefill: Bool { newTokens == context }

    /// New tokens of all requests.
    @inlinable public var tokens: Int { requests * newTokens }

    /// Tokens that a new one sees in the mean, rounded down: half of the square in a prefill.
    @inlinable public var seen: Int { max(1, context - (newTokens - 1) / 2) }
}
