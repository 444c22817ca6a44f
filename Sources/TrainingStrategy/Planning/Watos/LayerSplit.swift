/// Layers dealt out to stages so that the slowest has as little to do as possible.
enum LayerSplit {
    /// The layers of each stage.
    ///
    /// Stages are filled from the last one, so that of several such splits the first stages, which keep the most
    /// micro-batches alive, have few.
    ///
    /// - Parameters:
    ///   - layers: Seconds of each layer.
    ///   - first: Seconds of what is before the first layer.
    ///   - last: Seconds of what is behind the last.
    ///   - stages: At most as many as layers.
    /// - Complexity: O(layers) for each of some fifty bounds.
    static func balanced(layers: [Double], first: Double, last: Double, stages: Int) -> [Int] {
        let all = layers.reduce(first + last, +)
        var (low, high) = (all / Double(stages), all)
        var best = counts(layers, first, last, stages, bound: high)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if let found = counts(layers, first, last, stages, bound: middle) {
                (best, high) = (found, middle)
            } else {
                low = middle
            }
        }
        return best ?? []
    }

    /// The same for the seconds of a model, with those of the slowest stage.
    static func balanced(_ seconds: StageOptionTable.ModelSeconds, stages: Int) -> (counts: [Int], slowest: Double) {
        let (layers, first, last) = (seconds.layers, seconds.first, seconds.last)
        let counts = balanced(layers: layers, first: first, last: last, stages: stages)
        return (counts, slowest(counts, layers: layers, first: first, last: last))
    }

    /// Layers of each stage with none slower than a bound, or nil where there is no such split.
    private static func counts(
        _ layers: [Double], _ first: Double, _ last: Double, _ stages: Int, bound: Double
    ) -> [Int]? {
        var counts = [Int](repeating: 0, count: stages)
        var next = layers.count - 1
        for stage in (0..<stages).reversed() {
            var sum = stage == stages - 1 ? last : 0
            // Each stage before this one needs a layer.
            while next >= stage {
                let with = sum + layers[next] + (next == 0 ? first : 0)
                guard with <= bound || counts[stage] == 0 && stages == 1 else { break }
                sum = with
                counts[stage] += 1
                next -= 1
            }
            guard counts[stage] > 0 else { return nil }
        }
        return next < 0 ? counts : nil
    }

    /// Seconds of the slowest stage of a split.
    static func slowest(_ counts: [Int], layers: [Double], first: Double, last: Double) -> Double {
        var (next, slowest) = (0, 0.0)
        for (stage, count) in counts.enumerated() {
            var sum = stage == 0 ? first : 0
            if stage == counts.count - 1 { sum += last }
            for layer in next..<(next + count) { sum += layers[layer] }
            next += count
            slowest = max(slowest, sum)
        }
        return slowest
    }
}
