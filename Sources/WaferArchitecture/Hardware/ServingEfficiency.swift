/// What serving software on graphics processors takes beside its kernels' work, as measured: one set for every case.
public struct ServingEfficiency: Sendable, Hashable {
    /// Seconds between two kernels.
    public var launchSeconds: Double
    /// Seconds that a request's handling adds to its first token.
    public var requestSeconds: Double
    /// The share of the 16-bit matrix peak that fused attention reaches.
    public var attentionShare: Double

    /// Makes a set of values.
    public init(launchSeconds: Double, requestSeconds: Double, attentionShare: Double) {
        self.launchSeconds = launchSeconds
        self.requestSeconds = requestSeconds
        self.attentionShare = attentionShare
    }

    /// The values of the table of constants.
    public static var measured: ServingEfficiency {
        ServingEfficiency(
            launchSeconds: Constants.servingLaunchSeconds.value, requestSeconds: Constants.servingSeconds.value,
            attentionShare: Constants.fusedAttentionShare.value)
    }
}
