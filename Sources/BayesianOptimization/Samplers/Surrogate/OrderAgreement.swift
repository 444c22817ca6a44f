/// How well predictions put observations in order, and the weights that follow from it.
///
/// Y. Li, Y. Shen, J. Jiang, J. Gao, C. Zhang and B. Cui, "MFES-HB: efficient Hyperband with multi-fidelity quality
/// measurements", AAAI 2021.
enum OrderAgreement {
    /// The fraction of pairs of different observations that predictions put in the right order; `nil` without a pair.
    static func share(predicted: [Double], observed: [Double]) -> Double? {
        var pairs = 0
        var right = 0
        for first in observed.indices {
            for second in 0..<first where observed[first] != observed[second] {
                pairs += 1
                let isRight =
                    observed[first] < observed[second]
                    ? predicted[first] < predicted[second] : predicted[first] > predicted[second]
                if isRight { right += 1 }
            }
        }
        return pairs > 0 ? Double(right) / Double(pairs) : nil
    }

    /// p_i^3 over the sum of p_j^3; equal weights where every p is zero.
    static func weights(_ shares: [Double]) -> [Double] {
        let cubes = shares.map { $0 * $0 * $0 }
        let sum = cubes.reduce(0, +)
        return cubes.map { sum > 0 ? $0 / sum : 1 / Double(shares.count) }
    }
}
