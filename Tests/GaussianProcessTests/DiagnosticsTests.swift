import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct DiagnosticsTests {
    private struct Statistics: Decodable {
        let left: [Double]
        let right: [Double]
        let ranks: [Double]
        let spearman: Double
        let kendall: Double
    }

    @Test func `rank correlations are those of a peer, ties included`() throws {
        let peer = try Fixture.decode(Statistics.self, "statistics")
        #expect(RankCorrelation.ranks(peer.left) == peer.ranks)
        #expect(abs(try #require(RankCorrelation.spearman(peer.left, peer.right)) - peer.spearman) < 1e-12)
        #expect(abs(try #require(RankCorrelation.kendall(peer.left, peer.right)) - peer.kendall) < 1e-12)
    }

    @Test func `rank correlations ignore rising maps and mirror falling ones`() throws {
        var random = TestRandom(state: 2)
        let left = (0..<40).map { _ in random.uniform() }
        let right = left.map { $0 + 0.5 * random.uniform() }
        for measure in [RankCorrelation.spearman, RankCorrelation.kendall] {
            let base = try #require(measure(left, right))
            #expect(measure(left.map { exp(9 * $0) }, right) == base)
            #expect(abs(try #require(measure(left, right.map { -$0 })) + base) < 1e-12)
            #expect(measure(left, left) == 1)
            #expect(measure(left, left.map { _ in 1 }) == nil)
            #expect(measure([1], [1]) == nil)
            #expect(measure([1, .nan], [1, 2]) == nil)
            #expect(measure([1, 2], [1]) == nil)
        }
    }

    /// Additive recurrence with the powers of the root of x^(d + 1) = x + 1.
    private func sequence(_ rows: Int, _ columns: Int) throws -> Matrix {
        var root = 2.0
        for _ in 0..<60 { root = pow(1 + root, 1 / Double(columns + 1)) }
        return try Matrix(
            rows: (0..<rows).map { row in
                (0..<columns).map { column in
                    let value = 0.5 + Double(row + 1) * pow(root, -Double(column + 1))
                    return value - value.rounded(.down)
                }
            })
    }

    private func halves(_ sample: Matrix) throws -> (Matrix, Matrix) {
        let width = sample.columns / 2
        return (
            try Matrix(rows: (0..<sample.rows).map { Array(sample.row($0)[..<width]) }),
            try Matrix(rows: (0..<sample.rows).map { Array(sample.row($0)[width...]) })
        )
    }

    @Test func `Sobol indices of Ishigami's function are the published ones`() throws {
        // T. Ishigami and T. Homma, 1990, with a = 7 and b = 0.1; closed forms in A. Saltelli et al. (2000).
        let (first, second) = try halves(sequence(8_192, 6))
        let found = try SobolIndices.estimate(first: first, second: second) { points throws(GaussianProcessError) in
            (0..<points.rows).map { row in
                let x = points.row(row).map { Double.pi * (2 * $0 - 1) }
                return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0])
            }
        }
        for (value, expected) in zip(found.first + found.total, [0.3139, 0.4424, 0, 0.5576, 0.4424, 0.2437]) {
            #expect(abs(value - expected) < 0.01)
        }
        #expect(abs(found.mean - 3.5) < 0.02)
        #expect(abs(found.variance - 13.8446) < 0.1)
        #expect(found.evaluations == 5 * 8_192)
    }

    @Test func `groups share an index, constants have none, and bad shapes are refused`() throws {
        let (first, second) = try halves(sequence(8_192, 6))
        let grouped = try SobolIndices.estimate(first: first, second: second, groups: [0, 0, 1]) {
            points throws(GaussianProcessError) in
            (0..<points.rows).map { points[$0, 0] * points[$0, 1] + 0.5 * points[$0, 2] }
        }
        // Var(x y) = 7/144 and Var(z / 2) = 1/48.
        #expect(abs(grouped.first[0] - 0.7) < 0.02 && abs(grouped.total[0] - 0.7) < 0.02)
        #expect(abs(grouped.first[1] - 0.3) < 0.02 && abs(grouped.total[1] - 0.3) < 0.02)
        let flat = try SobolIndices.estimate(first: first, second: second) { points throws(GaussianProcessError) in
            [Double](repeating: 4, count: points.rows)
        }
        #expect(flat.first == [0, 0, 0] && flat.total == [0, 0, 0] && flat.variance == 0)
        #expect(throws: GaussianProcessError.self) {
            try SobolIndices.estimate(first: first, second: Matrix(rows: [[0, 0, 0]])) {
                points throws(GaussianProcessError) in [Double](repeating: 0, count: points.rows)
            }
        }
        #expect(throws: GaussianProcessError.self) {
            try SobolIndices.estimate(first: first, second: second) { points throws(GaussianProcessError) in
                [Double](repeating: .nan, count: points.rows)
            }
        }
    }

    @Test func `a model tells the columns that matter`() throws {
        var random = TestRandom(state: 9)
        let features = random.matrix(60, 3)
        let data = try TrainingData(
            features: features, targets: (0..<60).map { 4 * features[$0, 0] + 2 * features[$0, 2] })
        let (first, second) = try halves(sequence(4_096, 6))
        let importance = try GaussianProcess.fit(data).importance(first: first, second: second)
        for (value, expected) in zip(importance.total, [0.8, 0, 0.2]) { #expect(abs(value - expected) < 0.03) }
    }

    @Test func `a summary repeats the figures of its residuals`() throws {
        let data = try toyData(levels: 2, count: 40)
        let left = try GaussianProcess.fit(data).leaveOneOut()
        let whole = try #require(LeaveOneOutSummary(left))
        #expect(whole.count == 40)
        #expect(whole.coverage == left.coverage(within: 1.959963984540054))
        #expect(abs(whole.meanLogDensity - left.meanLogDensity) < 1e-12)
        let standardized = left.standardizedResiduals
        let worst = try #require(standardized.map(abs).max())
        #expect(abs(whole.worstStandardizedResidual) == worst)
        #expect(standardized[whole.worstRow] == whole.worstStandardizedResidual)
        let own = try #require(LeaveOneOutSummary(left, level: 1))
        let rows = data.levels.indices.filter { data.levels[$0] == 1 }
        let square = rows.reduce(0) { $0 + standardized[$1] * standardized[$1] } / Double(rows.count)
        #expect(abs(own.meanStandardizedSquare - square) < 1e-12)
        #expect(own.count == rows.count)
        #expect(try #require(own.relativeError) < 0.5)
        #expect(LeaveOneOutSummary(left, level: 5) == nil)
    }
}
