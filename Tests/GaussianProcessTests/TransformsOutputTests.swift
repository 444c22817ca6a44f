import Foundation
import GaussianProcess
import Testing

@Suite struct OutputTransformTests {
    private struct Peer: Decodable {
        struct Standardize: Decodable { let y: [Double], out: [Double] }
        let standardize: Standardize
        let bilog: [Double]
    }

    private struct Statistics: Decodable {
        struct Row: Decodable { let exponent: Double, values: [Double], logLikelihood: Double }
        let x: [Double]
        let rows: [Row]
        let standardized: [Double]
        let likeliest: Double
    }

    private static let maps: [OutputTransform] = [
        .identity, .standardized(location: -3, scale: 2), .logarithm(side: .positive, shift: 0.5),
        .logarithm(side: .negative, shift: 0.25), .bilogarithm(location: 0.3, scale: 0.7),
        .power(exponent: 0, location: 0.2, scale: 1.5), .power(exponent: 0.4, location: 0, scale: 1),
        .power(exponent: 1, location: 1, scale: 3), .power(exponent: 1.7, location: -1, scale: 0.4),
        .power(exponent: 2, location: 0, scale: 1), .power(exponent: 1e-14, location: 0, scale: 1),
    ]

    @Test func `standardising and bilog are those of a peer`() throws {
        let peer = try Fixture.decode(Peer.self, "transforms")
        let map = try #require(OutputTransform.fitted(.standardized, to: peer.standardize.y))
        #expect(agree(peer.standardize.y.map(map.forward), peer.standardize.out, 1e-12))
        let bilog = OutputTransform.bilogarithm(location: 0, scale: 1)
        #expect(agree(peer.standardize.y.map(bilog.forward), peer.bilog, 1e-12))
    }

    @Test func `the power is that of a peer, and so is its exponent`() throws {
        let peer = try Fixture.decode(Statistics.self, "statistics")
        for row in peer.rows {
            let map = OutputTransform.power(exponent: row.exponent, location: 0, scale: 1)
            #expect(agree(peer.x.map(map.forward), row.values, 1e-12))
            let mapped = peer.x.map(map.forward)
            let mean = mapped.reduce(0, +) / Double(mapped.count)
            let variance = mapped.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(mapped.count)
            let likelihood = -0.5 * Double(mapped.count) * log(variance) + map.logJacobian(peer.x)
            #expect(abs(likelihood - row.logLikelihood) < 1e-9 * (1 + abs(likelihood)))
        }
        guard
            case .power(let exponent, let location, let scale) = OutputTransform.fitted(
                .power, to: peer.standardized)
        else { throw Fixture.Missing.file("power") }
        #expect(abs(exponent - peer.likeliest) < 1e-4)
        #expect(abs(location) < 1e-12)
        #expect(abs(scale - 1) < 1e-12)
    }

    @Test(arguments: maps) func `maps rise, invert, and know their derivatives`(map: OutputTransform) {
        var random = TestRandom(state: 11)
        let sign = map == .logarithm(side: .negative, shift: 0.25) ? -1.0 : 1.0
        let isLogarithm = map.kind == .logarithm
        var points = (0..<200).map { _ in
            isLogarithm ? sign * 20 * random.uniform() : 40 * (random.uniform() - 0.5)
        }
        points.sort()
        for (lower, upper) in zip(points, points.dropFirst()) where lower < upper {
            #expect(map.forward(lower) < map.forward(upper))
        }
        for y in points {
            let z = map.forward(y)
            #expect(abs(map.inverse(z) - y) < 1e-9 * (1 + abs(y)))
            let step = 1e-5 * (1 + abs(y))
            guard map.accepts(y - step), map.accepts(y + step) else { continue }
            let slope = (map.forward(y + step) - map.forward(y - step)) / (2 * step)
            #expect(abs(slope - map.derivative(y)) < 1e-4 * map.derivative(y))
            #expect(abs(exp(map.logDerivative(y)) - map.derivative(y)) < 1e-12 * map.derivative(y))
            #expect(abs(map.inverseDerivatives(z).first * map.derivative(y) - 1) < 1e-9)
            // The second derivative by differences of the first, away from where it jumps.
            let gap = 1e-5 * (1 + abs(z))
            let (above, below) = (map.inverseDerivatives(z + gap).first, map.inverseDerivatives(z - gap).first)
            if abs(z) > 1e-3 {
                let second = map.inverseDerivatives(z).second
                let found = (above - below) / (2 * gap)
                #expect(abs(found - second) < 1e-3 * (abs(second) + map.inverseDerivatives(z).first))
            }
        }
    }

    @Test func `the logarithm takes one sign, and a shift only for zeros`() {
        #expect(OutputTransform.fitted(.logarithm, to: [2, 8]) == .logarithm(side: .positive, shift: 0))
        #expect(OutputTransform.fitted(.logarithm, to: [-2, -8]) == .logarithm(side: .negative, shift: 0))
        #expect(OutputTransform.fitted(.logarithm, to: [0, 2, 8]) == .logarithm(side: .positive, shift: 1))
        #expect(OutputTransform.fitted(.logarithm, to: [-1, 1]) == nil)
        #expect(OutputTransform.fitted(.logarithm, to: [0, 0]) == nil)
        #expect(OutputTransform.fitted(.logarithm, to: [0, .leastNonzeroMagnitude]) == nil)
        #expect(OutputTransform.logarithm(side: .positive, shift: 0).forward(-1).isNaN)
        let mirrored = OutputTransform.logarithm(side: .negative, shift: 0)
        #expect(mirrored.forward(-8) == -log(8))
    }

    @Test(arguments: OutputTransform.Kind.allCases, [1e-12, 1, 1e12])
    func `fits do not depend on the unit`(kind: OutputTransform.Kind, unit: Double) throws {
        let targets = [0.3, 1.7, 2.2, 9.1, 4.4, 0.9]
        let base = try #require(OutputTransform.fitted(kind, to: targets))
        let map = try #require(OutputTransform.fitted(kind, to: targets.map { $0 * unit }))
        for target in targets {
            #expect(abs(map.inverse(map.forward(target * unit)) / unit - target) < 1e-9 * target)
            switch kind {
            case .identity: break
            case .logarithm: #expect(abs(map.forward(target * unit) - log(unit) - base.forward(target)) < 1e-10)
            default: #expect(abs(map.forward(target * unit) - base.forward(target)) < 1e-6)
            }
        }
    }

    @Test(
        arguments: OutputTransform.Kind.allCases,
        [[4.0], [-2, -2, -2], [1e12, 1e12], [3e-12], [7, 7 + 1e-15]] as [[Double]])
    func `constants and single observations have a finite map`(kind: OutputTransform.Kind, targets: [Double]) throws {
        let map = try #require(OutputTransform.fitted(kind, to: targets))
        for target in targets {
            #expect(map.forward(target).isFinite)
            #expect(map.logDerivative(target).isFinite)
            #expect(abs(map.inverse(map.forward(target)) - target) <= 1e-12 * abs(target))
        }
        #expect(OutputTransform.fitted(kind, to: targets + [.nan]) == nil)
    }

    @Test func `a map survives a file`() throws {
        for map in Self.maps {
            let copy = try JSONDecoder().decode(OutputTransform.self, from: JSONEncoder().encode(map))
            #expect(copy == map)
        }
    }
}
