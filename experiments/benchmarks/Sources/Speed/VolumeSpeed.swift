import BayesianOptimization
import ParetoFront
import SearchSpace

/// What expected hypervolume improvements and exact hypervolumes cost.
enum VolumeSpeed {
    static func run(into report: inout Report) {
        for objectives in [2, 3] { improvement(objectives: objectives, into: &report) }
        for peer in PeerSpeed.hypervolume {
            let points = spherical(peer.points, objectives: peer.objectives, seed: 1).flatMap { $0 }
            let reference = Array(repeating: -1.1, count: peer.objectives)
            var sum = 0.0
            let seconds = CPUClock.secondsPerCall {
                points.withUnsafeBufferPointer { sum += Hypervolume.volume(of: $0, reference: reference) }
            }
            let isJudged = peer.objectives == 3 && peer.points == 500 && sum > 0
            report.add(
                Row(
                    figure: "hypervolume m = \(peer.objectives), \(peer.points) points (us)", ours: 1e6 * seconds,
                    peer: 1e6 * peer.seconds, target: isJudged ? .atMost(104) : nil,
                    method: "mutually non-dominated points of the unit sphere, flat storage; moocore"))
        }
    }

    private static func improvement(objectives: Int, into report: inout Report) {
        let front = spherical(50, objectives: objectives, seed: 2)
        let improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: front, reference: Array(repeating: -1.1, count: objectives)))
        var generator = RandomGenerator(seed: 3)
        let count = 1000
        let means = (0..<(count * objectives)).map { _ in -1.1 * generator.uniform() }
        let deviations = (0..<(count * objectives)).map { _ in 0.05 + 0.25 * generator.uniform() }
        var sum = 0.0
        let seconds = CPUClock.secondsPerCall {
            sum += improvement.logValues(means: means, deviations: deviations)[0]
        }
        report.add(
            Row(
                figure: "log-EHVI m = \(objectives), front of 50 (points/s)",
                ours: sum.isNaN ? .nan : Double(count) / seconds,
                peer: PeerSpeed.improvementPointsPerSecond[objectives], target: objectives == 2 ? .atLeast(2e6) : nil,
                method: "batches of 1000, \(improvement.boxCount) boxes, posterior given; BoTorch analytic EHVI"))
    }

    /// Random points of the part of the unit sphere where all coordinates are negative, larger being better.
    private static func spherical(_ count: Int, objectives: Int, seed: UInt64) -> [[Double]] {
        var generator = RandomGenerator(seed: seed)
        return (0..<count).map { _ in
            let point = (0..<objectives).map { _ in -abs(generator.normal()) }
            let length = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return point.map { $0 / length }
        }
    }
}
