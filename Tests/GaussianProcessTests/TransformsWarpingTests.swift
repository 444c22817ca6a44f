import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

@Suite struct KumaraswamyWarpingTests {
    private struct Peer: Decodable {
        let points: [[Double]]
        let first: [[Double]]
        let second: [[Double]]

        enum CodingKeys: String, CodingKey {
            case points = "X"
            case first = "kumaraswamy_a0.5_b2.0"
            case second = "kumaraswamy_a1.7_b0.9"
        }
    }

    @Test func `warped features are those of a peer`() throws {
        let peer = try Fixture.decode(Peer.self, "transforms")
        for (a, b, expected) in [(0.5, 2.0, peer.first), (1.7, 0.9, peer.second)] {
            let warping = try KumaraswamyWarping(shapes: [.init(a: a, b: b), .init(a: a, b: b), .init(a: a, b: b)])
            let found = try warping.applied(to: Matrix(rows: peer.points))
            #expect(agree(found.storage, try Matrix(rows: expected).storage, 1e-12))
        }
    }

    @Test func `derivatives are those of the values`() {
        var random = TestRandom(state: 5)
        for _ in 0..<200 {
            let x = 0.02 + 0.96 * random.uniform()
            let shape = KumaraswamyWarping.Shape(a: exp(2 * random.uniform() - 1), b: exp(2 * random.uniform() - 1))
            let found = KumaraswamyWarping.evaluated(x, shape)
            let step = 1e-6
            func value(_ x: Double, _ a: Double, _ b: Double) -> Double {
                KumaraswamyWarping.warped(x, .init(a: a, b: b))
            }
            let byX = (value(x + step, shape.a, shape.b) - value(x - step, shape.a, shape.b)) / (2 * step)
            let byA = (value(x, shape.a + step, shape.b) - value(x, shape.a - step, shape.b)) / (2 * step)
            let byB = (value(x, shape.a, shape.b + step) - value(x, shape.a, shape.b - step)) / (2 * step)
            #expect(abs(found.byX - byX) < 1e-6 * (1 + abs(byX)))
            #expect(abs(found.byA - byA) < 1e-7)
            #expect(abs(found.byB - byB) < 1e-7)
            #expect(found.byX > 0)
        }
    }

    @Test func `ends stay ends, with finite derivatives`() {
        for shape in [KumaraswamyWarping.Shape(a: 0.1, b: 5), .init(a: 6, b: 0.2), .identity] {
            for x in [0.0, 1.0] {
                let found = KumaraswamyWarping.evaluated(x, shape)
                #expect((found.value + found.byX + found.byA + found.byB).isFinite)
                #expect(found.value >= 0 && found.value <= 1)
            }
        }
        #expect(abs(KumaraswamyWarping.warped(0.3, .identity) - 0.3) < 1e-7)
    }

    @Test func `what makes no sense is refused`() throws {
        #expect(throws: GaussianProcessError.self) { try KumaraswamyWarping(shapes: [.init(a: 0, b: 1)]) }
        #expect(throws: GaussianProcessError.self) { try KumaraswamyWarping(shapes: [.init(a: 1, b: .nan)]) }
        let warping = try KumaraswamyWarping(shapes: [.identity, nil])
        #expect(throws: GaussianProcessError.self) { try warping.applied(to: Matrix(rows: [[1.2, 0]])) }
        #expect(throws: GaussianProcessError.self) { try warping.applied(to: Matrix(rows: [[0.2]])) }
        #expect(try warping.applied(to: Matrix(rows: [[0.5, 7]])).storage[1] == 7)
        let data = try toyData(levels: 1, count: 8)
        for columns in [[], [3], [0, 0]] {
            #expect(throws: GaussianProcessError.self) {
                try WarpedModel.fit(data, warping: .init(columns: columns))
            }
        }
    }

    @Test func `warping learns where a function changes fastest`() throws {
        // Waves that become ever shorter towards the end of the first column.
        func wave(_ x: [Double]) -> Double { sin(12 * pow(x[0], 3)) + 0.3 * x[1] }
        var random = TestRandom(state: 3)
        let features = random.matrix(30, 2)
        let data = try TrainingData(features: features, targets: (0..<30).map { wave(features.row($0)) })
        let test = random.matrix(300, 2)
        func error(_ posterior: Posterior) -> Double {
            ((0..<300).reduce(0) { $0 + pow(posterior.mean($1) - wave(test.row($1)), 2) } / 300).squareRoot()
        }
        let warped = try WarpedModel.fit(data, warping: .init(columns: [0]))
        let plain = try GaussianProcess.fit(data)
        #expect(zip(warped.objectives, warped.objectives.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try #require(warped.objectives.last) > warped.objectives[0] + 5)
        #expect(try error(warped.posterior(at: test)) < 0.85 * error(plain.posterior(at: test)))
        #expect(try #require(warped.warping.shapes[0]).a > 1.5)
        #expect(warped.warping.shapes[1] == nil)
        let again = try WarpedModel.fit(data, warping: .init(columns: [0]))
        #expect(again.warping == warped.warping)
    }
}
