import Foundation
import SearchSpace
import Testing

/// Spaces whose constraints tie more together than a table holds.
@Suite struct SearchSpaceLinkingTests {
    /// The values of named parameters of a candidate.
    private func numbers(_ names: [String], of candidate: Candidate, in space: SearchSpace) throws -> [Double] {
        try names.map { name in
            let index = try #require(space.index(of: name))
            return try #require(candidate.values[index]?.number)
        }
    }

    @Test func everyPointObeysTheLinksToo() throws {
        let space = try Spaces.linked()
        var generator = RandomGenerator(seed: 21)
        let sobol = try SobolSequence(dimension: space.dimension)
        var previous = try space.random(using: &generator)
        var copies = 0
        for index in 0..<1_000 {
            let drawn = try space.random(using: &generator)
            #expect(space.violations(of: drawn).isEmpty)
            #expect(space.violations(of: try space.decode(sobol.point(index))).isEmpty)
            let near = try #require(space.neighbour(of: drawn, using: &generator))
            #expect(near != drawn)
            #expect(space.violations(of: near).isEmpty)
            let child = try #require(space.crossover(drawn, previous, using: &generator))
            #expect(space.violations(of: child).isEmpty)
            if child == drawn || child == previous { copies += 1 }
            previous = drawn
        }
        #expect(copies < 50)
    }

    @Test func theStrategyKeepsTheDistributionOfIndependentDraws() throws {
        let space = try Spaces.linked()
        // Draws that know nothing of tables: the strategy, and where its rules hold a machine; a machine that breaks a
        // closure throws the strategy away too.
        let machine = try SearchSpace(parameters: Spaces.linkedParameters.filter { Spaces.die.contains($0.name) })
        var generator = RandomGenerator(seed: 22)
        var expected: [[Double]: Int] = [:]
        var accepted = 0
        let (start, end) = (log(0.5), log(144.5))
        for _ in 0..<6_000_000 {
            let (x, y) = (4 + generator.index(below: 9), 4 + generator.index(below: 9))
            let (tensor, data) = (1 << generator.index(below: 7), 1 << generator.index(below: 7))
            let pipeline = Int(exp(start + (end - start) * generator.uniform()).rounded())
            guard tensor * pipeline * data == x * y, pipeline <= 96, 96 % tensor == 0 else { continue }
            let micro = 1 << generator.index(below: 5)
            let isInterleaved = generator.uniform() < 0.5
            let chunks = 2 + generator.index(below: 7)
            guard 512 % (data * micro) == 0, !isInterleaved || (pipeline >= 2 && pipeline * chunks <= 96)
            else { continue }
            let die = try machine.random(using: &generator).values.compactMap { $0 }
            guard Spaces.isBuildable(die + [.integer(x), .integer(y)]) else { continue }
            accepted += 1
            expected[[Double(x * y), Double(tensor), isInterleaved ? 1 : 0], default: 0] += 1
        }
        #expect(accepted > 1_000)
        var found: [[Double]: Int] = [:]
        let draws = 20_000
        for _ in 0..<draws {
            let candidate = try space.random(using: &generator)
            let values = try numbers(["dies_x", "dies_y", "tensor"], of: candidate, in: space)
            let schedule = try #require(space.index(of: "schedule"))
            let isInterleaved = candidate.values[schedule] == .string("interleaved")
            found[[values[0] * values[1], values[2], isInterleaved ? 1 : 0], default: 0] += 1
        }
        // Two samples of sizes m and n: sum of (sqrt(n/m) a - sqrt(m/n) b)^2 / (a + b) is near chi-square; rare cells
        // stand together in one.
        let (m, n) = (Double(accepted), Double(draws))
        var (chiSquare, cells) = (0.0, 0.0)
        var rest = (a: 0.0, b: 0.0)
        func add(_ a: Double, _ b: Double) {
            let difference = (n / m).squareRoot() * a - (m / n).squareRoot() * b
            chiSquare += difference * difference / (a + b)
            cells += 1
        }
        for key in Set(expected.keys).union(found.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let (a, b) = (Double(expected[key] ?? 0), Double(found[key] ?? 0))
            if a + b < 40 { rest = (rest.a + a, rest.b + b) } else { add(a, b) }
        }
        if rest.a + rest.b > 0 { add(rest.a, rest.b) }
        // Mean cells - 1, standard deviation sqrt(2 (cells - 1)).
        #expect(cells > 20)
        #expect(chiSquare < cells - 1 + 4 * (2 * (cells - 1)).squareRoot())
    }

    @Test func theSamePointGivesTheSameCandidate() throws {
        let (one, other) = (try Spaces.linked(), try Spaces.linked())
        let sobol = try SobolSequence(dimension: one.dimension)
        for index in 0..<500 {
            let unit = sobol.point(index)
            let candidate = try one.decode(unit)
            #expect(try one.decode(unit) == candidate)
            #expect(try other.decode(unit) == candidate)
            #expect(try one.decode(try one.unit(for: candidate)) == candidate)
        }
    }

    @Test func linksThatNothingObeysAreReported() throws {
        let never = KnownConstraint(name: "never", parameters: Spaces.die) { _ in false }
        let space = try SearchSpace(
            parameters: Spaces.linkedParameters, constraints: Spaces.linkedRules + [never])
        var generator = RandomGenerator(seed: 1)
        #expect(throws: SearchSpaceError.self) { try space.random(using: &generator) }
    }
}
