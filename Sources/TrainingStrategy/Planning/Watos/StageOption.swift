/// One way to run a stage: what runs again in its layers, what that leaves in memory and how long it takes.
public struct StageOption: Sendable, Hashable {
    /// The layers and what runs again in them.
    public var layers: StageLayers
    /// Bytes that one die of the stage holds at its fullest.
    public var bytes: Double
    /// Those of them that may be kept elsewhere: what layers keep for the backward pass.
    public var lendableBytes: Double
    /// Seconds of a micro-batch, forward and backward, with what runs again.
    public var seconds: Double

    /// Makes an option.
    public init(layers: StageLayers = StageLayers([]), bytes: Double, lendableBytes: Double = 0, seconds: Double) {
        self.layers = layers
        self.lendableBytes = lendableBytes
        self.bytes = bytes
        self.seconds = seconds
    }

    /// The options that no other beats in both bytes and seconds, from the fastest to the smallest.
    ///
    /// Of equal ones the first stays.
    ///
    /// - Complexity: O(n log n).
    public static func paretoFront(_ options: [StageOption]) -> [StageOption] {
        let order = options.indices.sorted { first, second in
            let (a, b) = (options[first], options[second])
            if a.seconds != b.seconds { return a.seconds < b.seconds }
            return a.bytes != b.bytes ? a.bytes < b.bytes : first < second
        }
        var front: [StageOption] = []
        for index in order where front.last.map({ options[index].bytes < $0.bytes }) ?? true {
            front.append(options[index])
        }
        return front
    }
}
